package io.nativeipc.contract;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.Region;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingOptions;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A program that opens and uses invalid objects. It tries every class that opens something with every kind of bad
 * object, and prints a line for each: the class, the object and the outcome. A JVM that crashes prints fewer lines.
 */
public final class BadObjects {
    /** The argument that precedes the name of a semaphore to truncate during a wait. */
    static final String DURING = "during";

    private static final int SIZE = 64;
    private static final RingOptions RING = new RingOptions(1, 4096, 600, false);
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    /** The classes that open something by a name or a path, each with a valid creation and an opening. */
    enum Opener {
        POSIX_SHM(
                "/dev/shm/",
                name -> PosixSharedMemory.create("/" + name, SIZE),
                name -> memory(PosixSharedMemory.open("/" + name, MemoryOpenOption.atLeast(SIZE)))),
        POSIX_SHM_READ_ONLY(
                "/dev/shm/",
                name -> PosixSharedMemory.create("/" + name, SIZE),
                name -> memory(PosixSharedMemory.open("/" + name, MemoryOpenOption.READ_ONLY))),
        SHARED_MEMORY(
                "/dev/shm/",
                name -> SharedMemory.create(name, SIZE),
                name -> memory(SharedMemory.open(name, MemoryOpenOption.atLeast(SIZE)))),
        FILE(
                "",
                name -> MappedFile.create(path(name), SIZE),
                name -> memory(MappedFile.open(path(name), MemoryOpenOption.atLeast(SIZE)))),
        DESCRIPTOR("", name -> MappedFile.create(path(name), SIZE), BadObjects::descriptor),
        SHARED_MUTEX("", BadObjects::createMutex, BadObjects::mutex),
        POSIX_SEM("/dev/shm/sem.", name -> PosixSemaphore.create("/" + name, 1), BadObjects::posixSemaphore),
        NAMED_SEMAPHORE("/dev/shm/sem.", name -> NamedSemaphore.create(name, 1), BadObjects::namedSemaphore),
        NAMED_MUTEX("/dev/shm/mutex.", NamedMutex::create, BadObjects::namedMutex),
        RING(
                "/dev/shm/",
                name -> RingChannel.create("/" + name, BadObjects.RING),
                name -> new Used(RingChannel.open("/" + name), () -> {})),
        FIFO_READER("", BadObjects::createFifo, name -> new Used(Fifo.openReader(path(name)), () -> {})),
        FIFO_WRITER("", BadObjects::createFifo, BadObjects::writer),
        UNIX_SOCKET(
                "",
                name -> UnixServerSocket.create(path(name)),
                name -> new Used(UnixSocket.connect(path(name)), () -> {}));

        private final String place;
        private final Open create;
        private final Open open;

        Opener(String place, Open create, Open open) {
            this.place = place;
            this.create = create;
            this.open = open;
        }

        Path file(String name) {
            return place.isEmpty() ? path(name) : Path.of(place + name);
        }

        boolean isOfMemory() {
            return ordinal() < RING.ordinal();
        }
    }

