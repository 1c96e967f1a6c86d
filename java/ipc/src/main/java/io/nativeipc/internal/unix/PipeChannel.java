package io.nativeipc.internal.unix;

import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;

/** The reads and writes of an end of a pipe or FIFO, in the direction of that end. */
public final class PipeChannel extends DescriptorChannel {
    private final boolean readable;
    private final boolean writable;

    public PipeChannel(int fd, String address, boolean readable, boolean writable) {
        super(fd, address);
        this.readable = readable;
        this.writable = writable;
    }

    @Override
    public int read(ByteBuffer dst, long deadline) throws IOException {
        if (!readable) {
            throw new NonReadableChannelException();
        }
        return super.read(dst, deadline);
    }

    @Override
    public int write(ByteBuffer src, long deadline) throws IOException {
        if (!writable) {
            throw new NonWritableChannelException();
        }
        return super.write(src, deadline);
    }

    /**
     * read(2) also returns 0 if no writer has opened the FIFO yet. POLLHUP from poll(2) shows that a writer has existed
     * and has left. poll(2) does not take the pipe's lock, so it may also report POLLHUP for a writer that is just
     * opening the FIFO, or for one that opened it, wrote and left after this read(2). Another read(2), which waits for
     * the lock, finds the writer in the first case and its bytes in the second.
     */
    @Override
    protected long readNow(int fd, ByteBuffer direct, int count) {
        long result = super.readNow(fd, direct, count);
        if (result != 0) {
            return result;
        }
        boolean hasComeAndGone = (readyFor(Constants.POLLIN) & Constants.POLLHUP) != 0;
        return hasComeAndGone ? super.readNow(fd, direct, count) : -Errno.EAGAIN;
    }
}
