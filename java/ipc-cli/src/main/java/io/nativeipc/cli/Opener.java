package io.nativeipc.cli;

import io.nativeipc.BatchSender;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.Messages;
import io.nativeipc.Region;
import io.nativeipc.inventory.Inventory;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.sysv.MessageTypes;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.zeromq.ZmqOptions;
import io.nativeipc.zeromq.ZmqSender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Opens the object of an address with the class for its kind. Never creates an object. */
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
        KindVerbs.Opening memory = KindVerbs.of(address).memory();
        if (memory == null) {
            throw wrongKind(address, "memory", kind -> kind.memory() != null);
        }
        return readOnly ? memory.open(address, MemoryOpenOption.READ_ONLY) : memory.open(address);
    }

    /**
     * Opens a semaphore, the first of a set unless the address has an index; throws IllegalArgumentException for other
     * kinds.
     */
    static Counter semaphore(IpcAddress address) throws IOException {
        KindVerbs.Counting counter = KindVerbs.of(address).counter();
        if (counter == null) {
            throw wrongKind(address, "a semaphore", kind -> kind.counter() != null);
        }
        return counter.open(address);
    }

    private static IllegalArgumentException wrongKind(IpcAddress address, String wanted, Predicate<KindVerbs> isRight) {
        return new IllegalArgumentException(address + " is not " + wanted + ": "
                + SystemKinds.CURRENT.kinds().entrySet().stream()
                        .filter(entry -> isRight.test(entry.getValue()))
                        .map(entry -> entry.getKey().toString())
                        .collect(Collectors.joining(", ")));
    }

    static int index(IpcAddress address, int count) throws IpcException {
        int index = address.semaphoreIndex().orElse(0);
        if (index >= count) {
            String text = "the set has " + count + " semaphores, numbered from 0";
            throw new IpcException(address.toString(), "no such semaphore", text);
        }
        return index;
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
        Inventory.require(address);
        return byId.find(address.sysvId().getAsInt());
    }
}
