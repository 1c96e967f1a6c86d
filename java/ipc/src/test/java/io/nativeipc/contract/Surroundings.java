package io.nativeipc.contract;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MemoryCreateOption;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.NoSpaceException;
import io.nativeipc.Permissions;
import io.nativeipc.Region;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.inventory.Inventory;
import io.nativeipc.inventory.Leftovers;
import io.nativeipc.inventory.ObjectInfo;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A program that runs with an unusual locale or umask, or in a full file system. For each kind of object it prints a
 * line with the kind and the mode, or with the exception of the access.
 */
public final class Surroundings {
    private static final int SIZE = 1 << 20;
    private static final RingOptions RING = new RingOptions(1, 4096, 600, false);

    private final String name;
    private final Path folder;

    private Surroundings(String name, Path folder) {
        this.name = name;
        this.folder = folder;
    }

    /**
     * {@code objects NAME FOLDER} creates, opens and uses every kind of object. {@code full NAME FOLDER} uses sparse
     * objects in full file systems. {@code fifo NAME FOLDER} creates FIFOs where a file cannot get a second name.
     * {@code list NAME FOLDER} prints the sizes of the POSIX shared memory that the inventory lists.
     */
    public static void main(String[] args) throws Exception {
        Surroundings program = new Surroundings(args[1], Path.of(args[2]));
        if (args[0].equals("objects")) {
            program.library();
            program.memory();
            program.locks();
            program.queues();
            program.channels();
            program.rings();
            runtimeFolder();
        } else if (args[0].equals("fifo")) {
            program.fifo();
        } else if (args[0].equals("list")) {
            for (ObjectInfo memory : Inventory.list(Set.of(Kind.POSIX_SHM)).objects()) {
                System.out.println(memory.byteSize().orElseThrow());
            }
        } else {
            program.full();
        }
        System.out.println("done");
    }

    private static void print(String kind, int mode) {
        System.out.println(kind + " " + Integer.toOctalString(mode & 07777));
    }

    /**
     * {@link OpenFile#stat} passes the path unchanged. A {@link Path} cannot contain characters that the locale lacks.
     */
    private static void print(String kind, String file) throws IpcException {
        print(kind, OpenFile.stat(file).mode());
    }

    private static void require(boolean works, String what) {
        if (!works) {
            throw new AssertionError(what);
        }
    }

    /** Returns a name that some locales cannot express. */
    private String foreign() {
        return "/" + name + "\u00e9";
    }

