package io.nativeipc.posix;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creations;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.message.MessageRooms;
import io.nativeipc.internal.message.ScratchBuffers;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A POSIX message queue: messages with a priority, of which the highest, and of these the oldest, is received first.
 *
 * <p>C calls: {@code mq_open} with O_NONBLOCK, {@code fchmod} and {@code mq_getattr} to create and open; {@code mq_send} and
 * {@code mq_receive}, and {@code poll} while they would block; {@code mq_close} on {@link #close}; {@code mq_unlink} on
 * {@link #unlink}. Linux alone has these queues in a form that can be polled; macOS has none.
 *
 * <p>Without privilege a queue holds at most fs.mqueue.msg_max messages (10) of fs.mqueue.msgsize_max bytes (8192), and all
 * queues of a user together RLIMIT_MSGQUEUE bytes. A received message is gone from the queue: at most once.
 *
 * <p>A direct buffer goes to the kernel as it is; bytes of another are copied once. The waiting methods end at most 100 ms
 * after an interrupt or a close; after an interrupt the queue is as usable as before. Every method may be called from any
 * thread, virtual ones too, whose carriers are never blocked. After {@link #close} every method but {@code unlink} throws
 * {@link IllegalStateException}; the queue itself lives until its name is unlinked and the last process has closed it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mq_overview.7.html">mq_overview(7)</a>
 */
public final class PosixMessageQueue implements MessageSender, MessageReceiver {
    /** What the methods that try to receive return when there is no message. */
    public static final int NOTHING = QueueDescriptor.NOTHING;

    private static final int MAX_PRIORITY = 32767;

    private final String name;
    private final QueueDescriptor queue;
    private final boolean created;
    private final int messageSize;
    private final ScratchBuffers buffers = new ScratchBuffers();
    private final MessageRooms rooms;

    private PosixMessageQueue(String name, int mqdes, boolean created) throws IpcException {
        this.name = name;
        this.queue = new QueueDescriptor(address(name), mqdes);
        this.created = created;
        this.messageSize = (int) queue.attributes().messageSize();
        this.rooms = new MessageRooms(messageSize);
    }

    /**
     * {@link #create(String, int, int, Permissions)} for the owner alone.
     *
     * @param name a slash and then no other, {@code /orders}
     * @param maxMessages how many messages it takes, at least 1
     * @param messageSize the largest message in bytes, at least 1
     * @return the new queue, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static PosixMessageQueue create(String name, int maxMessages, int messageSize) throws IpcException {
        return create(name, maxMessages, messageSize, Permissions.OWNER);
    }

    /**
     * Creates a queue.
     *
     * @param name a slash and then no other, {@code /orders}
     * @param maxMessages how many messages it takes, at least 1
     * @param messageSize the largest message in bytes, at least 1
     * @param permissions who else may use it
     * @return the new queue, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the name is in use (EEXIST)
     * @throws IpcException if that is more than the system's limits allow (EINVAL, EMFILE); the message names the limit
     */
    public static PosixMessageQueue create(String name, int maxMessages, int messageSize, Permissions permissions)
            throws IpcException {
        PosixName.check(name, 0);
        if (maxMessages < 1 || messageSize < 1) {
            throw new IllegalArgumentException(
                    "a queue takes at least 1 message of 1 byte: " + maxMessages + " of " + messageSize);
        }
        int flags = Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL;
        try (Creations.Begun begun = Creations.begin(CreatedKind.POSIX_MQ, name);
                Undo undo = new Undo()) {
            assert begun != null;
            int mqdes = QueueDescriptor.mqOpen(name, address(name), flags, Intent.UNFINISHED, maxMessages, messageSize);
            undo.add(() -> Native.posix().mq_close(mqdes));
            undo.add(() -> Native.posix().mq_unlink(name));
            Creations.announceQueue(name, mqdes);
            // A message queue's descriptor is a file's to Linux, mode and group too.
            new OpenFile(mqdes, address(name)).setPermissions(permissions);
            PosixMessageQueue queue = new PosixMessageQueue(name, mqdes, true);
            return undo.done(queue);
        }
    }

    /**
     * Opens an existing queue for sending and receiving.
     *
     * @param name a slash and then no other, {@code /orders}
     * @return the queue, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is none (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if its mode forbids it (EACCES)
     */
    public static PosixMessageQueue open(String name) throws IpcException {
        return open(name, Constants.O_RDWR);
    }

    /**
     * Opens an existing queue for sending alone, which write permission allows.
     *
     * @param name a slash and then no other, {@code /orders}
     * @return the queue, which the caller closes
     * @throws IpcException if there is none, or the system refuses
     */
    public static PosixMessageQueue openForSending(String name) throws IpcException {
        return open(name, Constants.O_WRONLY);
    }

    /**
     * Opens an existing queue for receiving alone, which read permission allows.
     *
     * @param name a slash and then no other, {@code /orders}
     * @return the queue, which the caller closes
     * @throws IpcException if there is none, or the system refuses
     */
    public static PosixMessageQueue openForReceiving(String name) throws IpcException {
        return open(name, Constants.O_RDONLY);
    }

    /**
     * {@link #openOrCreate(String, int, int, Permissions)} for the owner alone.
     *
     * @param name a slash and then no other, {@code /orders}
     * @param maxMessages how many messages it takes, at least 1
     * @param messageSize the largest message in bytes, at least 1
     * @return the queue, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static PosixMessageQueue openOrCreate(String name, int maxMessages, int messageSize) throws IOException {
        return openOrCreate(name, maxMessages, messageSize, Permissions.OWNER);
    }

    /**
     * Opens the queue of this name, or creates it with these limits; {@link #created} tells.
     *
     * @param name a slash and then no other, {@code /orders}
     * @param maxMessages how many messages it takes, at least 1
     * @param messageSize the largest message in bytes, at least 1
     * @param permissions who else may use it
     * @return the queue, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static PosixMessageQueue openOrCreate(String name, int maxMessages, int messageSize, Permissions permissions)
            throws IOException {
        return Opening.openOrCreate(
                address(name), () -> open(name), () -> create(name, maxMessages, messageSize, permissions));
    }

    /**
     * Erases a name (mq_unlink); who has the queue open goes on.
     *
     * @param name a slash and then no other, {@code /orders}
     * @throws io.nativeipc.NotFoundException if there is none (ENOENT)
     */
    public static void unlink(String name) throws IpcException {
        PosixName.check(name, 0);
        PosixFailure.check(Names.unlinkQueue(name), "mq_unlink", address(name));
    }

    private static PosixMessageQueue open(String name, int access) throws IpcException {
        try (Undo undo = new Undo()) {
            int mqdes = QueueDescriptor.mqOpen(PosixName.check(name, 0), address(name), access, 0, 0, 0);
            undo.add(() -> Native.posix().mq_close(mqdes));
            return undo.done(new PosixMessageQueue(name, mqdes, false));
        }
    }

    /** {@return the queue's name, {@code /orders}} */
    public String name() {
        return name;
    }

    /** {@return whether this object created the queue} */
    public boolean created() {
        return created;
    }

    /** {@return the largest message in bytes} */
    public int messageSize() {
        return messageSize;
    }

    @Override
    public boolean trySend(ByteBuffer message) throws IpcException {
        return trySend(message, 0);
    }

    @Override
    public boolean trySend(ByteBuffer message, Duration timeout) throws IpcException, InterruptedException {
        return trySend(message, 0, timeout);
    }

    @Override
    public void send(ByteBuffer message) throws IpcException, InterruptedException {
        send(message, 0);
    }

    /**
     * Sends a message of this priority, 0 to 32767, if the queue takes it now; never blocks.
     *
     * @param message its bytes, from position to limit
     * @param priority from 0 to 32767; the highest is received first
     * @return whether it was taken
     * @throws IpcException if the message is longer than the queue takes (EMSGSIZE), or the system refuses
     */
    public boolean trySend(ByteBuffer message, int priority) throws IpcException {
        ByteBuffer direct = beginSend(message, priority);
        try {
            return queue.sendNow(direct, message, priority);
        } finally {
            end(direct, message);
        }
    }

    /**
     * Sends a message of this priority, waiting at most this long for room; false when the time is over.
     *
     * @param message its bytes, from position to limit
     * @param priority from 0 to 32767; the highest is received first
     * @param timeout how long to wait at most; zero does not wait
     * @return whether it was taken
     * @throws IpcException if the message is longer than the queue takes (EMSGSIZE), or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean trySend(ByteBuffer message, int priority, Duration timeout)
            throws IpcException, InterruptedException {
        return send(message, priority, Deadline.after(timeout));
    }

    /**
     * Sends a message of this priority, waiting for room as long as it takes.
     *
     * @param message its bytes, from position to limit
     * @param priority from 0 to 32767; the highest is received first
     * @throws IpcException if the message is longer than the queue takes (EMSGSIZE), or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void send(ByteBuffer message, int priority) throws IpcException, InterruptedException {
        send(message, priority, Deadline.NEVER);
    }

    private boolean send(ByteBuffer message, int priority, long deadline) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        ByteBuffer direct = beginSend(message, priority);
        try {
            for (int attempt = 0; !queue.sendNow(direct, message, priority); attempt++) {
                if (!queue.await(attempt, Constants.POLLOUT, deadline)) {
                    return false;
                }
            }
            return true;
        } finally {
            end(direct, message);
        }
    }

    private ByteBuffer beginSend(ByteBuffer message, int priority) {
        if (priority < 0 || priority > MAX_PRIORITY) {
            throw new IllegalArgumentException("a priority is 0 to " + MAX_PRIORITY + ": " + priority);
        }
        queue.enter();
        int length = message.remaining();
        return message.isDirect()
                ? message
                : buffers.take(length)
                        .put(0, message, message.position(), length)
                        .limit(length);
    }

    @Override
    public boolean tryReceive(MessageHandler handler) throws IOException {
        MessageRooms.Room room = rooms.take();
        try {
            return tryReceive(room.memory()) != NOTHING && handle(room, handler);
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
            return receive(room.memory(), deadline) != NOTHING && handle(room, handler);
        } finally {
            rooms.give(room);
        }
    }

    private static boolean handle(MessageRooms.Room room, MessageHandler handler) throws IOException {
        handler.onMessage(room.received());
        return true;
    }

    /**
     * Receives a message into the buffer if there is one; never blocks.
     *
     * @param dst receives the message at its position, which moves to the message's end; at least {@link #messageSize} must
     *     remain in it, for the kernel refuses any less, whatever the message
     * @return the message's priority, or {@link #NOTHING}
     * @throws IllegalArgumentException if too little remains in the buffer; the message stays
     * @throws IpcException if the system refuses for another reason
     */
    public int tryReceive(ByteBuffer dst) throws IpcException {
        ByteBuffer direct = beginReceive(dst);
        try {
            return queue.receiveNow(direct, dst, messageSize);
        } finally {
            end(direct, dst);
        }
    }

    /**
     * Receives a message into the buffer, waiting at most this long; {@link #NOTHING} when the time is over.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @param timeout how long to wait at most; zero does not wait
     * @return the message's priority, or {@link #NOTHING}
     * @throws IpcException if the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public int tryReceive(ByteBuffer dst, Duration timeout) throws IpcException, InterruptedException {
        return receive(dst, Deadline.after(timeout));
    }

    /**
     * Receives a message into the buffer, waiting for one as long as it takes; returns its priority.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @return the message's priority
     * @throws IpcException if the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public int receive(ByteBuffer dst) throws IpcException, InterruptedException {
        return receive(dst, Deadline.NEVER);
    }

    private int receive(ByteBuffer dst, long deadline) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        ByteBuffer direct = beginReceive(dst);
        try {
            queue.yieldAhead();
            int priority = queue.receiveNow(direct, dst, messageSize);
            for (int attempt = 0; priority == NOTHING && queue.await(attempt, Constants.POLLIN, deadline); attempt++) {
                priority = queue.receiveNow(direct, dst, messageSize);
            }
            return priority;
        } finally {
            end(direct, dst);
        }
    }

    private ByteBuffer beginReceive(ByteBuffer dst) {
        if (dst.isReadOnly()) {
            throw new IllegalArgumentException("a message cannot be received into a read-only buffer");
        } else if (dst.remaining() < messageSize) {
            throw new IllegalArgumentException(
                    this + " has messages of up to " + messageSize + " bytes, the buffer room for " + dst.remaining());
        }
        queue.enter();
        return dst.isDirect() ? dst : buffers.take(messageSize);
    }

    private void end(ByteBuffer direct, ByteBuffer callers) {
        queue.exit();
        if (!callers.isDirect()) {
            buffers.give(direct);
        }
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.STORED;
    }

    /**
     * Limits and contents of the queue now (mq_getattr).
     *
     * @return the four numbers of the queue
     * @throws IpcException if the system does not tell
     */
    public QueueAttributes attributes() throws IpcException {
        return queue.attributes();
    }

    /**
     * {@return what the kernel knows of the queue as a file (fstat): owner, mode, identity}
     *
     * @throws IpcException if the system does not tell
     */
    public FileStat stat() throws IpcException {
        return queue.stat();
    }

    /**
     * Gives the queue another mode, and the group if one is named (fchown, fchmod).
     *
     * @param permissions who else may use it
     * @throws IpcException if the system refuses, as it does to all but the owner
     */
    public void setPermissions(Permissions permissions) throws IpcException {
        queue.setPermissions(permissions);
    }

    /**
     * Erases the name (mq_unlink); who has the queue open goes on. It may be called after close.
     *
     * @throws IpcException if there is none any more, or the system refuses
     */
    public void unlink() throws IpcException {
        unlink(name);
    }

    /** Ends the use; who waits here gets {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() {
        queue.close();
    }

    /** The address: {@code posix-mq:/orders}. */
    @Override
    public String toString() {
        return address(name);
    }

    static String address(String name) {
        return "posix-mq:" + name;
    }
}
