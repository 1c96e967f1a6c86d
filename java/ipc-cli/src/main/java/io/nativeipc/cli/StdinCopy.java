package io.nativeipc.cli;

import io.nativeipc.PeerClosedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Copies stdin to a peer in a daemon thread, which does not keep the command alive, because a read of stdin cannot be
 * cancelled.
 */
final class StdinCopy {
    private static final int CHUNK = 1 << 16;

    private final Transfer write;
    private final End end;
    private volatile boolean done;
    private volatile @Nullable IOException failure;

    private StdinCopy(Transfer write, End end) {
        this.write = write;
        this.end = end;
    }

    /** A read from or a write to a peer. */
    @FunctionalInterface
    interface Transfer {
        int transfer(ByteBuffer bytes) throws IOException;
    }

    /** Ends the sending direction. */
    @FunctionalInterface
    interface End {
        void end() throws IOException;
    }

    /**
     * Starts to copy.
     *
     * @param write writes the remaining bytes of a buffer
     * @param end called when stdin has ended or copying has failed
     */
    static StdinCopy start(Transfer write, End end) {
        StdinCopy copy = new StdinCopy(write, end);
        Thread thread = new Thread(copy::run, "stdin");
        thread.setDaemon(true);
        thread.start();
        return copy;
    }

    private void run() {
        try {
            copy();
        } catch (PeerClosedException peerGone) {
            failure = null; // a close by the peer is a normal end
        } catch (IOException e) {
            failure = e;
        }
        done = true;
        try {
            end.end();
        } catch (IOException peerGone) {
            return;
        }
    }

    private void copy() throws IOException {
        InputStream in = new Input();
        byte[] chunk = new byte[CHUNK];
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
            write.transfer(ByteBuffer.wrap(chunk, 0, length));
        }
    }

    /** Returns whether copying has ended, at the end of stdin or by a failure. */
    boolean isDone() {
        return done;
    }

    /** Throws the exception that ended copying, if there was one. */
    void rethrow() throws IOException {
        IOException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Copies data from the peer to stdout, without buffering, until the peer ends. */
    static void toStdout(Transfer read) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try (OutputStream out = Output.buffered()) {
            while (read.transfer(chunk.clear()) >= 0) {
                out.write(chunk.array(), 0, chunk.position());
                out.flush();
            }
        }
    }
}
