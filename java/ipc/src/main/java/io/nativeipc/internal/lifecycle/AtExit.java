package io.nativeipc.internal.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is removed when the JVM ends in order: after the last thread, by System.exit, and at SIGTERM, SIGINT and SIGHUP. The
 * JVM's hook exists only while there is something to remove, since it keeps the class loader of this library in memory.
 */
public final class AtExit {
    private static final Set<Runnable> REMOVALS = Collections.newSetFromMap(new IdentityHashMap<>());
    private static @Nullable Thread hook;

    private AtExit() {}

    /** Runs this at the exit, unless it is taken back before. */
    public static synchronized void add(Runnable removal) {
        try {
            if (hook == null) {
                Thread created = new Thread(AtExit::run, "native-ipc-exit");
                Runtime.getRuntime().addShutdownHook(created);
                hook = created;
            }
            REMOVALS.add(removal);
        } catch (IllegalStateException exiting) {
            // what is created while the JVM ends is its creator's to remove
        }
    }

    /** Takes it back; it must be the same object. */
    public static synchronized void remove(Runnable removal) {
        REMOVALS.remove(removal);
        if (REMOVALS.isEmpty() && hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException exiting) {
                // the hook runs already
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
                // the others are removed all the same
            }
        }
    }
}