    /** The bad objects that exist in place of a valid one. */
    enum Bad {
        ABSENT {
            @Override
            void make(Opener opener, String name) {}
        },
        EMPTY {
            @Override
            void make(Opener opener, String name) throws Exception {
                Files.createFile(opener.file(name));
            }
        },
        ONE_BYTE_SHORT {
            @Override
            void make(Opener opener, String name) throws Exception {
                lengthen(opener, name, -1);
            }
        },
        TOO_LONG {
            @Override
            void make(Opener opener, String name) throws Exception {
                lengthen(opener, name, 1);
            }
        },
        DIRECTORY {
            @Override
            void make(Opener opener, String name) throws Exception {
                Files.createDirectory(opener.file(name));
            }
        },
        FIFO {
            @Override
            void make(Opener opener, String name) throws Exception {
                Fifo.create(opener.file(name));
            }
        },
        DEVICE {
            @Override
            void make(Opener opener, String name) throws Exception {
                String[] mknod = {"mknod", opener.file(name).toString(), "c", "1", "5"}; // /dev/zero
                if (new ProcessBuilder(mknod).start().waitFor() != 0) {
                    throw new NotHere("only root makes devices");
                }
            }
        },
        SOCKET {
            @Override
            void make(Opener opener, String name) throws Exception {
                try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                    socket.bind(UnixDomainSocketAddress.of(opener.file(name)));
                }
            }
        },
        SYMBOLIC_LINK {
            @Override
            void make(Opener opener, String name) throws Exception {
                opener.create.open(name + ".real").close();
                Files.createSymbolicLink(opener.file(name), opener.file(name + ".real"));
            }
        },
        DANGLING_LINK {
            @Override
            void make(Opener opener, String name) throws Exception {
                Files.createSymbolicLink(opener.file(name), opener.file(name + ".real"));
            }
        },
        OTHER_OWNER {
            @Override
            void make(Opener opener, String name) throws Exception {
                opener.create.open(name).close();
                if (Native.posix().chown(opener.file(name).toString(), 12345, -1) != 0) {
                    throw new NotHere("only root gives files away");
                }
            }
        },
        TRUNCATED_WHILE_IDLE {
            @Override
            void make(Opener opener, String name) throws Exception {
                opener.create.open(name).close();
            }
        };

