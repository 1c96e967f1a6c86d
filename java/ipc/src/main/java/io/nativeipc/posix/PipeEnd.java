package io.nativeipc.posix;

import io.nativeipc.internal.unix.PipeChannel;
import java.io.IOException;

/**
 * One end of a pipe or FIFO that this process did not open itself but got as a descriptor ({@link Descriptor#channel}).
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
@SuppressWarnings("exports") // the additions of the superclass to ByteChannel are internal
public final class PipeEnd extends PipeChannel {
    PipeEnd(int fd, String name, boolean readable, boolean writable) {
        super(fd, name, readable, writable);
    }

    /**
     * {@return a duplicate of the descriptor (F_DUPFD_CLOEXEC), which can be passed on and which the caller must close}
     *
     * @throws IOException if the connection is lost, or a system call fails
     */
    public Descriptor descriptor() throws IOException {
        return use(Descriptor::duplicate);
    }

    /** Returns the name of the descriptor, {@code fd:7}. */
    @Override
    public String toString() {
        return address();
    }
}
