package io.nativeipc.internal.sys;

import java.nio.ByteBuffer;

/**
 * Mapped memory as buffers, and its end. Whatever a caller does with a buffer after {@link #close}, the JVM lives: an
 * access throws {@link IllegalStateException}, or finds pages of zeros that belong to no object any more.
 */
public interface View extends AutoCloseable {

    long address();

    long byteSize();

    /** A new buffer over part of the memory, in native byte order; the caller has checked the bounds. */
    ByteBuffer buffer(long offset, int length);

    /** Releases the mapped object at once. Called once. */
    @Override
    void close();
}
