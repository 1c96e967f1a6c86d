package io.nativeipc.internal.system;

import io.nativeipc.NamedPipe;
import io.nativeipc.internal.wait.TimedChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A pipe on Unix or on Windows: a channel under the name of the pipe. */
final class OpenPipe implements NamedPipe {
    private final String name;
    private final TimedChannel channel;
    private final HalfClose halfClose;
    private final long peerPid;

    /** Ends the output of an end of a pipe. */
    interface HalfClose {
        void shutdownOutput() throws IOException;
    }

    OpenPipe(String name, TimedChannel channel, HalfClose halfClose, long peerPid) {
        this.name = name;
        this.channel = channel;
        this.halfClose = halfClose;
        this.peerPid = peerPid;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long peerPid() {
        return peerPid;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return channel.read(dst);
    }

    @Override
    public int tryRead(ByteBuffer dst) throws IOException {
        return channel.tryRead(dst);
    }

    @Override
    public int tryRead(ByteBuffer dst, Duration timeout) throws IOException {
        return channel.tryRead(dst, timeout);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return channel.write(src);
    }

    @Override
    public int tryWrite(ByteBuffer src) throws IOException {
        return channel.tryWrite(src);
    }

    @Override
    public int tryWrite(ByteBuffer src, Duration timeout) throws IOException {
        return channel.tryWrite(src, timeout);
    }

    @Override
    public InputStream inputStream() {
        return channel.inputStream();
    }

    @Override
    public OutputStream outputStream() {
        return channel.outputStream();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void shutdownOutput() throws IOException {
        halfClose.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return address(name);
    }

    static String address(String name) {
        return "pipe:" + name;
    }
}
