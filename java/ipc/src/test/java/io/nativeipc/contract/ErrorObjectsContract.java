package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.MappedFile;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.NotFoundException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The errors of every class name the call that failed, and the object by the address that the caller asked for.
 * {@link io.nativeipc.IpcAddress#parse} accepts that address, and the object's own {@code toString} returns it.
 */
public abstract class ErrorObjectsContract {
    private static final RingOptions RING = new RingOptions(1, 4096, 600, false);

    /** An id that no object has, because the kernel's ids are smaller. */
    private static final int NO_ID = Integer.MAX_VALUE - 1;

    /** The classes whose objects have no address. */
    private static final Set<String> WITHOUT_ADDRESS = Set.of("Memfd", "SharedMutex", "SharedSemaphore");

    private static final Pattern OPENS =
            Pattern.compile("public static \\w+ (?:create|open|attach|connect|unlink|remove)\\w*\\(");

    private final String name = Unique.name();
    private final String posix = "/" + name;
    private final Path path = Unique.path();
    private final SysVKey key = Unique.key();

    @TestFactory
    Stream<DynamicTest> ofPortableObjects() {
        return portable().tests();
    }

    private ErrorObjects portable() {
        ErrorObjects objects = new ErrorObjects();
        objects.absent(SharedMemory.class, "posix-shm:" + posix, "shm_open", () -> SharedMemory.open(name));
        objects.gone(SharedMemory.class, "posix-shm:" + posix, "shm_unlink", () -> SharedMemory.unlink(name));
        objects.absent(NamedSemaphore.class, "posix-sem:" + posix, "sem_open", () -> NamedSemaphore.open(name));
        objects.gone(NamedSemaphore.class, "posix-sem:" + posix, "sem_unlink", () -> NamedSemaphore.unlink(name));
        objects.absent(NamedMutex.class, "mutex:" + name, "shm_open", () -> NamedMutex.open(name));
        objects.gone(NamedMutex.class, "mutex:" + name, "shm_unlink", () -> NamedMutex.unlink(name));
        objects.absent(NamedPipe.class, "pipe:" + name, "connect", () -> NamedPipe.connect(name));
        objects.absent(MappedFile.class, "file:" + path, "open", () -> MappedFile.open(path));
        objects.gone(MappedFile.class, "file:" + path, "unlink", () -> {
            try (MappedFile file = MappedFile.create(path, 64)) {
                file.unlink();
                file.unlink();
            }
        });
        objects.absent(RingChannel.class, "ring:" + posix, "shm_open", () -> RingChannel.open(posix));

        objects.existing(
                SharedMemory.class,
                "posix-shm:" + posix,
                () -> SharedMemory.create(name, 64),
                () -> SharedMemory.unlink(name));
        objects.existing(
                NamedSemaphore.class,
                "posix-sem:" + posix,
                () -> NamedSemaphore.create(name, 1),
                () -> NamedSemaphore.unlink(name));
        objects.existing(
                NamedMutex.class, "mutex:" + name, () -> NamedMutex.create(name), () -> NamedMutex.unlink(name));
        objects.existing(NamedPipeServer.class, "pipe:" + name, () -> NamedPipeServer.create(name), () -> {});
        objects.existing(MappedFile.class, "file:" + path, () -> MappedFile.create(path, 64), () -> Files.delete(path));
        objects.existing(
                RingChannel.class,
                "ring:" + posix,
                () -> RingChannel.create(posix, RING),
                () -> RingChannel.unlink(posix));
        return objects;
    }

    @TestFactory
    Stream<DynamicTest> ofPosixObjects() {
        return posix().tests();
    }

    private ErrorObjects posix() {
        ErrorObjects objects = new ErrorObjects();
        String shm = "posix-shm:" + posix;
        objects.absent(PosixSharedMemory.class, shm, "shm_open", () -> PosixSharedMemory.open(posix));
        objects.gone(PosixSharedMemory.class, shm, "shm_unlink", () -> PosixSharedMemory.unlink(posix));
        String sem = "posix-sem:" + posix;
        objects.absent(PosixSemaphore.class, sem, "sem_open", () -> PosixSemaphore.open(posix));
        objects.gone(PosixSemaphore.class, sem, "sem_unlink", () -> PosixSemaphore.unlink(posix));
        objects.absent(
                PosixSemaphore.class, sem, "lstat", () -> removedSemaphore().stat());
        objects.gone(
                PosixSemaphore.class, sem, "chmod", () -> removedSemaphore().setPermissions(Permissions.OWNER));
        String mq = "posix-mq:" + posix;
        objects.absent(PosixMessageQueue.class, mq, "mq_open", () -> PosixMessageQueue.open(posix));
        objects.gone(PosixMessageQueue.class, mq, "mq_unlink", () -> PosixMessageQueue.unlink(posix));
        String fifo = "fifo:" + path;
        objects.absent(Fifo.class, fifo, "open", () -> Fifo.openReader(path));
        objects.absent(Fifo.class, fifo, "lstat", () -> Fifo.stat(path));
        objects.absent(UnixSocket.class, "unix:" + path, "connect", () -> UnixSocket.connect(path));
        Path noFolder = path.resolve("socket");
        objects.absent(UnixServerSocket.class, "unix:" + noFolder, "bind", () -> UnixServerSocket.create(noFolder));

        objects.existing(
                PosixSharedMemory.class,
                shm,
                () -> PosixSharedMemory.create(posix, 64),
                () -> PosixSharedMemory.unlink(posix));
        objects.existing(
                PosixSemaphore.class, sem, () -> PosixSemaphore.create(posix, 1), () -> PosixSemaphore.unlink(posix));
        objects.existing(
                PosixMessageQueue.class,
                mq,
                () -> PosixMessageQueue.create(posix, 1, 8),
                () -> PosixMessageQueue.unlink(posix));
        objects.existing(UnixServerSocket.class, "unix:" + path, () -> UnixServerSocket.create(path), () -> {});
        return objects;
    }

    private PosixSemaphore removedSemaphore() throws IOException {
        try (PosixSemaphore semaphore = PosixSemaphore.create(posix, 1)) {
            semaphore.unlink();
            return semaphore;
        }
    }

    @TestFactory
    Stream<DynamicTest> ofSystemVObjects() {
        return sysv().tests();
    }

    private ErrorObjects sysv() {
        ErrorObjects objects = new ErrorObjects();
        String shm = "sysv-shm:" + key;
        String sem = "sysv-sem:" + key;
        String mq = "sysv-mq:" + key;
        objects.absent(SysVSharedMemory.class, shm, "shmget", () -> SysVSharedMemory.open(key));
        objects.absent(SysVSemaphoreSet.class, sem, "semget", () -> SysVSemaphoreSet.open(key));
        objects.absent(SysVMessageQueue.class, mq, "msgget", () -> SysVMessageQueue.open(key));
        objects.gone(SysVSharedMemory.class, shm, "shmget", () -> SysVSharedMemory.remove(key));
        objects.gone(SysVSemaphoreSet.class, sem, "semget", () -> SysVSemaphoreSet.remove(key));
        objects.gone(SysVMessageQueue.class, mq, "msgget", () -> SysVMessageQueue.remove(key));
        String id = "id=" + NO_ID;
        objects.absent(SysVSharedMemory.class, "sysv-shm:" + id, "shmctl", () -> SysVSharedMemory.attach(NO_ID));
        objects.absent(SysVSemaphoreSet.class, "sysv-sem:" + id, "semctl", () -> SysVSemaphoreSet.attach(NO_ID));
        objects.absent(SysVMessageQueue.class, "sysv-mq:" + id, "msgctl", () -> SysVMessageQueue.attach(NO_ID));
        objects.gone(SysVSharedMemory.class, "sysv-shm:" + id, "shmctl", () -> SysVSharedMemory.remove(NO_ID));

        objects.existing(
                SysVSharedMemory.class,
                shm,
                () -> SysVSharedMemory.create(key, 64),
                () -> SysVSharedMemory.remove(key));
        objects.existing(
                SysVSemaphoreSet.class,
                sem,
                () -> SysVSemaphoreSet.create(key, new int[] {1}, Permissions.OWNER),
                () -> SysVSemaphoreSet.remove(key));
        objects.existing(
                SysVMessageQueue.class, mq, () -> SysVMessageQueue.create(key), () -> SysVMessageQueue.remove(key));
        return objects;
    }

    /** An error names a System V object by its key or by its id, as the caller opened it. */
    @Test
    void aRemovedSystemVObjectIsNamedAsItWasOpened() throws Exception {
        try (SysVSharedMemory segment = SysVSharedMemory.create(key, 64);
                SysVSharedMemory attached = SysVSharedMemory.attach(segment.id())) {
            String id = "sysv-shm:id=" + segment.id();
            assertThat(attached).hasToString(id);
            segment.remove();
            segment.close();
            attached.close();
            ErrorObjects.assertNamed("sysv-shm:" + key, NotFoundException.class, segment::stat);
            ErrorObjects.assertNamed(id, NotFoundException.class, attached::stat);
        }
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {1}, Permissions.OWNER);
                SysVSemaphoreSet attached = SysVSemaphoreSet.attach(set.id())) {
            set.remove();
            ErrorObjects.assertNamed("sysv-sem:" + key, NotFoundException.class, () -> set.tryAcquire(0));
            ErrorObjects.assertNamed("sysv-sem:id=" + set.id(), NotFoundException.class, () -> attached.value(0));
        }
        try (SysVMessageQueue queue = SysVMessageQueue.create(key);
                SysVMessageQueue attached = SysVMessageQueue.attach(queue.id())) {
            queue.remove();
            ErrorObjects.assertNamed("sysv-mq:" + key, NotFoundException.class, queue::stat);
            ErrorObjects.assertNamed("sysv-mq:id=" + queue.id(), NotFoundException.class, () -> {
                return attached.trySend(ByteBuffer.allocate(1));
            });
        }
    }

    /** An error names a pipe by its name, not by the path of its socket, which the caller did not give. */
    @Test
    void aPipeIsNamedInEachOfItsErrors() throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name);
                NamedPipe client = NamedPipe.connect(name);
                NamedPipe accepted = server.accept()) {
            assertThat(List.of(server, client, accepted))
                    .allSatisfy(each -> assertThat(each).hasToString("pipe:" + name));
            accepted.close();
            ErrorObjects.assertNamed(
                    "pipe:" + name, PeerClosedException.class, () -> client.write(ByteBuffer.allocate(1)));
        }
        try (NamedPipeServer server = NamedPipeServer.create(name);
                NamedPipe client = NamedPipe.connect(name);
                NamedPipe accepted = server.accept()) {
            client.close();
            ErrorObjects.assertNamed(
                    "pipe:" + name, PeerClosedException.class, () -> accepted.write(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void aFifoThatExists() throws Exception {
        Fifo.create(path);
        try {
            ErrorObjects.assertNamed("fifo:" + path, io.nativeipc.AlreadyExistsException.class, () -> {
                Fifo.create(path);
                return "created";
            });
        } finally {
            Fifo.unlink(path);
        }
    }

    /** Each class that opens something by a name has rows here or in {@link WindowsErrorObjectsContract}. */
    @Test
    void everyClassThatOpensSomethingHasRows() throws IOException {
        Set<String> tried = new TreeSet<>();
        for (ErrorObjects objects : List.of(portable(), posix(), sysv(), WindowsErrorObjectsContract.objects())) {
            tried.addAll(objects.types());
        }
        Path sources = Path.of(System.getProperty("nativeipc.root", "../.."), "java/ipc/src/main/java/io/nativeipc");
        Set<String> opening = new TreeSet<>();
        for (String folder : List.of(".", "posix", "sysv", "windows", "ring")) {
            try (Stream<Path> files = Files.list(sources.resolve(folder))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String text = Files.readString(file);
                    if (text.contains("\npublic ") && OPENS.matcher(text).find()) {
                        opening.add(file.getFileName().toString().replace(".java", ""));
                    }
                }
            }
        }
        assertThat(opening).contains("PosixSharedMemory", "WindowsMutex", "SysVMessageQueue", "RingChannel", "Memfd");
        opening.removeAll(WITHOUT_ADDRESS);
        assertThat(tried).containsAll(opening);
    }
}
