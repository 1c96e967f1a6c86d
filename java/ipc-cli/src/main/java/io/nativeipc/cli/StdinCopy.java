package io.nativeipc.cli;

import io.nativeipc.PeerClosedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Copies stdin to a peer on a thread of its own, which does not keep the command alive: a read of stdin cannot be ended. */
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

    /** A read or a write of a peer. */
    @FunctionalInterface
    interface Transfer {
        int transfer(ByteBuffer bytes) throws IOException;
    }

    /** What ends our sending. */
    @FunctionalInterface
    interface End {
        void end() throws IOException;
    }

    /**
     * Begins to copy.
     *
     * @param write writes all that remains in a buffer
     * @param end is called when stdin has ended, or the copying failed
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
            failure = null; // that the peer closes is a way to end
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

    /** Whether stdin has been copied as far as that was possible. */
    boolean isDone() {
        return done;
    }

    /** Throws what made the copying fail, if it did. */
    void rethrow() throws IOException {
        IOException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Copies to stdout what is read, each read at once, until the peer has ended. */
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
