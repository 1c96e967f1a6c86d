package io.nativeipc.cli;

import io.nativeipc.BatchSender;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.Messages;
import io.nativeipc.Region;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.MessageTypes;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import io.nativeipc.zeromq.ZmqOptions;
import io.nativeipc.zeromq.ZmqSender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Opens the object of an address on Linux and macOS with the class for its kind. Never creates an object. */
final class Opener {
    private static final Set<Kind> CONNECTIONS = EnumSet.of(Kind.UNIX, Kind.PIPE, Kind.ZMQ);

    private Opener() {}

    /** Sends a message with a type or a priority. */
    @FunctionalInterface
    interface Sending {
        boolean trySend(ByteBuffer message, Duration timeout) throws IOException, InterruptedException;
    }

    /** One of the two ways to find a System V object: by key or by id. */
    @FunctionalInterface
    interface Finder<K, T> {
        T find(K by) throws IOException;
    }

    /** Opens memory; throws IllegalArgumentException for other kinds. */
    static Region region(IpcAddress address, boolean readOnly) throws IOException {
        MemoryOpenOption[] options =
                readOnly ? new MemoryOpenOption[] {MemoryOpenOption.READ_ONLY} : new MemoryOpenOption[0];
        return switch (address.kind()) {
            case POSIX_SHM -> PosixSharedMemory.open(address.name(), options);
            case FILE -> MappedFile.open(Path.of(address.name()), options);
            case SYSV_SHM ->
                find(address, key -> SysVSharedMemory.open(key, options), id -> SysVSharedMemory.attach(id, options));
            default -> throw wrongKind(address, "memory: posix-shm, sysv-shm, file");
        };
    }

    /**
     * Opens a semaphore, the first of a set unless the address has an index; throws IllegalArgumentException for other
     * kinds.
     */
    static Counter semaphore(IpcAddress address) throws IOException {
        return switch (address.kind()) {
            case POSIX_SEM -> new Counter.Named(PosixSemaphore.open(address.name()));
            case SYSV_SEM -> {
                SysVSemaphoreSet set = semaphoreSet(address);
                yield new Counter.OfSet(set, index(address, set.count()));
            }
            default -> throw wrongKind(address, "a semaphore: posix-sem, sysv-sem");
        };
    }

    static int index(IpcAddress address, int count) throws IpcException {
        int index = address.semaphoreIndex().orElse(0);
        if (index >= count) {
            String text = "the set has " + count + " semaphores, numbered from 0";
            throw new IpcException(address.toString(), "no such semaphore", text);
        }
        return index;
    }

    static SysVSemaphoreSet semaphoreSet(IpcAddress address) throws IOException {
        return find(address, SysVSemaphoreSet::open, SysVSemaphoreSet::attach);
    }

    static SysVMessageQueue sysvQueue(IpcAddress address) throws IOException {
        return find(address, SysVMessageQueue::open, SysVMessageQueue::attach);
    }

    /**
     * Opens the sending end of a queue.
     *
     * @param linger how long ZeroMQ, which accepts messages before there is a receiver, may try to transmit them on
     *     close
     */
    static MessageSender sender(IpcAddress address, Side side, Duration linger)
            throws IOException, InterruptedException {
        if (address.kind() == Kind.ZMQ) {
            ZmqOptions options = ZmqOptions.DEFAULT.withLinger(linger);
            return side == Side.LISTENS
                    ? ZmqSender.bind(address.toString(), options)
                    : ZmqSender.connect(address.toString(), options);
        }
        return side == Side.CONNECTS && address.kind() == Kind.SYSV_MQ
                ? sysvQueue(address)
                : Messages.sender(address, side);
    }

    /**
     * Opens the receiving end of a queue as {@link Messages#receiver(IpcAddress)} does, which listens where there are
     * connections.
     *
     * @param connect whether it connects instead to a sender that listens
     * @param type only messages of this type of a System V queue; 0 means any type
     */
    static MessageReceiver receiver(IpcAddress address, boolean connect, long type)
            throws IOException, InterruptedException {
        if (connect && !CONNECTIONS.contains(address.kind())) {
            throw new IllegalArgumentException(
                    "--connect is for unix, pipe and zmq+tcp: " + address + " has no end that listens");
        } else if (address.kind() != Kind.SYSV_MQ) {
            return connect ? Messages.receiver(address, Side.CONNECTS) : Messages.receiver(address);
        }
        SysVMessageQueue queue = sysvQueue(address);
        if (type == 0) {
            return queue;
        }
        return new TypedReceiver(queue, type > 0 ? MessageTypes.of(type) : MessageTypes.upTo(-type));
    }

    /** Returns how the sender sends messages with this type or priority. */
    static Sending sending(MessageSender sender, long type, int priority) {
        if (sender instanceof PosixMessageQueue queue) {
            return (message, timeout) -> queue.trySend(message, priority, timeout);
        } else if (sender instanceof SysVMessageQueue queue) {
            return (message, timeout) -> queue.trySend(message, type, timeout);
        } else if (sender instanceof BatchSender batch) {
            return batch::tryPost;
        }
        return sender::trySend;
    }

    /**
     * Finds an object by key or by id. The kernel reports EINVAL for an id that does not exist, which this replaces by
     * a clear error.
     */
    static <T> T find(IpcAddress address, Finder<SysVKey, T> byKey, Finder<Integer, T> byId) throws IOException {
        if (address.sysvId().isEmpty()) {
            return byKey.find(SysVKey.of(address));
        }
        SysVTables.find(address);
        return byId.find(address.sysvId().getAsInt());
    }

    static IllegalArgumentException wrongKind(IpcAddress address, String wanted) {
        return new IllegalArgumentException(address + " is not " + wanted);
    }
}
