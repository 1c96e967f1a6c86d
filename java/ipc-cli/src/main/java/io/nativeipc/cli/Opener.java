package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MessageReceiver;
import io.nativeipc.Region;
import io.nativeipc.mechanism.CountingSemaphore;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** Opens what an address names on Linux and macOS, and never creates it: knows which class is behind which kind. */
final class Opener {
    private Opener() {}

    /** Where messages go to. */
    interface Sender extends Closeable {
        void send(ByteBuffer message) throws IpcException, InterruptedException;
    }

    /** One of the two ways to find a System V object. */
    @FunctionalInterface
    interface Finder<K, T> {
        T find(K by) throws IpcException;
    }

    /** Memory, or an IllegalArgumentException for anything else. */
    static Region region(IpcAddress address, boolean readOnly) throws IpcException {
        return switch (address.kind()) {
            case POSIX_SHM ->
                readOnly ? PosixSharedMemory.openReadOnly(address.name()) : PosixSharedMemory.open(address.name());
            case FILE -> {
                Path path = Path.of(address.name());
                yield readOnly ? MappedFile.openReadOnly(path) : MappedFile.open(path);
            }
            case SYSV_SHM ->
                readOnly
                        ? find(address, SysVSharedMemory::openReadOnly, SysVSharedMemory::attachReadOnly)
                        : find(address, SysVSharedMemory::open, SysVSharedMemory::attach);
            default -> throw wrongKind(address, "memory: posix-shm, sysv-shm, file");
        };
    }

    /** A semaphore, or an IllegalArgumentException for anything else; the first of a set unless its index is told. */
    static CountingSemaphore semaphore(IpcAddress address) throws IpcException {
        return switch (address.kind()) {
            case POSIX_SEM -> PosixSemaphore.open(address.name());
            case SYSV_SEM -> {
                SysVSemaphoreSet set = semaphoreSet(address);
                yield new OneOfSet(set, index(address, set.count()));
            }
            default -> throw wrongKind(address, "a semaphore: posix-sem, sysv-sem");
        };
    }

    static int index(IpcAddress address, int count) throws IpcException {
        int index = address.semaphoreIndex().orElse(0);
        if (index >= count) {
            String text = "the set has " + count + " semaphores, numbered from 0";
            throw new IpcException("semop", address.name(), "no such semaphore", 0, text);
        }
        return index;
    }

    static SysVSemaphoreSet semaphoreSet(IpcAddress address) throws IpcException {
        return find(address, SysVSemaphoreSet::open, SysVSemaphoreSet::attach);
    }

    static SysVMessageQueue sysvQueue(IpcAddress address) throws IpcException {
        return find(address, SysVMessageQueue::open, SysVMessageQueue::attach);
    }

    /** The sending end of a queue or a ring channel, or an IllegalArgumentException for anything else. */
    static Sender sender(IpcAddress address, long type, int priority) throws IpcException, InterruptedException {
        return switch (address.kind()) {
            case POSIX_MQ -> new PosixSender(PosixMessageQueue.openForSending(address.name()), priority);
            case SYSV_MQ -> new SysVSender(sysvQueue(address), type);
            case RING -> RingEnds.sender(address);
            default -> throw wrongKind(address, "a message queue: posix-mq, sysv-mq, ring");
        };
    }

    /** The receiving end of a queue or a ring channel, or an IllegalArgumentException for anything else; type 0 is any. */
    static MessageReceiver receiver(IpcAddress address, long type) throws IpcException {
        return switch (address.kind()) {
            case POSIX_MQ -> PosixMessageQueue.openForReceiving(address.name());
            case SYSV_MQ -> {
                SysVMessageQueue queue = sysvQueue(address);
                yield type == 0 ? queue : new TypedReceiver(queue, type);
            }
            case RING -> RingEnds.receiver(address);
            default -> throw wrongKind(address, "a message queue: posix-mq, sysv-mq, ring");
        };
    }

    /** By key or by id; the kernel answers EINVAL to an id that is not there, which would not tell what is wrong. */
    static <T> T find(IpcAddress address, Finder<SysVKey, T> byKey, Finder<Integer, T> byId) throws IpcException {
        if (address.sysvId().isEmpty()) {
            return byKey.find(address.sysvKey());
        }
        SysVTables.find(address);
        return byId.find(address.sysvId().getAsInt());
    }

    static IllegalArgumentException wrongKind(IpcAddress address, String wanted) {
        return new IllegalArgumentException(address + " is not " + wanted);
    }

    private record OneOfSet(SysVSemaphoreSet set, int index) implements CountingSemaphore {
        @Override
        public void acquire() throws IpcException, InterruptedException {
            set.acquire(index);
        }

        @Override
        public boolean tryAcquire() throws IpcException {
            return set.tryAcquire(index);
        }

        @Override
        public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
            return set.tryAcquire(index, timeout);
        }

        @Override
        public void release() throws IpcException {
            set.release(index);
        }

        @Override
        public void close() {
            set.close();
        }
    }

    private record PosixSender(PosixMessageQueue queue, int priority) implements Sender {
        @Override
        public void send(ByteBuffer message) throws IpcException, InterruptedException {
            queue.send(message, priority);
        }

        @Override
        public void close() {
            queue.close();
        }
    }

    private record SysVSender(SysVMessageQueue queue, long type) implements Sender {
        @Override
        public void send(ByteBuffer message) throws IpcException, InterruptedException {
            queue.send(message, type);
        }

        @Override
        public void close() {
            queue.close();
        }
    }
}
