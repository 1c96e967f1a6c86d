package io.nativeipc;

import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * A range of memory that this process shares with other processes: a shared memory object, a System V segment or a
 * file, mapped into this process. It is the only view of memory in this library;
 * {@code io.nativeipc.ffm.Segments.of(region)} adds the typed view of Java 22.
 *
 * <p><b>Threads.</b> Every method may be called from any thread. The processes must agree on the meaning of the bytes
 * and on when each may write them, for example with a semaphore, or with the access modes of
 * {@link java.lang.invoke.VarHandle}.
 *
 * <p><b>After close</b> every method except {@link #isOpen}, {@link #isReadOnly} and {@link #close} throws
 * {@link IllegalStateException}. With the FFM provider, a buffer taken earlier throws it as well. With JNA, such a
 * buffer reads zeros that belong to no object; on Windows, which cannot replace the pages, it continues to show the
 * object until it is collected. None of this ever crashes the JVM.
 *
 * <p><b>Close</b> waits at most 100 ms for native calls that use the memory, such as a wait for a mutex in it, and
 * unmaps the memory before it returns. If a call takes longer, or a thread holds a mutex in the memory, the last such
 * call or thread unmaps it.
 *
 * <p><b>A peer that truncates</b> the object while it is mapped makes an access to the lost part throw
 * {@link InternalError}; {@link #read} and {@link #write} throw {@link CorruptException} instead. A compare-and-set
 * that the interpreter executes on such memory ends the JVM: do a volatile read of the word first. On x86_64, so does
 * the load of an {@code int} that C2 joins with its widening to a {@code long}: widen it with
 * {@link Integer#toUnsignedLong}. Sparse memory fails in the same way when its file system is full; {@link #read} and
 * {@link #write} then throw {@link NoSpaceException}.
 *
 * <p>Only this library implements this interface. A method that is passed another implementation throws
 * {@link IllegalArgumentException}.
 */
public interface Region extends Closeable {

    /**
     * {@return the whole memory as a buffer in native byte order, read-only if the region is}
     *
     * <p>{@code duplicate()} and {@code slice()} of any buffer return big-endian buffers; Java defines this.
     *
     * @throws IllegalStateException if the region is larger than 2 GiB, or closed
     */
    default ByteBuffer buffer() {
        return IpcSystem.buffer(this);
    }

    /**
     * {@return a part of the memory as a buffer in native byte order} Regions larger than 2 GiB are accessible only in
     * this way.
     *
     * @param offset the start of the buffer in the region, in bytes
     * @param length the buffer's capacity in bytes
     * @throws IndexOutOfBoundsException if the part is not inside the region
     */
    default ByteBuffer buffer(long offset, int length) {
        return IpcSystem.buffer(this, offset, length);
    }

    /**
     * Copies bytes from the memory until {@code dst} is full.
     *
     * @param offset the offset in the region, in bytes
     * @param dst receives the bytes, from its position to its limit
     * @throws IndexOutOfBoundsException if the region ends before {@code dst} is full; nothing is copied
     * @throws CorruptException if another process has truncated the object; the copied bytes are invalid
     * @throws NoSpaceException if the object is sparse and no space is left for a page of it
     */
    default void read(long offset, ByteBuffer dst) throws IpcException {
        IpcSystem.read(this, offset, dst);
    }

    /**
     * Copies all bytes that remain in {@code src} into the memory.
     *
     * @param offset the offset in the region, in bytes
     * @param src the bytes to copy, from its position to its limit
     * @throws IndexOutOfBoundsException if the bytes do not fit; nothing is copied
     * @throws java.nio.ReadOnlyBufferException if the region is read-only
     * @throws CorruptException if another process has truncated the object
     * @throws NoSpaceException if the object is sparse and no space is left for a page of it
     */
    default void write(long offset, ByteBuffer src) throws IpcException {
        IpcSystem.write(this, offset, src);
    }

    /** {@return the address of the memory in this process} */
    default long address() {
        return IpcSystem.address(this);
    }

    /** {@return the size in bytes} */
    default long byteSize() {
        return IpcSystem.byteSize(this);
    }

    /** {@return whether the memory is mapped for reading only} */
    default boolean isReadOnly() {
        return IpcSystem.isReadOnly(this);
    }

    /** {@return whether {@link #close} has not been called} */
    default boolean isOpen() {
        return IpcSystem.isOpen(this);
    }

    /**
     * Writes changes back to the file behind the memory and waits for completion (msync with MS_SYNC). Does nothing for
     * memory without a file.
     *
     * @throws IpcException if the bytes cannot be written (EIO, ENOSPC)
     */
    default void flush() throws IpcException {
        IpcSystem.flush(this);
    }

    /** Ends the use of the memory; the object and its name remain. A second call does nothing. */
    @Override
    void close();
}
