package io.nativeipc.internal.sys;

import java.nio.ByteBuffer;

/**
 * Mapped memory as buffers. Using a buffer after {@link #close} never ends the JVM: an access throws
 * {@link IllegalStateException}, or finds pages of zeros that no longer belong to an object.
 */
public interface View extends AutoCloseable {

    long address();

    long byteSize();

    /** The number of mapped bytes before the first byte; the mapping begins at a page. */
    default long lead() {
        return 0;
    }

    /** Returns a new buffer over part of the memory, in native byte order. The caller has checked the bounds. */
    ByteBuffer buffer(long offset, int length);

    /** Releases the mapped object at once. Called only once. */
    @Override
    void close();
}
