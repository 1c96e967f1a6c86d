package io.nativeipc.internal.region;

import io.nativeipc.CorruptException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads mapped memory before the C library accesses it. If another process has truncated the object, the C library's
 * own access raises SIGBUS and ends the JVM; the JVM's access does not.
 *
 * <p><b>Detection.</b> The JVM converts a fault in its copy routine to an {@link InternalError}, which compiled code
 * throws some time later, and the routine then has written nothing. A mark is therefore stored in the destination of
 * the copy. If the mark is still there afterwards, either the copy failed or the memory contains the mark. A second
 * copy over the mark's complement distinguishes the two. The interpreter and every compiler of Java 17 to 25 use that
 * routine for a copy of eight bytes.
 *
 * <p><b>Threads</b> share {@code seen} without a lock. A thread that sees the bytes of another thread's copy may miss
 * its own fault. The page then still existed after the thread's check began, so the truncation came after the check,
 * which no check can exclude. A thread that finds a mark checks again in an array of its own.
 */
public final class PageProbe {
    /** The number of bytes that makes the JDK copy with its routine, and not byte by byte. */
    private static final int BYTES = Long.BYTES;

    private static final int PAGE = 4096;
    private static final long MARK = 0x5a17_c3e9_9b04_d26bL;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final boolean twoPages;
    private final byte[] seen = new byte[BYTES];

    /**
     * @param memory the memory that the C library will access, at least 8 bytes and at most a page
     * @param address the address of the memory
     */
    public PageProbe(ByteBuffer memory, long address) {
        this.memory = memory;
        this.twoPages = (address & PAGE - 1) + memory.capacity() > PAGE;
    }

    /** Throws CorruptException if the memory no longer exists. */
    public void requirePages(Object object) throws CorruptException {
        if (!isThere(0) || (twoPages && !isThere(memory.capacity() - BYTES))) {
            throw new CorruptException(object.toString(), "another process has truncated the memory");
        }
    }

    /** Returns a copy of the memory in a direct buffer; throws CorruptException if the memory no longer exists. */
    public ByteBuffer copy(Object object) throws CorruptException {
        requirePages(object);
        ByteBuffer copy = ByteBuffer.allocateDirect(memory.capacity());
        try {
            copy.put(0, memory, 0, memory.capacity());
            MappedMemory.takeFault();
            return copy;
        } catch (InternalError truncated) {
            throw new CorruptException(object.toString(), "another process has truncated the memory");
        }
    }

    private boolean isThere(int offset) {
        try {
            WORD.set(seen, 0, MARK);
            memory.get(offset, seen);
            return (long) WORD.get(seen, 0) != MARK || isThereInFact(offset);
        } catch (InternalError truncated) {
            return false;
        }
    }

    private boolean isThereInFact(int offset) {
        byte[] own = new byte[BYTES];
        WORD.set(own, 0, ~MARK);
        memory.get(offset, own);
        MappedMemory.takeFault();
        return (long) WORD.get(own, 0) != ~MARK;
    }
}
