package io.nativeipc.contract;

import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.peer.NoDescriptors;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Creates objects with 12 to 0 free descriptors, and removes them without any. A creation either works or reports the
 * limit and leaves nothing.
 */
public final class FewDescriptorsProgram {
    private static final int MOST = 12;
    private static final RingOptions RING = new RingOptions(1, 4096, 600, false);

    private interface Removal {
        void run() throws Exception;
    }

    private interface Creation {
        Removal run() throws Exception;
    }

    private final String name = Unique.posixName();
    private final Path folder;
    private final StringBuilder wrong = new StringBuilder();

    private FewDescriptorsProgram(Path folder) {
        this.folder = folder;
    }

    /** Prints what went wrong, then {@code done} if nothing did. A server socket in the folder is open at the exit. */
    public static void main(String[] arguments) throws Exception {
        NoDescriptors.loadClasses();
        new FewDescriptorsProgram(Path.of(arguments[0])).run();
    }

    private void run() throws Exception {
        SysVSharedMemory region = SysVSharedMemory.create(SysVKey.PRIVATE, RING.byteSize());
        region.remove();
        NoDescriptors none = new NoDescriptors();
        for (var kind : kinds(region).entrySet()) {
            for (int free = MOST; free >= 0; free--) {
                attempt(kind.getKey() + " with " + free, kind.getValue(), free, none);
                region.write(0, ByteBuffer.allocate((int) RING.byteSize()));
            }
        }
        none.free(MOST);
        UnixServerSocket open = UnixServerSocket.create(folder.resolve("open"));
        none.fill();
        System.out.print(wrong);
        System.out.println(wrong.isEmpty() && open.stat() != null ? "done" : "failed");
        System.exit(0);
    }

    private Map<String, Creation> kinds(SysVSharedMemory region) {
        Path path = folder.resolve("object");
        Map<String, Creation> kinds = new LinkedHashMap<>();
        kinds.put("ring", () -> removal(RingChannel.create(name, RING)));
        kinds.put("ring in a region", () -> removal(RingChannel.create(region, RING)));
        kinds.put("shared memory", () -> {
            PosixSharedMemory memory = PosixSharedMemory.create(name, 64);
            return closing(memory, memory::unlink);
        });
        kinds.put("semaphore", () -> {
            PosixSemaphore semaphore = PosixSemaphore.create(name, 1);
            return closing(semaphore, semaphore::unlink);
        });
        kinds.put("mutex", () -> {
            NamedMutex mutex = NamedMutex.create(name.substring(1));
            return closing(mutex, mutex::unlink);
        });
        kinds.put("queue", () -> {
            PosixMessageQueue queue = PosixMessageQueue.create(name, 1, 1);
            return closing(queue, queue::unlink);
        });
        kinds.put("FIFO", () -> {
            Fifo.create(path);
            return () -> Fifo.unlink(path);
        });
        kinds.put("file", () -> {
            MappedFile file = MappedFile.create(path, 64);
            return closing(file, file::unlink);
        });
        kinds.put("socket", () -> UnixServerSocket.create(path)::close);
        kinds.put("pipe", () -> NamedPipeServer.create(path.toString())::close);
        return kinds;
    }

    private static Removal removal(RingChannel ring) {
        return closing(ring, ring::unlink);
    }

    private static Removal closing(AutoCloseable object, Removal removal) {
        return () -> {
            try (object) {
                removal.run();
            }
        };
    }

    private void attempt(String what, Creation creation, int free, NoDescriptors none) throws IOException {
        none.free(free);
        try {
            Removal removal = creation.run();
            none.fill();
            removal.run();
            if (free == 0) {
                wrong.append(what).append(": worked\n");
            }
        } catch (IpcException e) {
            if (e.code() != Errno.EMFILE || free == MOST) {
                wrong.append(what).append(": ").append(e).append("\n");
            }
        } catch (Exception | LinkageError e) {
            wrong.append(what).append(": ").append(e).append("\n");
        }
        none.fill();
        none.free(MOST);
        for (String left : left()) {
            wrong.append(what).append(": left ").append(left).append("\n");
        }
        none.fill();
    }

    private List<String> left() throws IOException {
        List<String> left = new ArrayList<>();
        Path runtime = folder.resolveSibling("native-ipc");
        for (Path each : new Path[] {Path.of("/dev/shm"), folder, runtime}) {
            try (Stream<Path> files = Files.list(each)) {
                files.map(Path::toString)
                        .filter(file -> file.startsWith("/dev/shm")
                                ? file.contains(name.substring(1))
                                : !each.equals(runtime) || file.endsWith(".lock"))
                        .forEach(left::add);
            }
        }
        try {
            PosixMessageQueue.unlink(name);
            left.add("queue");
        } catch (IpcException absent) {
            // as it should be
        }
        for (String file : left) {
            if (!file.equals("queue")) {
                Files.delete(Path.of(file));
            }
        }
        return left;
    }
}
