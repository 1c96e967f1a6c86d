package io.nativeipc.mechanism;

import io.nativeipc.CorruptException;
import io.nativeipc.Region;
import io.nativeipc.os.View;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;

/** The one implementation of {@link Region}: a {@link View}, and what may be done with it. */
public abstract non-sealed class MappedRegion implements Region {
    private static final int COPY = 1 << 20;

    /** Always 0, which no compiler knows. */
    private static int none = 0;

    private final boolean readOnly;
    private volatile View view;
    private volatile boolean closed;

    protected MappedRegion(View view, boolean readOnly) {
        this.view = view;
        this.readOnly = readOnly;
    }

    /** The way from a region to its view, for the modules that this package is exported to. */
    public static View viewOf(Region region) {
        return ((MappedRegion) region).openView();
    }

    /** Refuses memory of no bytes. */
    protected static void requireSize(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("memory has at least 1 byte: " + byteSize);
        }
    }

    @Override
    public final ByteBuffer buffer() {
        if (byteSize() > Integer.MAX_VALUE) {
            throw new IllegalStateException(
                    this + " has " + byteSize() + " bytes, more than one buffer holds: take buffer(offset, length)");
        }
        return buffer(0, (int) byteSize());
    }

    @Override
    public final ByteBuffer buffer(long offset, int length) {
        View open = openView();
        Objects.checkFromIndexSize(offset, length, open.byteSize());
        ByteBuffer buffer = open.buffer(offset, length);
        return readOnly ? buffer.asReadOnlyBuffer().order(buffer.order()) : buffer;
    }

    @Override
    public final void read(long offset, ByteBuffer dst) throws CorruptException {
        Objects.checkFromIndexSize(offset, dst.remaining(), openView().byteSize());
        try {
            while (dst.hasRemaining()) {
                ByteBuffer from = buffer(offset, Math.min(dst.remaining(), COPY));
                offset += from.remaining();
                dst.put(from);
            }
            takeFault();
        } catch (InternalError truncated) {
            throw truncated(truncated);
        }
    }

    @Override
    public final void write(long offset, ByteBuffer src) throws CorruptException {
        Objects.checkFromIndexSize(offset, src.remaining(), openView().byteSize());
        if (readOnly) {
            throw new ReadOnlyBufferException();
        }
        try {
            while (src.hasRemaining()) {
                ByteBuffer part = src.duplicate();
                part.limit(part.position() + Math.min(part.remaining(), COPY));
                src.position(part.limit());
                ByteBuffer to = buffer(offset, part.remaining());
                offset += part.remaining();
                to.put(part);
            }
            takeFault();
        } catch (InternalError truncated) {
            throw truncated(truncated);
        }
    }

    /**
     * A fault of compiled code is not thrown where it happens but when the thread next calls the VM in a way that looks for
     * it; Java 17 was seen to throw it long after the copy, in the caller. A native method does not look, an array of arrays
     * whose lengths the compiler cannot know does.
     */
    private static void takeFault() {
        Object unused = new byte[none][none];
        Objects.requireNonNull(unused);
    }

    /** The JVM turns SIGBUS into InternalError: the object became smaller than the mapping. */
    private CorruptException truncated(InternalError cause) {
        CorruptException corrupt = new CorruptException(
                toString(), "the object has become smaller than its mapping of " + byteSize() + " bytes");
        corrupt.initCause(cause);
        return corrupt;
    }

    @Override
    public final long address() {
        return openView().address();
    }

    @Override
    public final long byteSize() {
        return openView().byteSize();
    }

    @Override
    public final boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public final boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        endOnce(() -> view.close());
    }

    /** Runs what ends the region's use, unless that was done before; while it refuses, the region stays open. */
    protected final synchronized void endOnce(Runnable end) {
        if (!closed) {
            closed = true;
            try {
                end.run();
            } catch (IllegalStateException inUse) {
                closed = false;
                throw inUse;
            }
        }
    }

    /** Goes on with another view of the same object; the old one is the caller's to close. */
    protected final void replaceView(View replacement) {
        view = replacement;
    }

    protected final View openView() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
        return view;
    }
}
