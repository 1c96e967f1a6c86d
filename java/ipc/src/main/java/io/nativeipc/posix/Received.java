package io.nativeipc.posix;

import java.io.Closeable;
import java.util.List;

/**
 * The result of {@link UnixSocket#receive}: a number of bytes and the descriptors that came with them. The descriptors
 * belong to the caller. Each must be closed or taken over by another object; {@link #close} closes all that were not
 * taken over.
 *
 * @param byteCount the number of bytes received; 0 if none arrived in time, −1 at the end of the stream
 * @param descriptors the descriptors that came with the bytes, in the order in which they were sent
 */
public record Received(int byteCount, List<Descriptor> descriptors) implements Closeable {

    /** Copies the list, so that no caller can change which descriptors are closed. */
    public Received {
        descriptors = List.copyOf(descriptors);
    }

    /** Closes the descriptors that no other object has taken over. */
    @Override
    public void close() {
        descriptors.forEach(Descriptor::close);
    }
}
