package io.nativeipc.contract;

import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.peer.NoDescriptors;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.Memfd;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Opens objects while all descriptors of this process are used up. Each error must name that limit and no other. */
public final class NoDescriptorsProgram {
    private static final String LIMIT =
            "EMFILE (24): Too many open files; RLIMIT_NOFILE = 256 descriptors of this process";

    private interface Action {
        Object run() throws IOException, InterruptedException;
    }

    private NoDescriptorsProgram() {}

    /** Prints the calls that failed a check, then {@code done} if there were none, else {@code failed}. */
    public static void main(String[] arguments) throws Exception {
        String name = Unique.posixName();
        Path path = Unique.path();
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 1, 1);
                PosixSharedMemory memory = PosixSharedMemory.create(name, 64);
                PosixSemaphore semaphore = PosixSemaphore.create(name, 1);
                Memfd memfd = Memfd.create("few", 64);
                UnixServerSocket server = UnixServerSocket.create(path);
                UnixSocket waiting = UnixSocket.connect(path)) {
            Map<String, Action> actions = new LinkedHashMap<>();
            actions.put("mq_open", () -> PosixMessageQueue.open(name));
            actions.put("mq_open to create", () -> PosixMessageQueue.create(name + "-new", 1, 1));
            actions.put("shm_open", () -> PosixSharedMemory.open(name));
            actions.put("open of shared memory", () -> PosixSharedMemory.create(name + "-new", 64));
            actions.put("memfd_create", () -> Memfd.create("more", 64));
            actions.put("fcntl", memfd::descriptor);
            actions.put("socket", () -> UnixSocket.connect(path));
            actions.put("socket to listen", () -> UnixServerSocket.create(Path.of(path + "-new")));
            actions.put("accept4", () -> server.tryAccept(Duration.ZERO));
            actions.put("open", () -> Fifo.openReader(path));
            actions.put("open of a file", () -> MappedFile.open(path));
            preload();
            StringBuilder wrong = new StringBuilder();
            try {
                try (NoDescriptors none = new NoDescriptors()) {
                    if (none != null) {
                        actions.forEach((call, action) -> wrong.append(wrong(call, action)));
                    }
                }
            } finally {
                queue.unlink();
                memory.unlink();
                semaphore.unlink();
            }
            System.out.print(wrong);
            System.out.println(wrong.isEmpty() && waiting.isOpen() ? "done" : "failed");
        }
    }

    /** Loads the classes that the calls need. Loading opens files, which needs descriptors. */
    private static void preload() throws IOException {
        PosixFailure.exception(Errno.EMFILE, "mq_open", "/x", "");
        try (Memfd other = Memfd.create("preload", 64);
                Descriptor descriptor = other.descriptor()) {
            descriptor.stat();
        }
        for (Action absent : new Action[] {
            () -> Fifo.openReader(Path.of("/ipc-test-absent")),
            () -> MappedFile.open(Path.of("/ipc-test-absent")),
            () -> PosixMessageQueue.open(Unique.posixName()),
            () -> PosixMessageQueue.create(Unique.posixName(), Integer.MAX_VALUE, 1),
            () -> PosixSharedMemory.open(Unique.posixName()),
            () -> UnixServerSocket.create(Path.of("/proc/ipc-test-absent")),
        }) {
            wrong("", absent);
        }
    }

    private static String wrong(String call, Action action) {
        try {
            return call + " worked: " + action.run() + "\n";
        } catch (IpcException e) {
            boolean right = e.call().equals(call.split(" ", 2)[0])
                    && !e.object().contains("CoreFx")
                    && !e.object().startsWith("/dev/")
                    && String.valueOf(e.getMessage()).contains(LIMIT);
            return right ? "" : call + ": " + e + "\n";
        } catch (IOException | InterruptedException | RuntimeException | LinkageError other) {
            return call + ": " + other + "\n";
        }
    }
}
