package io.nativeipc.mechanism;

import io.nativeipc.os.Constants;
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
     * read(2) returns 0 also when no writer has come yet; poll(2) tells it from the case that all have gone. One may have come
     * and gone between the two calls: then there is something to be read.
     */
    @Override
    protected boolean isAtEnd() {
        int ready = readyFor(Constants.POLLIN);
        return (ready & Constants.POLLHUP) != 0 && (ready & Constants.POLLIN) == 0;
    }
}
