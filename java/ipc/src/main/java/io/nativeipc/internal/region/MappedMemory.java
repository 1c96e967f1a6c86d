package io.nativeipc.internal.region;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.internal.sys.View;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Memory that is mapped into this process: the one implementation of what a {@link io.nativeipc.Region} does. */
public final class MappedMemory {
    private static final int COPY = 1 << 20;

    /** Always 0, which the compiler cannot know. */
    private static int none = 0;

    private final String address;
    private final boolean readOnly;
    private final Backing backing;
    private volatile Mapping mapping;
    private volatile boolean closed;

    /** What is behind the memory. */
    public interface Backing {
        /** The result of {@link #objectSize} if the size is unknown. */
        long UNKNOWN = -1;

        /** An object of unknown size, without a file to which changes could be written back. */
        Backing NONE = new Backing() {};

        /** Writes back the changes in a view, which stays mapped meanwhile. */
        default void flush(View view) throws IpcException {}

        /** Returns the offset in the object of the first byte that the mapping shows. */
        default long offset() {
            return 0;
        }

        /**
         * Identifies the object to other processes.
         *
         * @param address the address by which it was opened here
         */
        default String object(String address) throws IpcException {
            return address;
        }

        /** Returns how many bytes the object has from the start of the mapping on; −1 if that is unknown. */
        default long objectSize() {
            return UNKNOWN;
        }

        /** Returns {@link #objectSize} of a part of an open file; −1 if the system does not report it, or it is closed. */
        static long sizeOf(MappableFile file, Window window) {
            try {
                return Math.max(0, file.stat().byteSize() - window.offset());
            } catch (IpcException | IllegalStateException unknown) {
                return UNKNOWN;
            }
        }
    }

    /**
     * Takes over a view.
     *
     * @param address the address of the object in exceptions
     */
    public MappedMemory(String address, View view, boolean readOnly, Backing backing) {
        this.address = address;
        this.mapping = new Mapping(view);
        this.readOnly = readOnly;
        this.backing = backing;
    }

    /** Rejects a size of less than 1 byte. */
    public static void requireSize(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("memory has at least 1 byte: " + byteSize);
        }
    }

    /** Returns the address of the object, as exceptions name it. */
    public String name() {
        return address;
    }

    /**
     * Identifies the memory's first byte in the object. All mappings that show this byte first return the same text,
     * whatever part of the object they show.
     */
    public String identity() throws IpcException {
        return backing.object(address) + " at " + backing.offset();
    }

    /** Returns the offset of the memory's first byte in the object; 0 unless it is a part. */
    public long start() {
        return backing.offset();
    }

    /** Returns {@link #start} for a message, {@code , mapped from 256}; empty unless the memory is a part. */
    public String startText() {
        return start() == 0 ? "" : ", mapped from " + start();
    }

    public ByteBuffer buffer() {
        if (byteSize() > Integer.MAX_VALUE) {
            throw new IllegalStateException(
                    address + " has " + byteSize() + " bytes, more than one buffer holds: take buffer(offset, length)");
        }
        return buffer(0, (int) byteSize());
    }

    public ByteBuffer buffer(long offset, int length) {
        View open = view();
        requireInside("a buffer", offset, length, open.byteSize());
        ByteBuffer buffer = open.buffer(offset, length);
        return readOnly ? buffer.asReadOnlyBuffer().order(buffer.order()) : buffer;
    }

    public void read(long offset, ByteBuffer dst) throws IpcException {
        requireInside("a range", offset, dst.remaining());
        if (dst.isReadOnly()) {
            throw new ReadOnlyMemory("the buffer for the bytes of " + address + " is read-only");
        }
        try {
            while (dst.hasRemaining()) {
                ByteBuffer from = buffer(offset, Math.min(dst.remaining(), COPY));
                offset += from.remaining();
                dst.put(from);
            }
            takeFault();
        } catch (InternalError fault) {
            throw failure(address, fault);
        }
    }

    public void write(long offset, ByteBuffer src) throws IpcException {
        requireInside("a range", offset, src.remaining());
        if (readOnly) {
            throw new ReadOnlyMemory(address + " is mapped for reading only: no byte at " + offset + " can be written");
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
            throw failure(address, fault);
        }
    }

    /**
     * Requires that a range is inside the memory. This is the one check of bounds in regions.
     *
     * @param what what is said to be there, with its article
     * @throws IndexOutOfBoundsException otherwise; the message has all numbers
     */
    public void requireInside(String what, long offset, long length) {
        requireInside(what, offset, length, byteSize());
    }

    private void requireInside(String what, long offset, long length, long byteSize) {
        if (offset < 0 || length < 0 || offset > byteSize - length) {
            throw new IndexOutOfBoundsException(what + " of " + length + (length == 1 ? " byte" : " bytes") + " at "
                    + offset + " is not inside " + address + startText() + ", which has " + byteSize + " bytes");
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
     * Returns a pending fault, which the JVM would otherwise throw when a native call returns: the call's result would be
     * lost, and with it a lock or a unit of a semaphore that the call took.
     */
    public static @Nullable InternalError pendingFault() {
        try {
            takeFault();
            return null;
        } catch (InternalError fault) {
            return fault;
        }
    }

    /**
     * Returns the meaning of a fault that the JVM has converted from SIGBUS to InternalError: either the object became
     * smaller than its mapping, or no space was left for a page that was not reserved. The object's size distinguishes
     * the two.
     *
     * @param name the address of the object in the exception
     */
    public IpcException failure(String name, InternalError fault) {
        long byteSize = mapping.view().byteSize();
        long now = backing.objectSize();
        IpcException failure = now >= byteSize
                ? new NoSpaceException(name, "no space", "no space is left for a page that was not reserved")
                : new CorruptException(
                        name,
                        now >= 0
                                ? "the object has become smaller than its mapping of " + byteSize + " bytes"
                                : "a page cannot be accessed: the object has become smaller than its mapping of "
                                        + byteSize + " bytes, or no space is left for a page that was not reserved");
        failure.initCause(fault);
        return failure;
    }

    /**
     * Requires that the object behind the mapping still has so many bytes. The rest of its last page can be accessed and
     * reads as zeros, but no other process keeps what is written there.
     *
     * @param name the address in the exception
     */
    public void requireObject(long end, String name) throws CorruptException {
        long now = backing.objectSize();
        if (now >= 0 && now < end) {
            throw new CorruptException(name, "it ends at " + end + ", and the object has only " + now + " bytes");
        }
    }

    public long address() {
        return view().address();
    }

    public long byteSize() {
        return view().byteSize();
    }

    public boolean isReadOnly() {
        return readOnly;
    }

    public boolean isOpen() {
        return !closed;
    }

    public void flush() throws IpcException {
        Mapping held = mapping();
        if (!held.enter()) {
            throw isClosed();
        }
        try {
            backing.flush(held.view());
        } finally {
            held.exit();
        }
    }

    public void close() {
        closed = true;
        mapping.close();
    }

    /** Replaces the view with another view of the same object. The caller closes the old mapping. */
    public Mapping replaceView(View replacement) {
        Mapping old = mapping;
        mapping = new Mapping(replacement);
        return old;
    }

    /** Returns the view; throws IllegalStateException after close. */
    public View view() {
        return mapping().view();
    }

    /** Returns the mapping, for calls that use an address in it; throws IllegalStateException after close. */
    public Mapping mapping() {
        if (closed) {
            throw isClosed();
        }
        return mapping;
    }

    private IllegalStateException isClosed() {
        return new IllegalStateException(address + " is closed");
    }
}
