package io.nativeipc.posix;

import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.unix.FileTypes;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.unix.PipeChannel;
import io.nativeipc.spi.TimedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One end of a pipe or FIFO that this process did not open itself but got as a descriptor ({@link #of}).
 *
 * <pre>{@code
 * try (PipeEnd input = PipeEnd.of(Descriptor.of(0))) { // 0 is standard input; it must be a pipe
 *     System.out.println("waiting");
 *     ByteBuffer line = ByteBuffer.allocate(256);
 *     int count = input.tryRead(line, Duration.ofSeconds(30)); // 0 on timeout, -1 at the end
 *     System.out.println(count + " bytes: " + StandardCharsets.UTF_8.decode(line.flip()).toString().strip());
 * }
 * }</pre>
 *
 * <p>C calls: {@code fcntl} with F_GETFL and F_SETFL; {@code read} and {@code write}, and {@code poll} while they would
 * block; {@code close}. The end of the stream, waiting, interrupts and threads are as in {@link Fifo}. A read returns
 * −1 after the last writer has closed. A write after all readers have closed throws
 * {@link io.nativeipc.PeerClosedException} (EPIPE). An interrupt or a close ends a call within 100 ms; an interrupt
 * leaves the channel open. Writing to the reading end throws {@link java.nio.channels.NonWritableChannelException}, and
 * reading from the writing end throws {@link java.nio.channels.NonReadableChannelException}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
public final class PipeEnd extends TimedChannel {
    private final PipeChannel channel;

    private PipeEnd(PipeChannel channel) {
        this.channel = channel;
    }

    /**
     * Returns a channel for the bytes of a pipe or FIFO. The channel takes over the descriptor: {@code descriptor} is
     * closed, and closing the channel closes the file. The channel needs O_NONBLOCK, which belongs to the open file and
     * not to the descriptor. Setting it therefore affects other processes that hold a duplicate of this descriptor, but
     * not the other end of the pipe, which is another open file.
     *
     * @param descriptor the descriptor to take over
     * @return the channel, which the caller must close
     * @throws IpcException if it is not a pipe or FIFO; the descriptor then remains the caller's
     */
    public static PipeEnd of(Descriptor descriptor) throws IpcException {
        String name = descriptor.toString();
        int access = descriptor.use(fd -> {
            FileTypes.require(new OpenFile(fd, name).stat(), Constants.S_IFIFO, name, "a pipe");
            return descriptor.setNonBlocking(fd) & Constants.O_ACCMODE;
        });
        boolean readable = access != Constants.O_WRONLY;
        boolean writable = access != Constants.O_RDONLY;
        return new PipeEnd(new PipeChannel(descriptor.take(), name, readable, writable));
    }

    @Override
    protected int read(ByteBuffer dst, long deadline) throws IOException {
        return channel.read(dst, deadline);
    }

    @Override
    protected int write(ByteBuffer src, long deadline) throws IOException {
        return channel.write(src, deadline);
    }

    /**
     * {@return a duplicate of the descriptor (F_DUPFD_CLOEXEC), which can be passed on and which the caller must close}
     *
     * @throws IOException if the connection is lost, or a system call fails
     */
    public Descriptor descriptor() throws IOException {
        return channel.use(Descriptor::duplicate);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /**
     * Closes this end. Threads that wait in it throw {@link java.nio.channels.AsynchronousCloseException}. A second call
     * does nothing.
     */
    @Override
    public void close() {
        channel.close();
    }

    /** Returns the name of the descriptor, {@code fd:7}. */
    @Override
    public String toString() {
        return channel.toString();
    }
}