        abstract void make(Opener opener, String name) throws Exception;
    }

    /** Thrown if a bad object cannot be made. */
    private static final class NotHere extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotHere(String reason) {
            super(reason);
        }
    }

    /** Creates or opens an object of this name. */
    interface Open {
        Closeable open(String name) throws Exception;
    }

    interface Use {
        void use() throws Exception;
    }

    /** An open object and an action that uses all of its memory. */
    private record Used(Closeable object, Use use) implements Closeable {
        @Override
        public void close() throws IOException {
            object.close();
        }
    }

    private BadObjects() {}

    /**
     * Runs the program. {@code PREFIX} is the beginning of all names. {@code during NAME} truncates a semaphore while a
     * thread waits for it.
     */
    public static void main(String[] args) throws Exception {
        if (args[0].equals(DURING)) {
            truncateDuringAWait(args[1]);
            return;
        }
        for (Opener opener : Opener.values()) {
            for (Bad bad : Bad.values()) {
                if (bad != Bad.TRUNCATED_WHILE_IDLE || opener.isOfMemory()) {
                    String name = args[0] + "-" + opener.ordinal() + "-" + bad.ordinal();
                    System.out.println(opener + " " + bad + " " + outcome(opener, bad, name));
                }
            }
        }
        System.out.println("done");
    }

    private static void truncateDuringAWait(String name) throws Exception {
        PosixSemaphore semaphore = PosixSemaphore.create("/" + name, 0);
        Background<Boolean> waiter = Background.start(() -> {
            semaphore.acquire();
            return true;
        });
        Background.until("it waits in the C library", waiter::isInTheCLibrary);
        setLength(Path.of("/dev/shm/sem." + name), 0);
        System.out.println(waiter.failure());
        System.out.println("lives");
    }

    private static String outcome(Opener opener, Bad bad, String name) throws Exception {
        try {
            bad.make(opener, name);
            return outcomeOfOpening(opener, bad, name);
        } catch (NotHere notHere) {
            return "untried";
        } finally {
            remove(opener.file(name + ".real"));
            remove(opener.file(name));
        }
    }

    private static String outcomeOfOpening(Opener opener, Bad bad, String name) throws Exception {
        try (Used used = (Used) opener.open.open(name)) {
            used.use.use();
            return bad == Bad.TRUNCATED_WHILE_IDLE ? truncated(opener, name, used) : "ok";
        } catch (IpcException e) {
            return named(opener, e);
        }
    }

    /**
     * {@return the exception's class, and its object if that is not an address although objects of the class have one}
     */
    private static String named(Opener opener, IpcException refused) {
        String name = refused.getClass().getSimpleName();
        if (opener == Opener.DESCRIPTOR || opener == Opener.SHARED_MUTEX) {
            return name;
        }
        try {
            IpcAddress.parse(refused.object());
            return name;
        } catch (IllegalArgumentException none) {
            return name + " of " + refused.object();
        }
    }

    /**
     * Truncates the object's file and uses the object 200 times. The object is used often enough before to be compiled.
     * All uses after the truncation must have the same outcome.
     */
    private static String truncated(Opener opener, String name, Used used) throws Exception {
        for (int round = 0; round < 12_000; round++) {
            used.use.use();
        }
        setLength(opener.file(name), 0);
        String first = "";
        for (int round = 0; round < 200; round++) {
            String outcome;
            try {
                used.use.use();
                outcome = "ok";
            } catch (IpcException e) {
                outcome = named(opener, e);
            }
            if (round > 0 && !outcome.equals(first)) {
                return first + ", then " + outcome;
            }
            first = outcome;
        }
        return first;
    }

    private static Path path(String name) {
        return Path.of(System.getProperty("java.io.tmpdir"), name);
    }

    private static void lengthen(Opener opener, String name, int by) throws Exception {
        opener.create.open(name).close();
        if (Files.isRegularFile(opener.file(name))) {
            setLength(opener.file(name), Files.size(opener.file(name)) + by);
        } else {
            throw new NotHere("it has no length");
        }
    }

    private static void setLength(Path file, long length) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(length);
        }
    }

    private static void remove(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    private static Used memory(Region region) {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE - 1);
        return new Used(region, () -> region.read(0, bytes.clear()));
    }

    private static Used descriptor(String name) throws IOException {
        int flags = Constants.O_RDWR | Constants.O_NONBLOCK;
        int fd = PosixFailure.check(Native.shim().ipc_open(path(name).toString(), flags, 0), "open", name);
        try (Descriptor descriptor = Descriptor.of(fd)) {
            return memory(descriptor.mapUnsealed());
        }
    }

    private static Closeable createMutex(String name) throws IOException {
        MappedFile file = MappedFile.create(path(name), SharedMutex.byteSize());
        SharedMutex.create(file, 0).close();
        return file;
    }

    private static Used mutex(String name) throws IOException {
        MappedFile file = MappedFile.open(path(name), MemoryOpenOption.atLeast(SharedMutex.byteSize()));
        SharedMutex mutex = SharedMutex.at(file, 0);
        return new Used(file, () -> {
            if (mutex.tryAcquire()) {
                mutex.release();
            }
        });
    }

    private static Used posixSemaphore(String name) throws IOException {
        PosixSemaphore semaphore = PosixSemaphore.open("/" + name);
        return new Used(semaphore, () -> {
            semaphore.value();
            semaphore.release();
            semaphore.tryAcquire();
            semaphore.tryAcquire(Duration.ofNanos(1));
            semaphore.release();
        });
    }

    private static Used namedSemaphore(String name) throws IOException {
        NamedSemaphore semaphore = NamedSemaphore.open(name);
        return new Used(semaphore, () -> {
            semaphore.release();
            semaphore.tryAcquire();
        });
    }

    private static Used namedMutex(String name) throws IOException {
        NamedMutex mutex = NamedMutex.open(name);
        return new Used(mutex, () -> {
            if (mutex.tryAcquire()) {
                mutex.release();
            }
        });
    }

    /** The end of a wait for a reader. Only a FIFO may lead to such a wait. */
    private static final class Waited extends IpcException {
        private static final long serialVersionUID = 1;

        Waited(String path) {
            super(path, "waited", "for " + TIMEOUT);
        }
    }

    private static Used writer(String name) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try {
            return new Used(Fifo.openWriter(path(name), TIMEOUT), () -> {});
        } catch (IpcException e) {
            if (System.nanoTime() - start >= TIMEOUT.toNanos()) {
                throw new Waited("fifo:" + path(name));
            }
            throw e;
        }
    }

    private static Closeable createFifo(String name) throws IOException {
        Fifo.create(path(name));
        return () -> {};
    }
}
