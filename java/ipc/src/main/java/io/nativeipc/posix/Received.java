package io.nativeipc.posix;

import java.io.Closeable;
import java.util.List;

/**
 * What {@link UnixSocket#receive} has got. The descriptors are the caller's: each is to be closed, or taken over by another
 * object, and {@link #close} closes all that are not.
 *
 * @param byteCount how many bytes came; 0 when the time was over, −1 at the end
 * @param descriptors the descriptors that came with them, in the order in which they were sent
 */
public record Received(int byteCount, List<Descriptor> descriptors) implements Closeable {

    /** A list of its own, so that nobody changes what will be closed. */
    public Received {
        descriptors = List.copyOf(descriptors);
    }

    /** Closes the descriptors that no other object has taken over. */
    @Override
    public void close() {
        descriptors.forEach(Descriptor::close);
    }
}
