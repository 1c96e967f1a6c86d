package io.nativeipc.posix;

import io.nativeipc.CreateOption;
import io.nativeipc.FileStat;
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
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.lifecycle.CreateOptions;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.OptionList;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.message.MessageRooms;
import io.nativeipc.internal.message.ScratchBuffers;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A POSIX message queue, whose messages have priorities. The oldest message of the highest priority is received first.
 *
 * <pre>{@code
 * try (PosixMessageQueue orders = PosixMessageQueue.create(name, 10, 256)) {
 *     try {
 *         orders.send(UTF_8.encode("report"), 0); // send without a number has priority 0, too
 *         orders.send(UTF_8.encode("order"), 5);
 *         orders.send(UTF_8.encode("stop"), 9); // up to 32767 on Linux
 *         for (int i = 0; i < 3; i++) {
 *             orders.receive((message, priority) ->
 *                     System.out.println("received " + UTF_8.decode(message) + " of priority " + priority));
 *         }
 *     } finally {
 *         orders.unlink();
 *     }
 * }
 * }</pre>
 *
 * <p>C calls: {@code mq_open} with O_NONBLOCK, {@code fchmod} and {@code mq_getattr} to create and open;
 * {@code mq_send} and {@code mq_receive}, and {@code poll} while they would block; {@code mq_close} on {@link #close};
 * {@code mq_unlink} on {@link #unlink}. Only Linux has POSIX queues that can be polled; macOS has no POSIX queues.
 *
 * <p>Without privileges a queue holds at most fs.mqueue.msg_max messages (10 by default) of fs.mqueue.msgsize_max bytes
 * (8192 by default), and all queues of a user together hold at most RLIMIT_MSGQUEUE bytes. Receiving removes the
 * message from the queue: delivery is at most once.
 *
 * <p>A direct buffer is passed to the kernel without copying; the bytes of other buffers are copied once. An interrupt
 * or a close ends the waiting methods within 100 ms; the queue remains usable after an interrupt. Every method may be
 * called from any thread, including virtual threads, whose carriers are never blocked. After {@link #close} every
 * method except {@code unlink} throws {@link IllegalStateException}; the queue itself exists until its name is unlinked
 * and the last process has closed it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mq_overview.7.html">mq_overview(7)</a>
 */
public final class PosixMessageQueue implements MessageSender, MessageReceiver {
    /** The highest priority of a message; negative on a system that has no such queues. */
    public static final int MAX_PRIORITY = Constants.MQ_PRIO_MAX - 1;

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
     * Creates a queue.
     *
     * @param name a slash followed by a name without slashes, for example {@code /orders}
     * @param maxMessages the maximum number of messages, at least 1
     * @param messageSize the maximum size of a message in bytes, at least 1
     * @param options the {@link Permissions}: the mode, and optionally the group
     * @return the new queue, which the caller must close
     * @throws io.nativeipc.AlreadyExistsException if the name is in use (EEXIST)
     * @throws IpcException if the arguments exceed a limit of the system (EINVAL, EMFILE); the exception's message
     *     names the limit
     */
    public static PosixMessageQueue create(String name, int maxMessages, int messageSize, CreateOption... options)
            throws IpcException {
        Permissions permissions = CreateOptions.permissions(options);
        PosixName.check(name, 0);
        if (maxMessages < 1 || messageSize < 1) {
            throw new IllegalArgumentException(
                    "a queue takes at least 1 message of 1 byte: " + maxMessages + " of " + messageSize);
        }
        int flags = Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL;
        try (Creations.OpenIntent intent = Creations.begin(CreatedKind.POSIX_MQ, name);
                Undo undo = new Undo()) {
            assert intent != null;
            int mqdes = QueueDescriptor.mqOpen(name, address(name), flags, Intent.UNFINISHED, maxMessages, messageSize);
            undo.add(() -> Native.posix().mq_close(mqdes));
            undo.add(() -> Names.unlinkQueueIfStill(name, new OpenFile(mqdes, address(name)).stat()));
            Creations.announceQueue(name, mqdes);
            // On Linux the descriptor of a message queue is a file descriptor, with a mode and a group.
            new OpenFile(mqdes, address(name)).setPermissions(permissions);
            PosixMessageQueue queue = new PosixMessageQueue(name, mqdes, true);
            return undo.done(queue);
        }
    }

    /**
     * Opens an existing queue for sending and receiving, or for one of them.
     *
     * @param name a slash followed by a name without slashes, for example {@code /orders}
     * @param options {@link QueueOpenOption#SEND_ONLY} or {@link QueueOpenOption#RECEIVE_ONLY}, for which less
     *     permission is enough
     * @return the queue, which the caller must close
     * @throws io.nativeipc.NotFoundException if the queue does not exist (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if the mode denies access (EACCES)
     */
    public static PosixMessageQueue open(String name, QueueOpenOption... options) throws IpcException {
        OptionList list = new OptionList((Object[]) options);
        QueueOpenOption access = list.take(QueueOpenOption.class, QueueOpenOption.SEND_AND_RECEIVE);
        return open(name, access.flag());
    }

    /**
     * Opens the queue of this name, or creates it with these limits; {@link #created} reports which.
     *
     * @param name a slash followed by a name without slashes, for example {@code /orders}
     * @param maxMessages the maximum number of messages, at least 1
     * @param messageSize the maximum size of a message in bytes, at least 1
     * @param options the {@link Permissions}: the mode, and optionally the group
     * @return the queue, which the caller must close
     * @throws IpcException if the queue can be neither opened nor created
     */
    public static PosixMessageQueue openOrCreate(String name, int maxMessages, int messageSize, CreateOption... options)
            throws IOException {
        Permissions permissions = CreateOptions.permissions(options);
        return Opening.openOrCreate(
                address(name), () -> open(name), () -> create(name, maxMessages, messageSize, permissions));
    }

    /**
     * Removes a name (mq_unlink). Processes that have the queue open keep using it.
     *
     * @param name a slash followed by a name without slashes, for example {@code /orders}
     * @throws io.nativeipc.NotFoundException if the queue does not exist (ENOENT)
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

    /** {@return the maximum size of a message in bytes} */
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
     * Sends a message with this priority if the queue has room. Never blocks.
     *
     * @param message the message: the bytes from position to limit
     * @param priority the priority, 0 to 32767; messages of the highest priority are received first
     * @return whether the queue accepted the message
     * @throws IpcException if the message is longer than {@link #messageSize} (EMSGSIZE), or a system call fails
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
     * Sends a message with this priority, waiting at most {@code timeout} for room. Returns false on timeout.
     *
     * @param message the message: the bytes from position to limit
     * @param priority the priority, 0 to 32767; messages of the highest priority are received first
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether the queue accepted the message
     * @throws IpcException if the message is longer than {@link #messageSize} (EMSGSIZE), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean trySend(ByteBuffer message, int priority, Duration timeout)
            throws IpcException, InterruptedException {
        return send(message, priority, Deadline.after(timeout));
    }

    /**
     * Sends a message with this priority, waiting for room without a time limit.
     *
     * @param message the message: the bytes from position to limit
     * @param priority the priority, 0 to 32767; messages of the highest priority are received first
     * @throws IpcException if the message is longer than {@link #messageSize} (EMSGSIZE), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void send(ByteBuffer message, int priority) throws IpcException, InterruptedException {
        send(message, priority, Deadline.NEVER);
    }

    private boolean send(ByteBuffer message, int priority, long deadline) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        ByteBuffer direct = beginSend(message, priority);
        Waiting waiting = Waiting.NONE;
        try {
            for (int attempt = 0; !queue.sendNow(direct, message, priority); attempt++) {
                waiting = attempt == 0 ? Events.waiting() : waiting;
                if (!queue.await(attempt, Constants.POLLOUT, deadline)) {
                    return false;
                }
            }
            return true;
        } finally {
            waiting.end(this);
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
        return tryReceive((TypedMessageHandler) handler);
    }

    @Override
    public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return receive(handler, Deadline.after(timeout));
    }

    @Override
    public void receive(MessageHandler handler) throws IOException, InterruptedException {
        receive(handler, Deadline.NEVER);
    }

    /**
     * Receives a message with its priority if there is one. Never blocks.
     *
     * @param handler the handler, to which the message is valid only during the call
     * @return whether a message was received
     * @throws IOException if a system call fails, or if the handler throws it; the message is then lost
     */
    public boolean tryReceive(TypedMessageHandler handler) throws IOException {
        MessageRooms.Room room = rooms.take();
        try {
            return handle(receiveNow(room), room, handler);
        } finally {
            rooms.give(room);
        }
    }

    /**
     * Receives a message with its priority, waiting at most {@code timeout}.
     *
     * @param handler the handler, to which the message is valid only during the call
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether a message was received; false on timeout
     * @throws IOException if a system call fails, or if the handler throws it; the message is then lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryReceive(TypedMessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return receive(handler, Deadline.after(timeout));
    }

    /**
     * Receives a message with its priority, waiting without a time limit.
     *
     * @param handler the handler, to which the message is valid only during the call
     * @throws IOException if a system call fails, or if the handler throws it; the message is then lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void receive(TypedMessageHandler handler) throws IOException, InterruptedException {
        receive(handler, Deadline.NEVER);
    }

    private boolean receive(TypedMessageHandler handler, long deadline) throws IOException, InterruptedException {
        Waits.throwIfInterrupted();
        MessageRooms.Room room = rooms.take();
        try {
            return handle(receive(room, deadline), room, handler);
        } finally {
            rooms.give(room);
        }
    }

    private int receiveNow(MessageRooms.Room room) throws IpcException {
        queue.enter();
        try {
            return queue.receiveNow(room.memory(), messageSize);
        } finally {
            queue.exit();
        }
    }

    private int receive(MessageRooms.Room room, long deadline) throws IpcException, InterruptedException {
        queue.enter();
        Waiting waiting = Waiting.NONE;
        try {
            queue.yieldAhead();
            for (int attempt = 0; ; attempt++) {
                int priority = queue.receiveNow(room.memory(), messageSize);
                if (priority != QueueDescriptor.NOTHING) {
                    return priority;
                }
                waiting = attempt == 0 ? Events.waiting() : waiting;
                if (!queue.await(attempt, Constants.POLLIN, deadline)) {
                    return QueueDescriptor.NOTHING;
                }
            }
        } finally {
            waiting.end(this);
            queue.exit();
        }
    }

    /** Calls the handler outside of the call in flight: it may close the queue. */
    private static boolean handle(int priority, MessageRooms.Room room, TypedMessageHandler handler)
            throws IOException {
        if (priority == QueueDescriptor.NOTHING) {
            return false;
        }
        handler.onMessage(room.received(), priority);
        return true;
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
     * Returns the limits of the queue and its current number of messages (mq_getattr).
     *
     * @return the attributes of the queue
     * @throws IpcException if the system call fails
     */
    public QueueAttributes attributes() throws IpcException {
        return queue.attributes();
    }

    /**
     * {@return the status of the queue as a file, as reported by the kernel (fstat): owner, mode, identity}
     *
     * @throws IpcException if the system call fails
     */
    public FileStat stat() throws IpcException {
        return queue.stat();
    }

    /**
     * Requires that the queue belongs to the user {@code uid}, as protection against a user that created it first.
     * Otherwise this object is closed, and the method throws {@link io.nativeipc.AccessDeniedException}.
     *
     * @param uid the user id of the required owner
     * @return this object
     * @throws IpcException if a system call fails
     */
    public PosixMessageQueue requireOwner(long uid) throws IpcException {
        Opening.requireOwner(stat().uid(), uid, toString(), this);
        return this;
    }

    /**
     * Changes the mode of the queue, and its group if {@code permissions} has one (fchown, fchmod).
     *
     * @param permissions the mode, and optionally the group
     * @throws IpcException if a system call fails; only the owner may change permissions
     */
    public void setPermissions(Permissions permissions) throws IpcException {
        queue.setPermissions(permissions);
    }

    /**
     * Removes the name (mq_unlink). Processes that have the queue open keep using it. May be called after close.
     *
     * @throws IpcException if the queue no longer exists, or a system call fails
     */
    public void unlink() throws IpcException {
        unlink(name);
    }

    /** Closes this object. Calls that wait on it throw {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() {
        queue.close();
    }

    /** Returns the address, {@code posix-mq:/orders}. */
    @Override
    public String toString() {
        return address(name);
    }

    static String address(String name) {
        return "posix-mq:" + name;
    }
}
