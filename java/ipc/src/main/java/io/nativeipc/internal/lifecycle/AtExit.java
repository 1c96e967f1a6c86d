package io.nativeipc.internal.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs removals when the JVM ends normally: after the last thread, by System.exit, and on SIGTERM, SIGINT and SIGHUP.
 * The JVM's shutdown hook exists only while there are removals, because it keeps the class loader of this library in
 * memory.
 */
public final class AtExit {
    private static final Set<Runnable> REMOVALS = Collections.newSetFromMap(new IdentityHashMap<>());
    private static @Nullable Thread hook;

    private AtExit() {}

    /** Registers a removal for the exit. */
    public static synchronized void add(Runnable removal) {
        try {
            if (hook == null) {
                Thread created = new Thread(AtExit::run, "native-ipc-exit");
                Runtime.getRuntime().addShutdownHook(created);
                hook = created;
            }
            REMOVALS.add(removal);
        } catch (IllegalStateException exiting) {
            // an object that is created while the JVM exits must be removed by its creator
        }
    }

    /** Unregisters a removal, which must be the same object. */
    public static synchronized void remove(Runnable removal) {
        REMOVALS.remove(removal);
        if (REMOVALS.isEmpty() && hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException exiting) {
                // the hook is already running
            }
            hook = null;
        }
    }

    private static void run() {
        List<Runnable> all;
        synchronized (AtExit.class) {
            all = new ArrayList<>(REMOVALS);
        }
        for (Runnable each : all) {
            try {
                each.run();
            } catch (RuntimeException failed) {
                // the remaining removals still run
            }
        }
    }
}
