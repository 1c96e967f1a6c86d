package io.nativeipc.internal.lifecycle;

import io.nativeipc.IpcException;
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
    /** How long the exit waits for creations, which may themselves wait a second for the lock of a folder. */
    private static final long PATIENCE_MILLIS = 3000;

    private static final Set<Runnable> REMOVALS = Collections.newSetFromMap(new IdentityHashMap<>());
    private static @Nullable Thread hook;
    private static int creations;
    private static boolean exiting;

    private AtExit() {}

    /** A creation, which the exit waits for. */
    public static final class Creation implements AutoCloseable {
        private @Nullable Runnable removal;

        private Creation() {}

        /** Registers the removal of the object, which now exists, for the exit. */
        public void created(Runnable objectsRemoval) {
            removal = objectsRemoval;
        }

        @Override
        public void close() {
            end(removal);
        }
    }

    /**
     * Begins the creation of an object that must be removed at the exit. While the JVM exits, this method throws,
     * because nothing would remove the object.
     *
     * @param object the address, for errors
     */
    public static synchronized Creation begin(String object) throws IpcException {
        if (!exiting && hook == null) {
            Thread created = new Thread(AtExit::run, "native-ipc-exit");
            try {
                Runtime.getRuntime().addShutdownHook(created);
                hook = created;
            } catch (IllegalStateException shutdown) {
                exiting = true;
            }
        }
        if (exiting) {
            throw new IpcException(object, "exiting", "the JVM is exiting, and would leave it behind");
        }
        creations++;
        return new Creation();
    }

    private static synchronized void end(@Nullable Runnable removal) {
        creations--;
        if (removal != null) {
            REMOVALS.add(removal);
        }
        removeIdleHook();
        AtExit.class.notifyAll();
    }

    /** Unregisters a removal, which must be the same object. */
    public static synchronized void remove(Runnable removal) {
        REMOVALS.remove(removal);
        removeIdleHook();
    }

    /** A hook would keep the class loader of this library alive. */
    private static void removeIdleHook() {
        if (REMOVALS.isEmpty() && creations == 0 && hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shutdown) {
                // the hook is already running
            }
            hook = null;
        }
    }

    private static synchronized List<Runnable> removalsAfterCreations() {
        exiting = true;
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        try {
            for (long left = PATIENCE_MILLIS; creations > 0 && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                AtExit.class.wait(left);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        return new ArrayList<>(REMOVALS);
    }

    private static void run() {
        List<Runnable> all = removalsAfterCreations();
        for (Runnable each : all) {
            try {
                each.run();
            } catch (RuntimeException failed) {
                // the remaining removals still run
            }
        }
    }
}
