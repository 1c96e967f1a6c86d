package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.region.Regions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * A self-relative pointer in shared memory, as {@code boost::interprocess::offset_ptr} of a 64-bit program stores it:
 * the distance in bytes from the pointer itself to its target, which is the same in every process.
 *
 * <pre>{@code
 * OptionalLong node = OffsetPointer.at(region, 0).target(); // offset_ptr<Node> first; struct Node { next; int value; }
 * while (node.isPresent()) {
 *     System.out.println("node " + region.buffer(node.getAsLong(), 16).getInt(8));
 *     node = OffsetPointer.at(region, node.getAsLong()).target();
 * }
 * }</pre>
 *
 * <p>A target outside the region is never followed. A list that another process has made circular does not end: a
 * caller that does not trust the process counts its steps.
 *
 * <p>An access is not atomic: use the lock with which the C++ program protects its pointers. No method blocks. Every
 * method may be called from any thread. After the region was closed, {@link #target} and the setters throw
 * {@link IllegalStateException}.
 *
 * @see <a href="https://www.boost.org/doc/libs/1_74_0/doc/html/interprocess/offset_ptr.html">offset_ptr</a>
 */
public final class OffsetPointer {
    /** The size of a pointer in bytes. */
    private static final int SIZE = Long.BYTES;

    /** The distance that means a null pointer: no object is at the second byte of a pointer. */
    private static final long NULL = 1;

    private final Region region;
    private final long offset;

    private OffsetPointer(Region region, long offset) {
        this.region = region;
        this.offset = offset;
    }

    /**
     * Returns the pointer at an offset. Nothing is read yet.
     *
     * @param region the memory
     * @param offset the offset of the pointer in the region, in bytes
     * @return the pointer
     * @throws IndexOutOfBoundsException if the region ends before it has 8 bytes
     * @throws IllegalArgumentException if its address is not a multiple of 8, or the region does not belong to this
     *     library
     */
    public static OffsetPointer at(Region region, long offset) {
        Regions.memoryOf(region).requireInside("a pointer", offset, SIZE);
        if ((region.address() + offset) % SIZE != 0) {
            throw new IllegalArgumentException("a pointer is aligned to 8 bytes: offset " + offset + " of " + region);
        }
        return new OffsetPointer(region, offset);
    }

    /**
     * Reads the pointer.
     *
     * @return the offset of the target in the region, empty for a null pointer
     * @throws CorruptException if the target is outside the region, or another process has truncated the memory
     */
    public OptionalLong target() throws IpcException {
        ByteBuffer word = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
        region.read(offset, word);
        long distance = word.getLong(0);
        if (distance == NULL) {
            return OptionalLong.empty();
        }
        long target = offset + distance; // an overflow is negative, because the offset is small
        if (target < 0 || target >= region.byteSize()) {
            throw new CorruptException(
                    region.toString(),
                    "the pointer at offset " + offset + " has the distance " + distance
                            + ", which leads out of the memory of " + region.byteSize() + " bytes");
        }
        return OptionalLong.of(target);
    }

    /**
     * Sets the target.
     *
     * @param target the offset of the target in the region, in bytes
     * @throws IndexOutOfBoundsException if it is not in the region
     * @throws IllegalArgumentException if it is the second byte of the pointer, which means null
     * @throws java.nio.ReadOnlyBufferException if the region is read-only
     * @throws CorruptException if another process has truncated the memory
     */
    public void set(long target) throws IpcException {
        Regions.memoryOf(region).requireInside("a target", target, 1);
        if (target - offset == NULL) {
            throw new IllegalArgumentException("a pointer to its own second byte would be null: " + target);
        }
        write(target - offset);
    }

    /**
     * Makes it a null pointer.
     *
     * @throws java.nio.ReadOnlyBufferException if the region is read-only
     * @throws CorruptException if another process has truncated the memory
     */
    public void setNull() throws IpcException {
        write(NULL);
    }

    private void write(long distance) throws IpcException {
        ByteBuffer word = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
        region.write(offset, word.putLong(0, distance));
    }

    /** Returns the place of the pointer, for example {@code offset_ptr at 64 of posix-shm:/list}. */
    @Override
    public String toString() {
        return "offset_ptr at " + offset + " of " + region;
    }
}
