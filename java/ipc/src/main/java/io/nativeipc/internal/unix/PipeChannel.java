package io.nativeipc.internal.unix;

import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;

/** A channel over an end of a pipe or FIFO, which goes the way that the end goes. */
public abstract class PipeChannel extends DescriptorChannel {
    private final boolean readable;
    private final boolean writable;

    protected PipeChannel(int fd, String name, boolean readable, boolean writable) {
        super(fd, name);
        this.readable = readable;
        this.writable = writable;
    }

    @Override
    protected int read(ByteBuffer dst, long deadline) throws IOException {
        if (!readable) {
            throw new NonReadableChannelException();
        }
        return super.read(dst, deadline);
    }

    @Override
    protected int write(ByteBuffer src, long deadline) throws IOException {
        if (!writable) {
            throw new NonWritableChannelException();
        }
        return super.write(src, deadline);
    }

    /**
     * read(2) returns 0 also when no writer has come yet, which poll(2) tells from the case that one has: POLLHUP. It looks without
     * the pipe's lock, and so may say that of one who is just opening the FIFO, or who came, wrote and went after this read(2).
     * Another read(2), which waits for the lock, finds the one here and what the other has left.
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
