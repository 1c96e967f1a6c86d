package io.nativeipc.posix;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.message.ScratchBuffers;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.sys.Shim;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.wait.PolledDescriptor;
import java.nio.ByteBuffer;

/** The descriptor of a POSIX message queue and the calls on it. The descriptor is non-blocking; waiting uses poll. */
final class QueueDescriptor {
    /** The value that a receive returns if there is no message. */
    static final int NOTHING = -1;

    private final Posix posix = Native.posix();
    private final String address;
    private final PolledDescriptor descriptor;
    private final ScratchBuffers priorities = new ScratchBuffers();

    QueueDescriptor(String address, int mqdes) {
        this.address = address;
        this.descriptor = new PolledDescriptor(mqdes);
    }

    /** @param maxMessages 0 if the queue is only opened */
    static int mqOpen(String name, String address, int flags, int mode, long maxMessages, long messageSize)
            throws IpcException {
        int unblocked = flags | Constants.O_NONBLOCK | Constants.O_CLOEXEC;
        int mqdes = Native.shim().ipc_mq_open(name, unblocked, mode, maxMessages, messageSize);
        if (mqdes < 0) {
            String hint = maxMessages == 0 ? "" : PosixLimits.mqOpen(-mqdes, maxMessages, messageSize);
            throw PosixFailure.exception(-mqdes, "mq_open", address, hint);
        }
        return mqdes;
    }

    /** Starts a call, which {@link #exit} ends. */
    void enter() {
        if (!descriptor.enter()) {
            throw closed();
        }
    }

    void exit() {
        descriptor.exit();
    }

    void close() {
        descriptor.close();
    }

    void yieldAhead() {
        descriptor.yieldAhead();
    }

    /** Waits between two attempts of a call that {@link #enter} started. Returns false on timeout. */
    boolean await(int attempt, int events, long deadline) throws InterruptedException {
        PolledDescriptor.Wait wait = descriptor.await(attempt, events, deadline);
        if (wait == PolledDescriptor.Wait.CLOSED) {
            throw closed();
        }
        return wait == PolledDescriptor.Wait.RETRY;
    }

    private IllegalStateException closed() {
        return new IllegalStateException(address + " is closed");
    }

    /** @param direct the bytes of {@code message}; the position of {@code message} advances when they are sent */
    boolean sendNow(ByteBuffer direct, ByteBuffer message, int priority) throws IpcException {
        int result = posix.mq_send(descriptor.fd(), direct, message.remaining(), priority);
        if (result == 0) {
            message.position(message.limit());
            return true;
        } else if (result == -Errno.EAGAIN || result == -Errno.EINTR) {
            return false;
        } else if (result == -Errno.EBADF) {
            throw new IllegalStateException(address + " was opened only for receiving");
        }
        String hint = result == -Errno.EMSGSIZE
                ? "the message has " + message.remaining() + " bytes; the queue accepts at most "
                        + attributes().messageSize()
                : "";
        throw PosixFailure.exception(-result, "mq_send", address, hint);
    }

    /**
     * Returns the priority of the message, or {@link #NOTHING}.
     *
     * @param direct receives the message at its position, which moves to its end
     */
    int receiveNow(ByteBuffer direct, int messageSize) throws IpcException {
        ByteBuffer priority = priorities.take(Integer.BYTES);
        try {
            long length = posix.mq_receive(descriptor.fd(), direct, messageSize, priority);
            if (length == -Errno.EAGAIN || length == -Errno.EINTR) {
                return NOTHING;
            } else if (length == -Errno.EBADF) {
                throw new IllegalStateException(address + " was opened only for sending");
            }
            PosixFailure.check(length, "mq_receive", address);
            direct.position(direct.position() + (int) length);
            return priority.getInt(0);
        } finally {
            priorities.give(priority);
        }
    }

    QueueAttributes attributes() throws IpcException {
        enter();
        try {
            Fields attr = new Fields(Shim.MQ_ATTR_FIELDS);
            PosixFailure.check(Native.shim().ipc_mq_getattr(descriptor.fd(), attr.buffer()), "mq_getattr", address);
            attr.nextLong(); // mq_flags
            return new QueueAttributes(attr.nextLong(), attr.nextLong(), attr.nextLong());
        } finally {
            exit();
        }
    }

    FileStat stat() throws IpcException {
        enter();
        try {
            return new OpenFile(descriptor.fd(), address).stat();
        } finally {
            exit();
        }
    }

    void setPermissions(Permissions permissions) throws IpcException {
        enter();
        try {
            new OpenFile(descriptor.fd(), address).setPermissions(permissions);
        } finally {
            exit();
        }
    }
}
