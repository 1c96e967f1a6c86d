package io.nativeipc.cli.demo;

import io.nativeipc.cli.PrivateFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Everything that one exchange creates: a private folder, IPC objects with unique names, and the C++ process. All of it
 * is removed in reverse order when the workspace is closed, and also when a signal ends the JVM (SIGINT, SIGTERM).
 */
final class Workspace implements Closeable {
    private static volatile boolean jvmEnds;

    private final Deque<Closeable> removals = new ArrayDeque<>();
    private final String name =
            "ipc-demo-%016x-".formatted(ThreadLocalRandom.current().nextLong());
    private final Thread hook = new Thread(this::removeAtExit, "demo-removal");
    private final Path folder;
    private boolean ended;

    Workspace() throws IOException {
        Runtime.getRuntime().addShutdownHook(hook);
        folder = keep(() -> PrivateFolder.create("native-" + name + "folder"), PrivateFolder::delete);
    }

    /** Returns whether the JVM is shutting down, which explains all failures from then on. */
    static boolean jvmEnds() {
        return jvmEnds;
    }

    /** Returns a folder that is accessible only to this user. */
    Path folder() {
        return folder;
    }

    /** Returns a unique name for an object. */
    String name(String end) {
        return name + end;
    }

    /**
     * Creates an object and registers its removal. The two are atomic: a JVM that shuts down waits, then removes the
     * object.
     */
    synchronized <T> T keep(Creation<T> creation, Removal<T> removal) throws IOException {
        if (ended) {
            throw new IOException("the demo is ending");
        }
        T created = creation.create();
        removals.push(() -> removal.remove(created));
        return created;
    }

    /** Creates a file in the folder like {@link #keep}; it is removed with the folder. */
    void make(Action creation) throws IOException {
        keep(
                () -> {
                    creation.run();
                    return folder;
                },
                unchanged -> {});
    }

    /** Removes everything, even if some removals fail; then throws the first exception. */
    @Override
    public synchronized void close() throws IOException {
        ended = true;
        Throwable first = null;
        while (!removals.isEmpty()) {
            try {
                removals.pop().close();
            } catch (IOException | RuntimeException | LinkageError e) {
                first = first == null ? e : first;
            }
        }
        if (Thread.currentThread() != hook) {
            forgetHook();
        }
        if (first != null) {
            throw new IOException(first.getMessage(), first);
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // the hook is running, or will run and find nothing to remove
        }
    }

    private void removeAtExit() {
        jvmEnds = true;
        try {
            close();
        } catch (IOException e) {
            System.err.println("native-ipc: " + e.getMessage());
        }
    }

    interface Creation<T> {
        T create() throws IOException;
    }

    interface Removal<T> {
        void remove(T created) throws IOException;
    }

    interface Action {
        void run() throws IOException;
    }
}
