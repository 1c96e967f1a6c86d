package io.nativeipc;

import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * A range of memory that other processes see too: a shared memory object, a System V segment or a file, mapped into this
 * process. It is the only view of memory in this library; {@code io.nativeipc.ffm.Segments.of(region)} adds the typed one
 * of Java 22.
 *
 * <p><b>Threads.</b> Every method may be called from any thread. What the bytes mean, and who may write them when, is for
 * the processes to agree on: with a semaphore, or with the access modes of {@link java.lang.invoke.VarHandle}.
 *
 * <p><b>After close</b> every method but {@link #isOpen}, {@link #isReadOnly} and {@link #close} throws
 * {@link IllegalStateException}. A buffer taken before throws it too where FFM is the provider; with JNA it reads zeros
 * that belong to no object, or on Windows, which cannot put other pages in their place, goes on to show the object until it is
 * collected. None of this ever crashes the JVM.
 *
 * <p><b>Close</b> waits at most 100 ms for native calls that use the memory, such as a wait for a mutex in it, and unmaps it
 * before it returns. If a call takes longer, or a thread holds a mutex in it, the last of them unmaps the memory.
 *
 * <p><b>A peer that truncates</b> the object while it is mapped makes an access of the lost part throw
 * {@link InternalError}; {@link #read} and {@link #write} turn it into {@link CorruptException}. A compare-and-set that the
 * interpreter executes on such memory kills the JVM: do a volatile read of the word first. Sparse memory fails in the same way
 * when its file system is full: {@link #read} and {@link #write} then throw {@link NoSpaceException}.
 *
 * <p>Only this library implements it. A method that is given another implementation throws {@link IllegalArgumentException}.
 */
public interface Region extends Closeable {

    /**
     * {@return the whole memory as a buffer in native byte order, read-only if the region is}
     *
     * <p>{@code duplicate()} and {@code slice()} of any buffer begin big-endian; that is Java's rule, not ours.
     *
     * @throws IllegalStateException if the region is larger than 2 GiB, or closed
     */
    ByteBuffer buffer();

    /**
     * {@return a part of the memory as a buffer in native byte order: the way into regions larger than 2 GiB}
     *
     * @param offset where the buffer begins, in bytes
     * @param length the buffer's capacity in bytes
     * @throws IndexOutOfBoundsException if the part is not inside the region
     */
    ByteBuffer buffer(long offset, int length);

    /**
     * Copies out of the memory until {@code dst} is full.
     *
     * @param offset where in the region, in bytes
     * @param dst what is filled, from its position to its limit
     * @throws IndexOutOfBoundsException if the region ends before {@code dst} is full; nothing is copied
     * @throws CorruptException if another process has truncated the object; what was copied is worth nothing
     * @throws NoSpaceException if the object is sparse and no space is left for a page of it
     */
    void read(long offset, ByteBuffer dst) throws IpcException;

    /**
     * Copies all that remains in {@code src} into the memory.
     *
     * @param offset where in the region, in bytes
     * @param src what is copied, from its position to its limit
     * @throws IndexOutOfBoundsException if it does not fit; nothing is copied
     * @throws java.nio.ReadOnlyBufferException if the region is read-only
     * @throws CorruptException if another process has truncated the object
     * @throws NoSpaceException if the object is sparse and no space is left for a page of it
     */
    void write(long offset, ByteBuffer src) throws IpcException;

    /** {@return where the memory is mapped in this process} */
    long address();

    /** {@return the size in bytes} */
    long byteSize();

    /** {@return whether the memory is mapped for reading only} */
    boolean isReadOnly();

    /** {@return whether {@link #close} has not been called} */
    boolean isOpen();

    /**
     * Writes what was changed back to the file behind the memory and waits for it (msync with MS_SYNC). Without a file
     * behind it there is nothing to do.
     *
     * @throws IpcException if the bytes cannot be written (EIO, ENOSPC)
     */
    void flush() throws IpcException;

    /** Ends the use of the memory; the object and its name stay. A second call does nothing. */
    @Override
    void close();
}
