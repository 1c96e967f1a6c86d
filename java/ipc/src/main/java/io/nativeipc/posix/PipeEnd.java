package io.nativeipc.posix;

import io.nativeipc.internal.unix.PipeChannel;
import java.io.IOException;

/**
 * One end of a pipe or FIFO that this process did not open itself but was given: {@link Descriptor#channel}.
 *
 * <p>C calls: {@code fcntl} with F_GETFL and F_SETFL; {@code read} and {@code write}, and {@code poll} while they would
 * block; {@code close}. The end, waiting, interrupts and threads are as {@link Fifo}'s: a read returns −1 when the last writer
 * has closed, a write whose readers are gone throws {@link io.nativeipc.PeerClosedException} (EPIPE), calls end at most
 * 100 ms after an interrupt, which leaves the channel open, or a close. The end that reads throws
 * {@link java.nio.channels.NonWritableChannelException} when it is written to, the other
 * {@link java.nio.channels.NonReadableChannelException}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
@SuppressWarnings("exports") // what the superclass adds to ByteChannel is ours alone
public final class PipeEnd extends PipeChannel {
    PipeEnd(int fd, String name, boolean readable, boolean writable) {
        super(fd, name, readable, writable);
    }

    /**
     * {@return a descriptor of this end, for passing on: a duplicate (F_DUPFD_CLOEXEC), which the caller closes}
     *
     * @throws IOException if the connection is lost, or the system refuses
     */
    public Descriptor descriptor() throws IOException {
        return use(Descriptor::duplicate);
    }

    /** What the descriptor was called: {@code fd:7}. */
    @Override
    public String toString() {
        return address();
    }
}