    private void library() throws IOException {
        require(Native.shim().ipc_posix_fallocate(-1, 0, 1) < 0, "the library is called");
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            require(
                    maps.anyMatch(line -> line.contains(folder + "/native-ipc-")),
                    "the library is loaded from its copy in " + folder);
        }
    }

    private void memory() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create(foreign(), SIZE);
                PosixSharedMemory same = PosixSharedMemory.open(foreign())) {
            memory.buffer().putInt(0, 42);
            require(same.buffer().getInt(0) == 42, "the same memory");
            print("posix-shm", "/dev/shm" + foreign());
            memory.unlink();
        }
        try (SharedMemory memory = SharedMemory.create(name, SIZE);
                SharedMemory same = SharedMemory.open(name)) {
            require(same.byteSize() == SIZE, "the same memory");
            print("memory", "/dev/shm/" + name);
            memory.unlink();
        }
        Path path = folder.resolve("file");
        try (MappedFile file = MappedFile.create(path, SIZE);
                MappedFile same = MappedFile.open(path)) {
            require(same.byteSize() == SIZE, "the same file");
            print("file", file.stat().mode());
            file.unlink();
        }
        try (SysVSharedMemory segment = SysVSharedMemory.create(SysVKey.PRIVATE, SIZE)) {
            print("sysv-shm", segment.stat().perm().mode());
            segment.remove();
        }
    }

    private void locks() throws Exception {
        try (PosixSemaphore semaphore = PosixSemaphore.create(foreign(), 3);
                PosixSemaphore same = PosixSemaphore.open(foreign())) {
            require(same.value() == 3, "the same semaphore");
            print("posix-sem", semaphore.stat().mode());
            semaphore.unlink();
        }
        try (NamedSemaphore semaphore = NamedSemaphore.create(name, 3);
                NamedSemaphore same = NamedSemaphore.open(name)) {
            require(same.tryAcquire(), "the same semaphore");
            print("semaphore", "/dev/shm/sem." + name);
            semaphore.unlink();
        }
        try (NamedMutex mutex = NamedMutex.create(name);
                NamedMutex same = NamedMutex.open(name)) {
            require(same.tryAcquire(), "a free mutex");
            same.release();
            print("mutex", "/dev/shm/mutex." + name);
            mutex.unlink();
        }
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(SysVKey.PRIVATE, new int[] {1})) {
            print("sysv-sem", set.stat().perm().mode());
            set.remove();
        }
    }

    private void queues() throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(foreign(), 1, 8);
                PosixMessageQueue same = PosixMessageQueue.open(foreign())) {
            require(same.trySend(ByteBuffer.allocate(1)), "room for a message");
            print("posix-mq", queue.stat().mode());
            queue.unlink();
        }
        try (SysVMessageQueue queue = SysVMessageQueue.create(SysVKey.PRIVATE)) {
            print("sysv-mq", queue.stat().perm().mode());
            queue.remove();
        }
    }

    private void channels() throws Exception {
        Path fifo = folder.resolve("fifo");
        Fifo.create(fifo);
        try (Fifo reader = Fifo.openReader(fifo);
                Fifo writer = Fifo.openWriter(fifo)) {
            require(writer.tryWrite(ByteBuffer.allocate(1)) == 1, "a connected FIFO");
            print("fifo", reader.stat().mode());
        }
        Fifo.unlink(fifo);
        Path socket = folder.resolve("socket");
        try (UnixServerSocket server = UnixServerSocket.create(socket);
                UnixSocket client = UnixSocket.connect(socket);
                UnixSocket accepted = server.accept()) {
            require(client.isOpen() && accepted.isOpen(), "a connected socket");
            print("unix", socket.toString());
        }
        String pipe = folder.resolve("pipe").toString();
        try (NamedPipeServer server = NamedPipeServer.create(pipe);
                NamedPipe client = NamedPipe.connect(pipe);
                NamedPipe accepted = server.accept()) {
            require(client.isOpen() && accepted.isOpen(), "a connected pipe");
            print("pipe", pipe);
        }
    }

    private void rings() throws Exception {
        try (RingChannel ring = RingChannel.create("/" + name, RING);
                RingChannel same = RingChannel.open("/" + name)) {
            require(!same.created(), "the same channel");
            print("ring", "/dev/shm/" + name);
            ring.unlink();
        }
        try (SysVSharedMemory segment = SysVSharedMemory.create(SysVKey.PRIVATE, RING.byteSize())) {
            segment.remove();
            RingChannel ring = RingChannel.create(segment, RING);
            RingChannel.open(segment).close();
            runtimeFolder();
            ring.unlink();
            ring.close();
        }
    }

    /** Prints the mode of the folder and of its files, once for each kind of file. */
    private static void runtimeFolder() throws IOException {
        Path runtime = Path.of(System.getenv("XDG_RUNTIME_DIR"), "native-ipc");
        if (!Files.exists(runtime)) {
            return;
        }
        print("folder", runtime.toString());
        TreeMap<String, String> files = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(runtime)) {
            all.forEach(file -> files.put(
                    String.valueOf(file.getFileName()).startsWith("ring-") ? "lock-file" : "list", file.toString()));
        }
        for (var file : files.entrySet()) {
            print(file.getKey(), file.getValue());
        }
    }

    private void fifo() throws Exception {
        Path path = folder.resolve("fifo");
        try {
            Files.createLink(folder.resolve("second"), Files.createFile(folder.resolve("first")));
            throw new AssertionError("a file got a second name");
        } catch (FileSystemException refused) {
            Files.delete(folder.resolve("first"));
        }
        Fifo.create(path, Permissions.of("rw-rw----"));
        print("fifo", Fifo.stat(path).mode());
        try (Fifo reader = Fifo.openReader(path);
                Fifo writer = Fifo.openWriter(path)) {
            require(reader.isOpen() && writer.tryWrite(ByteBuffer.allocate(1)) == 1, "a connected FIFO");
        }
        outcome("again", () -> Fifo.create(path));
        outcome("in no folder", () -> Fifo.create(folder.resolve("absent/fifo")));
        for (Leftovers.Entry entry : Leftovers.list().entries()) {
            System.out.println((entry.proven() ? "recorded " : "unproven ")
                    + entry.address().replace(folder.toString(), ""));
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "{fifo,.native-ipc-*}")) {
            all.forEach(file -> System.out.println("name " + file.getFileName()));
        }
        Fifo.unlink(path);
    }

    private void full() throws Exception {
        String posix = "/" + name;
        Path path = folder.resolve("sparse");
        try (PosixSharedMemory memory =
                        PosixSharedMemory.create(posix, SIZE, Permissions.OWNER, MemoryCreateOption.SPARSE);
                SharedMemory same = SharedMemory.open(name);
                MappedFile file = MappedFile.create(path, SIZE, Permissions.OWNER, MemoryCreateOption.SPARSE);
                MappedFile empty =
                        MappedFile.create(folder.resolve("empty"), SIZE, Permissions.OWNER, MemoryCreateOption.SPARSE);
                Region handed = map(path)) {
            fill("posix-shm", memory);
            fill("memory", same);
            fill("file", file);
            fill("descriptor", handed);
            refused("new semaphore", () -> NamedSemaphore.create(name, 0));
            refused("new mutex", () -> NamedMutex.create(name));
            outcome("read", () -> memory.read(SIZE - 8, ByteBuffer.allocate(8)));
            outcome("mutex", () -> SharedMutex.create(memory, SIZE - 4096));
            outcome("ring", () -> RingChannel.create(empty, RING));
            outcome("named ring", () -> RingChannel.create(posix + "-ring", RING));
            require(!Files.exists(Path.of("/dev/shm" + posix + "-ring")), "no ring is left");
            outcome("offer", () -> offer(file));
            file.unlink();
            empty.unlink();
            memory.unlink();
        }
    }

    private static Region map(Path path) throws IOException {
        int fd = PosixFailure.check(
                Native.shim().ipc_open(path.toString(), Constants.O_RDWR, 0), "open", path.toString());
        try (Descriptor descriptor = Descriptor.of(fd)) {
            return descriptor.mapUnsealed();
        }
    }

    /** Offers until an offer fails. The beginning of the file has pages already, so the channel can be created. */
    private static void offer(MappedFile file) throws IOException {
        try (RingChannel ring = RingChannel.create(file, new RingOptions(1, 1 << 19, 600, false));
                RingProducer producer = ring.openProducer()) {
            ByteBuffer message = ByteBuffer.allocate(600);
            try {
                while (producer.offer(message.clear())) {
                    require(message.position() == 0 || !message.hasRemaining(), "an offer takes all or nothing");
                }
            } finally {
                ring.unlink();
            }
        }
    }

    private static void fill(String kind, Region region) throws Exception {
        outcome(kind, () -> region.write(0, ByteBuffer.allocate(SIZE)));
    }

    /** Prints the free space that the error reports if a creation fails in a full file system. */
    private static void refused(String kind, Access creation) throws Exception {
        try {
            creation.run();
        } catch (NoSpaceException e) {
            String message = String.valueOf(e.getMessage());
            System.out.println(kind + message.replaceFirst(".* bytes were asked for, (\\d+) are free in ", " $1 "));
        }
    }

    private interface Access {
        void run() throws Exception;
    }

    private static void outcome(String kind, Access access) throws Exception {
        try {
            access.run();
            System.out.println(kind + " ok");
        } catch (IpcException | InternalError e) {
            System.out.println(kind + " " + e.getClass().getSimpleName());
        }
    }
}
