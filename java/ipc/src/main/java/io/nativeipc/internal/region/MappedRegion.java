package io.nativeipc.internal.region;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.Region;
import io.nativeipc.internal.sys.View;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The only implementation of {@link Region}: a {@link Mapping} and the operations on it. */
public abstract class MappedRegion implements Region {
    private static final int COPY = 1 << 20;
    private static final long UNKNOWN = -1;

    /** Always 0, which the compiler cannot know. */
    private static int none = 0;

    private final @Nullable MappedRegion same;
    private final boolean readOnly;
    private volatile Mapping mapping;
    private volatile boolean closed;

    protected MappedRegion(View view, boolean readOnly) {
        this.same = null;
        this.mapping = new Mapping(view);
        this.readOnly = readOnly;
    }

    /** Creates a second object for the same memory, under another name. Closing one closes the other. */
    protected MappedRegion(MappedRegion same) {
        this.same = same;
        this.mapping = same.openMapping();
        this.readOnly = same.readOnly;
    }

    /** Returns a region's view, for the modules that this package is exported to. */
    public static View viewOf(Region region) {
        return of(region).openView();
    }

    /** Returns a region's mapping, for calls that use an address in it. */
    public static Mapping mappingOf(Region region) {
        return of(region).openMapping();
    }

    /** Rejects a region that does not belong to this library. */
    public static void require(Region region) {
        of(region);
    }

    private static MappedRegion of(Region region) {
        if (region instanceof MappedRegion mapped) {
            return mapped;
        }
        throw new IllegalArgumentException(
                "no region of this library: " + region.getClass().getName());
    }

    /** Rejects a size of less than 1 byte. */
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
    public final void read(long offset, ByteBuffer dst) throws IpcException {
        Objects.checkFromIndexSize(offset, dst.remaining(), openView().byteSize());
        try {
            while (dst.hasRemaining()) {
                ByteBuffer from = buffer(offset, Math.min(dst.remaining(), COPY));
                offset += from.remaining();
                dst.put(from);
            }
            takeFault();
        } catch (InternalError fault) {
            throw failure(this, toString(), fault);
        }
    }

    @Override
    public final void write(long offset, ByteBuffer src) throws IpcException {
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
        } catch (InternalError fault) {
            throw failure(this, toString(), fault);
        }
    }

    /**
     * Makes the JVM throw a pending fault. A fault in compiled code is not thrown where it happens, but at the thread's
     * next call into the VM that checks for it. Java 17 was seen to throw it long after the copy, in the caller. A
     * native method does not check; the allocation of an array of arrays whose lengths the compiler cannot know does.
     */
    public static void takeFault() {
        Object unused = new byte[none][none];
        Objects.requireNonNull(unused);
    }

    /**
     * Returns the meaning of a fault that the JVM has converted from SIGBUS to InternalError: either the object became
     * smaller than its mapping, or no space was left for a page that was not reserved. The object's size distinguishes
     * the two.
     *
     * @param address the name of the object in the exception
     */
    public static IpcException failure(Region region, String address, InternalError fault) {
        MappedRegion mapped = of(region);
        long byteSize = mapped.mapping.view().byteSize();
        long now = mapped.objectSize();
        IpcException failure = now >= byteSize
                ? new NoSpaceException(address, "no space", "no space is left for a page that was not reserved")
                : new CorruptException(
                        address,
                        now >= 0
                                ? "the object has become smaller than its mapping of " + byteSize + " bytes"
                                : "a page cannot be accessed: the object has become smaller than its mapping of "
                                        + byteSize + " bytes, or no space is left for a page that was not reserved");
        failure.initCause(fault);
        return failure;
    }

    /** Returns the current size of the object behind the mapping; −1 if it is unknown. */
    protected long objectSize() {
        return same == null ? UNKNOWN : same.objectSize();
    }

    /** Returns the size of an open file; −1 if the system does not report it, or the file is closed. */
    protected static long sizeOf(MappableFile file) {
        try {
            return file.stat().byteSize();
        } catch (IpcException | IllegalStateException unknown) {
            return UNKNOWN;
        }
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
    public final void flush() throws IpcException {
        Mapping held = openMapping();
        if (!held.enter()) {
            throw isClosed();
        }
        try {
            flush(held.view());
        } finally {
            held.exit();
        }
    }

    /** Writes back the changes in a view, which stays mapped meanwhile, if there is a file behind it. */
    protected void flush(View view) throws IpcException {}

    @Override
    public void close() {
        closed = true;
        mapping.close();
    }

    /** Replaces the view with another view of the same object. The caller closes the old mapping. */
    protected final Mapping replaceView(View replacement) {
        Mapping old = mapping;
        mapping = new Mapping(replacement);
        return old;
    }

    protected final View openView() {
        return openMapping().view();
    }

    protected final Mapping openMapping() {
        if (closed) {
            throw isClosed();
        }
        return mapping;
    }

    private IllegalStateException isClosed() {
        return new IllegalStateException(this + " is closed");
    }
}
