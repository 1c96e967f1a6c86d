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

/** The one implementation of {@link Region}: a {@link Mapping}, and what may be done with it. */
public abstract class MappedRegion implements Region {
    private static final int COPY = 1 << 20;
    private static final long UNKNOWN = -1;

    /** Always 0, which no compiler knows. */
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

    /** The same memory under another name; who closes one closes the other. */
    protected MappedRegion(MappedRegion same) {
        this.same = same;
        this.mapping = same.openMapping();
        this.readOnly = same.readOnly;
    }

    /** The way from a region to its view, for the modules that this package is exported to. */
    public static View viewOf(Region region) {
        return of(region).openView();
    }

    /** The way from a region to its mapping, for calls that are given an address of it. */
    public static Mapping mappingOf(Region region) {
        return of(region).openMapping();
    }

    /** Refuses a region that is not of this library. */
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
     * A fault of compiled code is not thrown where it happens but when the thread next calls the VM in a way that looks for
     * it; Java 17 was seen to throw it long after the copy, in the caller. A native method does not look, an array of arrays
     * whose lengths the compiler cannot know does.
     */
    public static void takeFault() {
        Object unused = new byte[none][none];
        Objects.requireNonNull(unused);
    }

    /**
     * What a fault means that the JVM has turned from SIGBUS into InternalError: the object became smaller than its mapping, or
     * there was no space for a page of it that nothing had reserved. The object's size distinguishes the two.
     *
     * @param address what the exception calls the object
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

    /** How large the object behind the mapping is now; −1 where that is not known. */
    protected long objectSize() {
        return same == null ? UNKNOWN : same.objectSize();
    }

    /** The size of an open file; −1 if the system does not report it, or the file is closed. */
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

    /** Writes back what was changed in a view that stays mapped meanwhile, where there is something behind it. */
    protected void flush(View view) throws IpcException {}

    @Override
    public void close() {
        closed = true;
        mapping.close();
    }

    /** Goes on with another view of the same object; the old mapping is the caller's to close. */
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
