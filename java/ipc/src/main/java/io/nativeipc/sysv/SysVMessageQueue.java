package io.nativeipc.sysv;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creations;
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
 * <p><b>Choosing a message.</b> A number n selects the message to receive: 0 selects the oldest message, a positive n
 * the oldest message of type n, a negative n the oldest message of the lowest type up to −n. {@code tryReceiveExcept}
 * selects the oldest message of any type except n.
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
    /** The value that the methods {@code tryReceive} and {@code tryReceiveExcept} return if there is no message. */
    public static final long NOTHING = -1;

    private static final long DEFAULT_TYPE = 1;

    /** struct msgbuf { long mtype; char mtext[]; } */
    private static final int HEADER = Long.BYTES;

    /** The room for a message of unknown size: the maximum of the kernel (kernel.msgmax), but no more than 1 MiB. */
    private static final int LARGEST = (int) Math.min(1 << 20, Sysctl.number("kernel.msgmax", 8192));

    private final ScratchBuffers buffers = new ScratchBuffers();
    private final MessageRooms rooms = new MessageRooms(HEADER + LARGEST);

    private SysVMessageQueue(String address, int id, boolean created) {
        super(SysVControl.QUEUE, address, id, created);
    }

    /**
     * Equivalent to {@link #create(SysVKey, Permissions)} with {@link Permissions#OWNER}.
     *
     * @param key the key; {@link SysVKey#PRIVATE} creates an object without a key
     * @return the new queue, which the caller must close
     * @throws IpcException if the key is in use, or a system call fails
     */
    public static SysVMessageQueue create(SysVKey key) throws IpcException {
        return create(key, Permissions.OWNER);
    }

    /**
     * Creates a queue.
     *
     * @param key the key, or {@link SysVKey#PRIVATE} for a queue that can be found only by its {@link #id()}
     * @param permissions the mode, and optionally the group
     * @return the new queue, which the caller must close
     * @throws io.nativeipc.AlreadyExistsException if the key is in use (EEXIST)
     * @throws io.nativeipc.NoSpaceException if the limit kernel.msgmni is reached (ENOSPC)
     */
    public static SysVMessageQueue create(SysVKey key, Permissions permissions) throws IpcException {
        long gid = Groups.idOf(permissions);
        try (Creations.OpenIntent intent = Creations.begin(CreatedKind.SYSV_MQ, SysVObjects.intended(key));
                Undo undo = new Undo()) {
            assert intent != null;
            int id = msgget(key, SysVObjects.creationFlags(permissions));
            undo.add(() -> SysVControl.QUEUE.control(id, Constants.IPC_RMID, null));
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
     * Equivalent to {@link #openOrCreate(SysVKey, Permissions)} with {@link Permissions#OWNER}.
     *
     * @param key the key; {@link SysVKey#PRIVATE} creates an object without a key
     * @return the queue, which the caller must close
     * @throws IpcException if the queue can be neither opened nor created
     */
    public static SysVMessageQueue openOrCreate(SysVKey key) throws IOException {
        return openOrCreate(key, Permissions.OWNER);
    }

    /**
     * Opens the queue with this key, or creates it; {@link #created()} reports which.
     *
     * @param key the key; {@link SysVKey#PRIVATE} creates an object without a key
     * @param permissions the mode, and optionally the group
     * @return the queue, which the caller must close
     * @throws IpcException if the queue can be neither opened nor created
     */
    public static SysVMessageQueue openOrCreate(SysVKey key, Permissions permissions) throws IOException {
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
            for (int attempt = 0; !sendNow(msgbuf, message); attempt++) {
                if (attempt == 0) {
                    requireFits(message.remaining());
                }
                if (!Waits.pause(attempt, deadline)) {
                    return false;
                }
            }
            return true;
        } finally {
            buffers.give(msgbuf);
        }
    }

    private ByteBuffer encode(ByteBuffer message, long type) {
        int length = message.remaining();
        return buffers.take(HEADER + length)
                .putLong(0, requireType(type))
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
            throw new IpcException(address, "too large", "a message of " + length + " bytes, the queue takes " + most);
        }
    }

    @Override
    public boolean tryReceive(MessageHandler handler) throws IOException {
        MessageRooms.Room room = rooms.take();
        try {
            return handle(receiveNow(room.memory(), LARGEST, 0, 0), room, handler);
        } finally {
            rooms.give(room);
        }
    }

    @Override
    public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return receive(handler, Deadline.after(timeout));
    }

    @Override
    public void receive(MessageHandler handler) throws IOException, InterruptedException {
        receive(handler, Deadline.NEVER);
    }

    private boolean receive(MessageHandler handler, long deadline) throws IOException, InterruptedException {
        MessageRooms.Room room = rooms.take();
        try {
            return handle(receive(room.memory(), LARGEST, 0, 0, deadline), room, handler);
        } finally {
            rooms.give(room);
        }
    }

    private static boolean handle(long length, MessageRooms.Room room, MessageHandler handler) throws IOException {
        if (length == NOTHING) {
            return false;
        }
        handler.onMessage(room.message(HEADER, (int) length));
        return true;
    }

    /**
     * Receives a message into the buffer if there is one. Never blocks.
     *
     * @param dst the buffer for the message, which is written at its position; the position advances past it
     * @param type selects the message: 0, positive or negative, see the class description
     * @return the message's type, or {@link #NOTHING}
     * @throws IpcException if the message is larger than the remaining buffer (E2BIG); it stays in the queue
     */
    public long tryReceive(ByteBuffer dst, long type) throws IpcException {
        return receiveNow(dst, type, 0);
    }

    /**
     * Receives a message into the buffer, waiting at most {@code timeout}. Returns {@link #NOTHING} on timeout.
     *
     * @param dst the buffer for the message, which is written at its position; the position advances past it
     * @param type selects the message: 0, positive or negative, see the class description
     * @param timeout the maximum time to wait; zero does not wait
     * @return the message's type, or {@link #NOTHING}
     * @throws IpcException if the queue was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public long tryReceive(ByteBuffer dst, long type, Duration timeout) throws IpcException, InterruptedException {
        return receive(dst, type, 0, Deadline.after(timeout));
    }

    /**
     * Receives a message into the buffer, waiting without a time limit, and returns its type.
     *
     * @param dst the buffer for the message, which is written at its position; the position advances past it
     * @param type selects the message: 0, positive or negative, see the class description
     * @return the message's type
     * @throws IpcException if the queue was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public long receive(ByteBuffer dst, long type) throws IpcException, InterruptedException {
        return receive(dst, type, 0, Deadline.NEVER);
    }

    /**
     * Receives a message of any other type into the buffer (MSG_EXCEPT) if there is one. Never blocks.
     *
     * @param dst the buffer for the message, which is written at its position; the position advances past it
     * @param type the type not to receive, at least 1
     * @return the message's type, or {@link #NOTHING}
     * @throws IpcException if the queue was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public long tryReceiveExcept(ByteBuffer dst, long type) throws IpcException {
        return receiveNow(dst, requireType(type), Constants.MSG_EXCEPT);
    }

    /**
     * Receives a message of any other type into the buffer (MSG_EXCEPT), waiting at most {@code timeout}.
     *
     * @param dst the buffer for the message, which is written at its position; the position advances past it
     * @param type the type not to receive, at least 1
     * @param timeout the maximum time to wait; zero does not wait
     * @return the message's type, or {@link #NOTHING}
     * @throws IpcException if the queue was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public long tryReceiveExcept(ByteBuffer dst, long type, Duration timeout)
            throws IpcException, InterruptedException {
        return receive(dst, requireType(type), Constants.MSG_EXCEPT, Deadline.after(timeout));
    }

    private long receiveNow(ByteBuffer dst, long type, int flags) throws IpcException {
        ByteBuffer msgbuf = roomFor(dst);
        try {
            return decode(receiveNow(msgbuf, dst.remaining(), type, flags), msgbuf, dst);
        } finally {
            buffers.give(msgbuf);
        }
    }

    private long receive(ByteBuffer dst, long type, int flags, long deadline)
            throws IpcException, InterruptedException {
        ByteBuffer msgbuf = roomFor(dst);
        try {
            return decode(receive(msgbuf, dst.remaining(), type, flags, deadline), msgbuf, dst);
        } finally {
            buffers.give(msgbuf);
        }
    }

    private ByteBuffer roomFor(ByteBuffer dst) {
        if (dst.isReadOnly()) {
            throw new IllegalArgumentException("a message cannot be received into a read-only buffer");
        }
        return buffers.take(HEADER + dst.remaining());
    }

    private static long decode(long length, ByteBuffer msgbuf, ByteBuffer dst) {
        if (length == NOTHING) {
            return NOTHING;
        }
        dst.put(dst.position(), msgbuf, HEADER, (int) length);
        dst.position(dst.position() + (int) length);
        return msgbuf.getLong(0);
    }

    private long receive(ByteBuffer msgbuf, int room, long type, int flags, long deadline)
            throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        long length = receiveNow(msgbuf, room, type, flags);
        for (int attempt = 0; length == NOTHING && Waits.pause(attempt, deadline); attempt++) {
            length = receiveNow(msgbuf, room, type, flags);
        }
        return length;
    }

    private long receiveNow(ByteBuffer msgbuf, int room, long type, int flags) throws IpcException {
        requireOpen();
        long result = Native.posix().msgrcv(id, msgbuf, room, type, flags | Constants.IPC_NOWAIT);
        if (result == -Errno.ENOMSG || result == -Errno.EINTR) {
            return NOTHING;
        } else if (result == -Errno.EINVAL) {
            throw SysVObjects.removed("msgrcv", address);
        } else if (result == -Errno.E2BIG) {
            throw PosixFailure.exception(
                    Errno.E2BIG, "msgrcv", address, "the message is larger than " + room + " bytes and stays");
        }
        return PosixFailure.check(result, "msgrcv", address);
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.STORED;
    }

    private static long requireType(long type) {
        if (type < 1) {
            throw new IllegalArgumentException("a message's type is 1 or more: " + type);
        }
        return type;
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
