package io.nativeipc.sysv;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.CreateOption;
import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.Permissions;
import io.nativeipc.TypedMessageHandler;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creations;
import io.nativeipc.internal.lifecycle.CreateOptions;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.message.MessageRooms;
import io.nativeipc.internal.message.ScratchBuffers;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Sysctl;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A System V message queue, whose messages have types by which a receiver can choose.
 *
 * <p>C calls: {@code msgget} to create and open; {@code msgsnd} and {@code msgrcv}, always with IPC_NOWAIT, to send and
 * receive; {@code msgctl(IPC_RMID)} on {@link #remove}. A message's type is a number from 1; {@link #send(ByteBuffer)}
 * sends with type 1.
 *
 * <p><b>Choosing a message.</b> {@link MessageTypes} selects by type which message to receive.
 *
 * <pre>{@code
 * try (SysVMessageQueue orders = SysVMessageQueue.create(key)) {
 *     try {
 *         orders.send(UTF_8.encode("report"), 7);
 *         orders.send(UTF_8.encode("order"), 2);
 *         orders.send(UTF_8.encode("stop"), 1);
 *         for (MessageTypes types : List.of(MessageTypes.of(2), MessageTypes.upTo(3), MessageTypes.ANY)) {
 *             orders.receive(types, (message, type) ->
 *                     System.out.println("received " + UTF_8.decode(message) + " of type " + type));
 *         }
 *     } finally {
 *         orders.remove();
 *     }
 * }
 * }</pre>
 *
 * <p>No system call waits for a message with a timeout. The waiting methods therefore try, yield, and then retry after
 * pauses that grow from 50 µs to 5 ms. An interrupt or a close ends them within 100 ms. Receiving removes the message
 * from the queue: delivery is at most once. Every method may be called from any thread, including virtual threads,
 * whose carriers are never blocked. After {@link #close} every method except {@code stat} and {@code remove} throws
 * {@link IllegalStateException}; the queue itself exists until it is removed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/msgget.2.html">msgget(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/msgop.2.html">msgsnd(2), msgrcv(2)</a>
 */
public final class SysVMessageQueue extends SysVObject implements MessageSender, MessageReceiver {
    private static final long NOTHING = -1;
    private static final long DEFAULT_TYPE = 1;

    /** struct msgbuf { long mtype; char mtext[]; } */
    private static final int HEADER = Constants.OFFSETOF_MSGBUF_MTEXT;

    /** The first room for a message, which is the kernel's default for the largest (kernel.msgmax). */
    private static final int FIRST_ROOM = 1 << 13;

    private static final int LARGEST_ROOM = 1 << 30;

    private final ScratchBuffers buffers = new ScratchBuffers();

    /** The room for a message. It grows when a message is larger, and never shrinks. */
    private volatile MessageRooms rooms = new MessageRooms(HEADER + FIRST_ROOM);

    private SysVMessageQueue(String address, int id, boolean created) {
        super(SysVControl.QUEUE, address, id, created);
    }

    /**
     * Creates a queue.
     *
     * @param key the key, or {@link SysVKey#PRIVATE} for a queue that can be found only by its {@link #id()}
     * @param options the {@link Permissions}: the mode, and optionally the group
     * @return the new queue, which the caller must close
     * @throws io.nativeipc.AlreadyExistsException if the key is in use (EEXIST)
     * @throws io.nativeipc.NoSpaceException if the limit kernel.msgmni is reached (ENOSPC)
     */
    public static SysVMessageQueue create(SysVKey key, CreateOption... options) throws IpcException {
        Permissions permissions = CreateOptions.permissions(options);
        long gid = Groups.idOf(permissions);
        try (Creations.OpenIntent intent = Creations.begin(CreatedKind.SYSV_MQ, SysVObjects.intended(key));
                Undo undo = new Undo()) {
            assert intent != null;
            int id = msgget(key, SysVObjects.creationFlags(permissions));
            undo.add(() -> SysVControl.QUEUE.remove(id));
            SysVMessageQueue queue = new SysVMessageQueue(SysVControl.QUEUE.address(key, id), id, true);
            if (gid >= 0) {
                SysVControl.QUEUE.setPermissions(id, queue.address, permissions.mode(), gid);
            }
            Creations.add(CreatedKind.SYSV_MQ, SysVObjects.named(key, id), id);
            return undo.done(queue);
        }
    }

    /**
     * Opens an existing queue. The first send or receive reports whether the mode allows it.
     *
     * @param key the key
     * @return the queue, which the caller must close
     * @throws io.nativeipc.NotFoundException if no queue has this key (ENOENT)
     */
    public static SysVMessageQueue open(SysVKey key) throws IpcException {
        return new SysVMessageQueue(SysVControl.QUEUE.address(key), msgget(key.notPrivate(), 0), false);
    }

    /**
     * Opens the queue with this key, or creates it; {@link #created()} reports which.
     *
     * @param key the key; {@link SysVKey#PRIVATE} creates an object without a key
     * @param options the {@link Permissions}: the mode, and optionally the group
     * @return the queue, which the caller must close
     * @throws IpcException if the queue can be neither opened nor created
     */
    public static SysVMessageQueue openOrCreate(SysVKey key, CreateOption... options) throws IOException {
        Permissions permissions = CreateOptions.permissions(options);
        return SysVControl.QUEUE.openOrCreate(key, () -> open(key), () -> create(key, permissions));
    }

    /**
     * Opens the queue with this id.
     *
     * @param msqid the kernel's id of the queue
     * @return the queue, which the caller must close
     * @throws io.nativeipc.NotFoundException if no queue has this id (EINVAL)
     */
    public static SysVMessageQueue attach(int msqid) throws IpcException {
        String address = SysVControl.QUEUE.address(msqid);
        QueueStat.of(msqid, address); // checks that it exists
        return new SysVMessageQueue(address, msqid, false);
    }

    /**
     * Removes the queue with this key and all messages in it.
     *
     * @param key the key
     * @throws io.nativeipc.NotFoundException if no queue has this key (ENOENT)
     */
    public static void remove(SysVKey key) throws IpcException {
        SysVControl.QUEUE.remove(msgget(key.notPrivate(), 0), SysVControl.QUEUE.address(key));
    }

    private static int msgget(SysVKey key, int flags) throws IpcException {
        int id = Native.posix().msgget(key.value(), flags);
        if (id < 0) {
            throw PosixFailure.exception(-id, "msgget", SysVControl.QUEUE.address(key), SysVLimits.msgget(-id));
        }
        return id;
    }

    @Override
    public boolean trySend(ByteBuffer message) throws IpcException {
        return trySend(message, DEFAULT_TYPE);
    }

    @Override
    public boolean trySend(ByteBuffer message, Duration timeout) throws IpcException, InterruptedException {
        return trySend(message, DEFAULT_TYPE, timeout);
    }

    @Override
    public void send(ByteBuffer message) throws IpcException, InterruptedException {
        send(message, DEFAULT_TYPE);
    }

    /**
     * Sends a message of this type if the queue has room. Never blocks.
     *
     * @param message the message: the bytes from position to limit
     * @param type the type, at least 1
     * @return whether the queue accepted the message
     * @throws IpcException if the queue was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public boolean trySend(ByteBuffer message, long type) throws IpcException {
        ByteBuffer msgbuf = encode(message, type);
        try {
            boolean sent = sendNow(msgbuf, message);
            if (!sent) {
                requireFits(message.remaining());
            }
            return sent;
        } finally {
            buffers.give(msgbuf);
        }
    }

    /**
     * Sends a message of this type, waiting at most {@code timeout} for room. Returns false on timeout.
     *
     * @param message the message: the bytes from position to limit
     * @param type the type, at least 1
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether the queue accepted the message
     * @throws IpcException if the queue was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean trySend(ByteBuffer message, long type, Duration timeout) throws IpcException, InterruptedException {
        return send(message, type, Deadline.after(timeout));
    }

    /**
     * Sends a message of this type, waiting for room without a time limit.
     *
     * @param message the message: the bytes from position to limit
     * @param type the type, at least 1
     * @throws IpcException if the queue was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void send(ByteBuffer message, long type) throws IpcException, InterruptedException {
        send(message, type, Deadline.NEVER);
    }

    private boolean send(ByteBuffer message, long type, long deadline) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        ByteBuffer msgbuf = encode(message, type);
        try {
            if (sendNow(msgbuf, message)) {
                return true;
            }
            requireFits(message.remaining());
            return sendBefore(deadline, msgbuf, message);
        } finally {
            buffers.give(msgbuf);
        }
    }

    private boolean sendBefore(long deadline, ByteBuffer msgbuf, ByteBuffer message)
            throws IpcException, InterruptedException {
        Waiting waiting = Events.waiting();
        try {
            for (int attempt = 0; Waits.pause(attempt, deadline); attempt++) {
                if (sendNow(msgbuf, message)) {
                    return true;
                }
            }
            return false;
        } finally {
            waiting.end(this);
        }
    }

    private ByteBuffer encode(ByteBuffer message, long type) {
        int length = message.remaining();
        return buffers.take(HEADER + length)
                .putLong(0, MessageTypes.require(type))
                .put(HEADER, message, message.position(), length);
    }

    private boolean sendNow(ByteBuffer msgbuf, ByteBuffer message) throws IpcException {
        requireOpen();
        int length = message.remaining();
        int result = Native.posix().msgsnd(id, msgbuf, length, Constants.IPC_NOWAIT);
        if (result == 0) {
            message.position(message.limit());
            return true;
        } else if (result == -Errno.EAGAIN || result == -Errno.EINTR) {
            return false;
        }
        if (result == -Errno.EINVAL && length <= Sysctl.number("kernel.msgmax", length)) {
            throw SysVObjects.removed("msgsnd", address);
        }
        throw PosixFailure.exception(-result, "msgsnd", address, SysVLimits.msgsnd(-result, length));
    }

    /** Rejects a message that is larger than the whole queue, for which a sender would wait for ever. */
    private void requireFits(int length) throws IpcException {
        long most;
        try {
            most = stat().maxBytes();
        } catch (AccessDeniedException mayOnlySend) {
            return; // IPC_STAT requires read permission
        }
        if (length > most) {
            throw new IpcException(
                    address, "too large", "the message has " + length + " bytes; the queue accepts at most " + most);
        }
    }

    @Override
    public boolean tryReceive(MessageHandler handler) throws IOException {
        return tryReceive(MessageTypes.ANY, handler);
    }

    @Override
    public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return tryReceive(MessageTypes.ANY, handler, timeout);
    }

    @Override
    public void receive(MessageHandler handler) throws IOException, InterruptedException {
        receive(MessageTypes.ANY, handler);
    }

    /**
     * Receives a message of these types, with its type, if there is one. Never blocks.
     *
     * @param types selects the message
     * @param handler the handler, to which the message is valid only during the call
     * @return whether a message was received
     * @throws IpcException if the queue was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws IOException if the handler throws it; the message is then lost
     */
    public boolean tryReceive(MessageTypes types, TypedMessageHandler handler) throws IOException {
        try {
            return receive(types, handler, Deadline.PASSED);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * Receives a message of these types, with its type, waiting at most {@code timeout}.
     *
     * @param types selects the message
     * @param handler the handler, to which the message is valid only during the call
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether a message was received; false on timeout
     * @throws IpcException if the queue was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws IOException if the handler throws it; the message is then lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryReceive(MessageTypes types, TypedMessageHandler handler, Duration timeout)
            throws IOException, InterruptedException {
        return receive(types, handler, Deadline.after(timeout));
    }

    /**
     * Receives a message of these types, with its type, waiting without a time limit.
     *
     * @param types selects the message
     * @param handler the handler, to which the message is valid only during the call
     * @throws IpcException if the queue was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws IOException if the handler throws it; the message is then lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void receive(MessageTypes types, TypedMessageHandler handler) throws IOException, InterruptedException {
        receive(types, handler, Deadline.NEVER);
    }

    private boolean receive(MessageTypes types, TypedMessageHandler handler, long deadline)
            throws IOException, InterruptedException {
        if (deadline != Deadline.PASSED) {
            Waits.throwIfInterrupted();
        }
        while (true) {
            MessageRooms current = rooms;
            MessageRooms.Room room = current.take();
            try {
                ByteBuffer msgbuf = room.memory();
                long length = receiveNow(msgbuf, types);
                if (length == NOTHING && deadline != Deadline.PASSED) {
                    length = receiveBefore(deadline, msgbuf, types);
                }
                if (length >= 0) {
                    handler.onMessage(room.message(HEADER, (int) length), msgbuf.getLong(0));
                    return true;
                } else if (length == NOTHING) {
                    return false;
                }
            } finally {
                current.give(room);
            }
            enlarge(current);
        }
    }

    private long receiveBefore(long deadline, ByteBuffer msgbuf, MessageTypes types)
            throws IpcException, InterruptedException {
        Waiting waiting = Events.waiting();
        try {
            long length = NOTHING;
            for (int attempt = 0; length == NOTHING && Waits.pause(attempt, deadline); attempt++) {
                length = receiveNow(msgbuf, types);
            }
            return length;
        } finally {
            waiting.end(this);
        }
    }

    /** Doubles the room if no other thread has done so. */
    private synchronized void enlarge(MessageRooms tooSmall) {
        if (rooms == tooSmall) {
            rooms = new MessageRooms(HEADER + 2 * (tooSmall.capacity() - HEADER));
        }
    }

    /** Returns the length, {@link #NOTHING}, or −E2BIG for a message that does not fit and stays. */
    private long receiveNow(ByteBuffer msgbuf, MessageTypes types) throws IpcException {
        requireOpen();
        int room = msgbuf.capacity() - HEADER;
        long result = Native.posix().msgrcv(id, msgbuf, room, types.msgtyp(), types.flags() | Constants.IPC_NOWAIT);
        if (result == -Errno.ENOMSG || result == -Errno.EINTR) {
            return NOTHING;
        } else if (result == -Errno.EINVAL) {
            throw SysVObjects.removed("msgrcv", address);
        } else if (result == -Errno.E2BIG && room < LARGEST_ROOM) {
            return result;
        }
        return PosixFailure.check(result, "msgrcv", address);
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.STORED;
    }

    /**
     * {@return the current status of the queue, as reported by the kernel (msgctl with IPC_STAT)}
     *
     * @throws IpcException if the queue was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public QueueStat stat() throws IpcException {
        return QueueStat.of(id, address);
    }

    /**
     * Requires that the queue belongs to the user {@code uid}, as protection against a user that created it first.
     * Otherwise this object is closed, and the method throws {@link io.nativeipc.AccessDeniedException}.
     *
     * @param uid the user id of the required owner
     * @return this object
     * @throws IpcException if a system call fails
     */
    public SysVMessageQueue requireOwner(long uid) throws IpcException {
        Opening.requireOwner(stat().perm().uid(), uid, address, this);
        return this;
    }

    /**
     * Sets the maximum number of message bytes in the queue (msg_qbytes, msgctl with IPC_SET).
     *
     * @param maxBytes the limit in bytes
     * @throws io.nativeipc.AccessDeniedException if the limit exceeds kernel.msgmnb and this process is not privileged
     */
    public void setMaxBytes(long maxBytes) throws IpcException {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("a queue takes at least 1 byte: " + maxBytes);
        }
        QueueStat.setMaxBytes(id, address, maxBytes);
    }
}
