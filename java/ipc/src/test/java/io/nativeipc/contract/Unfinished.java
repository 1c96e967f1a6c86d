package io.nativeipc.contract;

import io.nativeipc.MappedFile;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;

/** An object that its creator has not finished, or a name that can be neither opened nor created. */
final class Unfinished implements AutoCloseable {
    private static final RingOptions GEOMETRY = new RingOptions(1, 4096, 600, false);

    /** The kinds of unfinished objects. Each call of {@code make} creates a new object. */
    enum Kind {
        SHARED_MEMORY {
            @Override
            Unfinished make() throws Exception {
                String name = Unique.posixName();
                Path path = Files.createFile(Path.of("/dev/shm" + name));
                return new Unfinished(
                        () -> PosixSharedMemory.open(name),
                        () -> Files.write(path, new byte[8]),
                        () -> Files.delete(path));
            }
        },
        FILE {
            @Override
            Unfinished make() throws Exception {
                Path path = Files.createFile(Unique.path());
                return new Unfinished(
                        () -> MappedFile.open(path), () -> Files.write(path, new byte[8]), () -> Files.delete(path));
            }
        },
        SEMAPHORE_SET {
            @Override
            Unfinished make() {
                SysVKey key = Unique.key();
                int flags = Constants.IPC_CREAT | Constants.IPC_EXCL | 0600;
                int id = Native.posix().semget(key.value(), 1, flags);
                return new Unfinished(
                        () -> SysVSemaphoreSet.open(key),
                        () -> {
                            Native.shim().ipc_semctl_val(id, 0, Constants.SETVAL, 1);
                            ByteBuffer operation = ByteBuffer.allocateDirect(6).order(ByteOrder.nativeOrder());
                            Native.posix().semop(id, operation.putShort(2, (short) -1), 1);
                        },
                        () -> SysVSemaphoreSet.remove(key));
            }
        },
        RING {
            @Override
            Unfinished make() throws Exception {
                String name = Unique.posixName();
                Path path = Path.of("/dev/shm" + name);
                Files.write(path, RingLayout.MAGIC.getBytes(StandardCharsets.US_ASCII));
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
                return new Unfinished(
                        () -> RingChannel.open(name),
                        () -> RingChannel.create(name, GEOMETRY).close(),
                        () -> Files.deleteIfExists(path));
            }
        },
        RING_IN_A_REGION {
            @Override
            Unfinished make() throws Exception {
                SysVSharedMemory memory = SysVSharedMemory.create(SysVKey.PRIVATE, GEOMETRY.byteSize());
                byte[] magic = RingLayout.MAGIC.getBytes(StandardCharsets.US_ASCII);
                memory.write(RingLayout.MAGIC_OFFSET, ByteBuffer.wrap(magic));
                return new Unfinished(
                        () -> RingChannel.open(memory),
                        () -> RingChannel.create(memory, GEOMETRY).close(),
                        () -> {
                            if (memory.buffer().getInt(RingLayout.STATE_OFFSET) == RingLayout.STATE_READY) {
                                RingChannel.cleanUp(memory);
                            }
                            memory.remove();
                            memory.close();
                        });
            }
        },
        DANGLING_LINK {
            @Override
            Unfinished make() throws Exception {
                Path path = Unique.path();
                Path target = Unique.path();
                Files.createSymbolicLink(path, target);
                return new Unfinished(
                        () -> MappedFile.openOrCreate(path, 8), () -> Files.write(target, new byte[8]), () -> {
                            Files.delete(path);
                            Files.deleteIfExists(target);
                        });
            }
        };

        abstract Unfinished make() throws Exception;
    }

    /** A step in the life of the object. */
    interface Step {
        void run() throws Exception;
    }

    private final Callable<? extends Closeable> opening;
    private final Step finishing;
    private final Step removal;

    private Unfinished(Callable<? extends Closeable> opening, Step finishing, Step removal) {
        this.opening = opening;
        this.finishing = finishing;
        this.removal = removal;
    }

    /** Opens the object, and closes it again. */
    void open() throws Exception {
        opening.call().close();
    }

    /** Finishes the object in place of its creator. */
    void finish() throws Exception {
        finishing.run();
    }

    @Override
    public void close() throws Exception {
        removal.run();
    }
}
