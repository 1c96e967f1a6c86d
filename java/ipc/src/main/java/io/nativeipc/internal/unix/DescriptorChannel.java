package io.nativeipc.internal.unix;

import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.message.ScratchBuffers;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.wait.PolledDescriptor;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The reads and writes of a channel over a non-blocking descriptor: {@code read} and {@code write}, and {@code poll}
 * while they would block. A direct buffer is passed to the kernel as it is; the bytes of other buffers are copied once.
 */
public class DescriptorChannel {
    private static final int COPY = 1 << 16;

    private static final Map<Class<?>, Function<Object, DescriptorChannel>> CHANNELS = new ConcurrentHashMap<>();

    private final Posix posix = Native.posix();
    private volatile String address;
    private final PolledDescriptor end;
    private final ScratchBuffers buffers = new ScratchBuffers();

    /**
     * @param fd the descriptor, which this channel closes
     * @param address the address in errors
     */
    public DescriptorChannel(int fd, String address) {
        this.end = new PolledDescriptor(fd);
        this.address = address;
    }

    /** Registers how the field of a public class is read. The static initializer of that class does so. */
    public static <C> void register(Class<C> type, Function<C, DescriptorChannel> channel) {
        CHANNELS.put(type, object -> channel.apply(type.cast(object)));
    }

    /** Makes errors name an object by the address that its user knows, if that differs from the descriptor's address. */
    static void rename(Object object, String address) {
        Objects.requireNonNull(CHANNELS.get(object.getClass())).apply(object).address = address;
    }

    /** The address in errors. */
    @Override
    public final String toString() {
        return address;
    }

    /** A use of the descriptor's number. */
    @FunctionalInterface
    public interface Use<T> {
        T with(int fd) throws IOException;
    }

    /** Uses the descriptor's number while no other thread can close it. */
    public final <T> T use(Use<T> use) throws IOException {
        enter();
        try {
            return use.with(end.fd());
        } finally {
            end.exit();
        }
    }

    /** Calls read(2). Returns 0 only at the end, and −errno on failure. */
    protected long readNow(int fd, ByteBuffer direct, int count) {
        return posix.read(fd, direct, count);
    }

    /** Returns the deadline until which a write without room waits in poll(2) before it tries again. */
    public long pollForRoom(long deadline) {
        return deadline;
    }

    /** Returns what the descriptor is ready for now. Must be called within a call in flight. */
    public final int readyFor(int events) {
        return end.readyFor(events);
    }

    /** Reads as {@link io.nativeipc.spi.TimedChannel} defines it. */
    public int read(ByteBuffer dst, long deadline) throws IOException {
        if (!dst.hasRemaining()) {
            return 0;
        }
        Waits.refuseInterrupted(this, deadline);
        enter();
        ByteBuffer direct = dst.isDirect() ? dst : buffers.take(Math.min(COPY, dst.remaining()));
        Waiting waiting = Waiting.NONE;
        try {
            if (deadline != Deadline.PASSED) {
                end.yieldAhead();
            }
            int count = Math.min(dst.remaining(), direct.remaining());
            for (int attempt = 0; ; attempt++) {
                long result = readNow(end.fd(), direct, count);
                if (result > 0) {
                    if (!dst.isDirect()) {
                        dst.put(dst.position(), direct, 0, (int) result);
                    }
                    dst.position(dst.position() + (int) result);
                    return (int) result;
                } else if (result == 0) {
                    return -1;
                } else if (result != -Errno.EAGAIN && result != -Errno.EINTR) {
                    throw PosixFailure.exception((int) -result, "read", address, "");
                }
                waiting = attempt == 0 ? Events.waiting() : waiting;
                if (!await(attempt, Constants.POLLIN, deadline, 0)) {
                    return 0;
                }
            }
        } finally {
            waiting.end(address);
            end(direct, dst);
        }
    }

    /** Writes as {@link io.nativeipc.spi.TimedChannel} defines it. */
    public int write(ByteBuffer src, long deadline) throws IOException {
        Waits.refuseInterrupted(this, deadline);
        enter();
        ByteBuffer direct = src.isDirect() ? src : buffers.take(Math.min(COPY, src.remaining()));
        Waiting waiting = Waiting.NONE;
        int waits = 0;
        int written = 0;
        try {
            for (int attempt = 0; src.hasRemaining(); attempt++) {
                int count = src.isDirect() ? src.remaining() : copy(src, direct);
                long result = posix.write(end.fd(), direct, count);
                if (result > 0) {
                    src.position(src.position() + (int) result);
                    written += (int) result;
                    attempt = -1;
                    continue;
                } else if (result != -Errno.EAGAIN && result != -Errno.EINTR) {
                    throw PosixFailure.exception((int) -result, "write", address, "");
                }
                waiting = waits++ == 0 ? Events.waiting() : waiting;
                if (!await(attempt, Constants.POLLOUT, pollForRoom(deadline), written)
                        && Deadline.remaining(deadline) <= 0) {
                    break;
                }
            }
            return written;
        } finally {
            waiting.end(address);
            end(direct, src);
        }
    }

    private static int copy(ByteBuffer src, ByteBuffer direct) {
        int count = Math.min(src.remaining(), direct.capacity());
        direct.clear().put(0, src, src.position(), count);
        return count;
    }

    private void enter() throws ClosedChannelException {
        if (!end.enter()) {
            throw new ClosedChannelException();
        }
    }

    private void end(ByteBuffer direct, ByteBuffer callers) {
        end.exit();
        if (!callers.isDirect()) {
            buffers.give(direct);
        }
    }

    /** Waits between two attempts of a call in flight; false on timeout. */
    public final boolean await(int attempt, int events, long deadline, int done) throws IOException {
        if (deadline == Deadline.PASSED) {
            return false;
        }
        try {
            PolledDescriptor.Wait wait = end.await(attempt, events, deadline);
            if (wait == PolledDescriptor.Wait.CLOSED) {
                throw new AsynchronousCloseException();
            }
            return wait == PolledDescriptor.Wait.RETRY;
        } catch (InterruptedException e) {
            throw Waits.interrupted(this, done);
        }
    }

    public final boolean isOpen() {
        return end.isOpen();
    }

    /**
     * Closes the channel. Threads that wait in it throw {@link AsynchronousCloseException}. A second call does nothing.
     */
    public final void close() {
        end.close();
    }
}
