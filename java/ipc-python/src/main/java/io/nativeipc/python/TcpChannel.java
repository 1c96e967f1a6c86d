package io.nativeipc.python;

import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.TimedChannel;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A connected TCP socket as a channel with timeouts; an interrupt does not close it. It uses a non-blocking socket of
 * the JDK with a selector for each direction. One thread may read at a time, and one may write.
 */
final class TcpChannel extends TimedChannel {
    private final SocketChannel socket;
    private final String name;
    private final Readiness readable;
    private final Readiness writable;

    /** Wraps a connected, non-blocking socket. */
    TcpChannel(SocketChannel socket, String name) throws IOException {
        this.socket = socket;
        this.name = name;
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.readable = new Readiness(socket, SelectionKey.OP_READ);
        Readiness writes = null;
        try {
            writes = new Readiness(socket, SelectionKey.OP_WRITE);
        } finally {
            if (writes == null) {
                readable.close();
            }
        }
        this.writable = writes;
    }

    /** Connects, waiting until the deadline for a listener. */
    static TcpChannel connect(Address.Tcp address, long deadline) throws IOException, InterruptedException {
        InetSocketAddress where = resolve(address);
        for (int attempt = 0; ; attempt++) {
            try {
                return connectOnce(address, where, deadline);
            } catch (ConnectException refused) {
                if (deadline == Deadline.NEVER || !Waits.pause(attempt, deadline)) {
                    IpcException none = new IpcException(address.toString(), "refused", "nothing listens there");
                    none.initCause(refused);
                    throw none;
                }
            }
        }
    }

    static InetSocketAddress resolve(Address.Tcp address) throws NotFoundException {
        InetSocketAddress where = new InetSocketAddress(address.host(), address.port());
        if (where.isUnresolved()) {
            throw new NotFoundException(address.toString(), "unknown", "there is no such host");
        }
        return where;
    }

    private static TcpChannel connectOnce(Address.Tcp address, InetSocketAddress where, long deadline)
            throws IOException, InterruptedException {
        SocketChannel socket = SocketChannel.open();
        boolean connected = false;
        try {
            socket.configureBlocking(false);
            if (!socket.connect(where)) {
                try (Readiness ready = new Readiness(socket, SelectionKey.OP_CONNECT)) {
                    while (!socket.finishConnect()) {
                        if (!ready.await(deadline)) {
                            throw new IpcException(address.toString(), "timeout", "no answer in this time");
                        }
                    }
                }
            }
            TcpChannel channel = new TcpChannel(socket, address.toString());
            connected = true;
            return channel;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    @Override
    protected int read(ByteBuffer dst, long deadline) throws IOException {
        if (!dst.hasRemaining()) {
            return 0;
        }
        Waits.refuseInterrupted(this, deadline);
        for (int attempt = 0; ; attempt++) {
            int count;
            try {
                count = socket.read(dst);
            } catch (IOException e) {
                throw translated(e);
            }
            if (count != 0 || !await(readable, attempt, deadline, 0)) {
                return count;
            }
        }
    }

    @Override
    protected int write(ByteBuffer src, long deadline) throws IOException {
        Waits.refuseInterrupted(this, deadline);
        int written = 0;
        for (int attempt = 0; src.hasRemaining(); attempt++) {
            int count;
            try {
                count = socket.write(src);
            } catch (IOException e) {
                throw translated(e);
            }
            written += count;
            if (count > 0) {
                attempt = -1;
            } else if (!await(writable, attempt, deadline, written)) {
                break;
            }
        }
        return written;
    }

    private boolean await(Readiness ready, int attempt, long deadline, int done) throws IOException {
        if (deadline == Deadline.PASSED) {
            return false;
        }
        try {
            boolean again = ready.pauseOrAwait(attempt, deadline);
            if (!socket.isOpen()) {
                throw new AsynchronousCloseException();
            }
            return again;
        } catch (InterruptedException e) {
            throw Waits.interrupted(this, done);
        }
    }

    /** Translates an IOException of a closed peer, which the JDK distinguishes only by its message. */
    private IOException translated(IOException e) {
        if (e instanceof ClosedChannelException) {
            return e;
        }
        PeerClosedException gone =
                new PeerClosedException(name, "closed", "the peer closed the connection: " + e.getMessage());
        gone.initCause(e);
        return gone;
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() throws IOException {
        try {
            socket.close();
        } finally {
            try {
                readable.close();
            } finally {
                writable.close();
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
