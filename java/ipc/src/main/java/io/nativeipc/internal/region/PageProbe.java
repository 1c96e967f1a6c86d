package io.nativeipc.internal.region;

import io.nativeipc.CorruptException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads mapped memory before the C library touches it. Where another process has truncated the object, the C library's own
 * access raises SIGBUS and ends the JVM; the JVM's access does not.
 *
 * <p><b>How it can tell.</b> The JVM turns a fault of its copy routine into an {@link InternalError}, which compiled code
 * throws some time later, and the routine then has written nothing. So a mark is put where the bytes are copied to: if it is
 * there afterwards, either the copy has failed or the memory holds the mark. A second copy over the mark's complement tells
 * the two apart. A copy of eight bytes goes to that routine in the interpreter and in every compiler of Java 17 to 25.
 *
 * <p><b>Threads</b> share {@code seen} without a lock. A thread that finds what another has copied may overlook a fault of its
 * own, but then the page was there after its check began: that is a truncation after the check, which no check can exclude.
 * What finds a mark looks again in an array of its own.
 */
public final class PageProbe {
    /** As many as make the JDK copy by its routine, and not byte by byte. */
    private static final int BYTES = Long.BYTES;

    private static final int PAGE = 4096;
    private static final long MARK = 0x5a17_c3e9_9b04_d26bL;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final boolean twoPages;
    private final byte[] seen = new byte[BYTES];

    /**
     * @param memory what the C library is going to touch, at least 8 bytes and at most a page
     * @param address where it begins
     */
    public PageProbe(ByteBuffer memory, long address) {
        this.memory = memory;
        this.twoPages = (address & PAGE - 1) + memory.capacity() > PAGE;
    }

    /** Throws CorruptException if the memory is there no more. */
    public void requirePages(Object object) throws CorruptException {
        if (!isThere(0) || (twoPages && !isThere(memory.capacity() - BYTES))) {
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
        MappedRegion.takeFault();
        return (long) WORD.get(own, 0) != ~MARK;
    }
}
