package io.nativeipc.cli.demo;

import io.nativeipc.cli.PrivateFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Whatever one exchange makes: a private folder, IPC objects under names of their own, the C++ process. All of it is removed,
 * the last made first, when the workspace is closed, and also when the JVM is told to end (SIGINT, SIGTERM).
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

    /** Whether the JVM has been told to end, which explains whatever goes wrong from then on. */
    static boolean jvmEnds() {
        return jvmEnds;
    }

    /** A folder for this user alone. */
    Path folder() {
        return folder;
    }

    /** A name for an object that nobody else uses. */
    String name(String end) {
        return name + end;
    }

    /** Creates something that is to be removed. Nothing comes between the two: an ending JVM waits, then removes it. */
    synchronized <T> T keep(Creation<T> creation, Removal<T> removal) throws IOException {
        if (ended) {
            throw new IOException("the demo is ending");
        }
        T created = creation.create();
        removals.push(() -> removal.remove(created));
        return created;
    }

    /** {@link #keep} for what is but a file in the folder, with which it goes. */
    void make(Action creation) throws IOException {
        keep(
                () -> {
                    creation.run();
                    return folder;
                },
                unchanged -> {});
    }

    /** Removes everything, even if some of it resists; the first exception is thrown in the end. */
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
            // the hook runs, or will run and find nothing
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
