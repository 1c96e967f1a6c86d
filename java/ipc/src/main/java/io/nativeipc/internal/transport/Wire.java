package io.nativeipc.internal.transport;

import io.nativeipc.NamedPipe;
import io.nativeipc.posix.UnixSocket;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A connection between two processes of one machine, whose calls return soon after an interrupt or a close.
 *
 * @param now reads the bytes available now; −1 at the end
 * @param within reads available bytes, waiting at most the given time; −1 at the end
 * @param write writes as many bytes as there is room for now
 * @param writeWithin writes all remaining bytes, or as many as find room within the given time
 */
record Wire(Call now, TimedCall within, Call write, TimedCall writeWithin, Closeable end) {

    interface Call {
        int with(ByteBuffer buffer) throws IOException;
    }

    interface TimedCall {
        int with(ByteBuffer buffer, Duration timeout) throws IOException;
    }

    static Wire of(UnixSocket socket) {
        return new Wire(socket::tryRead, socket::tryRead, socket::tryWrite, socket::tryWrite, socket);
    }

    static Wire of(NamedPipe pipe) {
        return new Wire(pipe::tryRead, pipe::tryRead, pipe::tryWrite, pipe::tryWrite, pipe);
    }

    void close() throws IOException {
        end.close();
    }
}
