package io.nativeipc.internal.liveness;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The words that every header has whose contents many processes use, at the same offsets in each kind of contents.
 * {@link LockLayout} has those of the locks.
 */
public final class HeaderLayout {
    /** The size of the header's page, whatever the size of the system's pages. */
    public static final int PAGE = 4096;

    /** Contents begin at a multiple of this in memory. */
    public static final int LINE = 64;

    /** The offset of the 8 bytes that name the kind of contents. */
    public static final int MAGIC_OFFSET = 0;

    /** The offset of the 128 bits that differ for each creation. */
    public static final int INSTANCE_ID_OFFSET = 48;

    /** The offset of the state, 32 bits. */
    public static final int STATE_OFFSET = 128;

    /** The creator has not finished, or died. */
    public static final int STATE_UNFINISHED = 0;

    /** The header is complete; written last. */
    public static final int STATE_READY = 1;

    /** The contents were unlinked. */
    public static final int STATE_RETIRED = 2;

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();

    private HeaderLayout() {}

    /** Returns whether a page begins with these bytes. */
    public static boolean hasMagic(ByteBuffer page, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.US_ASCII);
        return page.limit() >= bytes.length && page.slice(0, bytes.length).equals(ByteBuffer.wrap(bytes));
    }

    /** Reads the state in shared memory. What its writer wrote before it is visible afterwards. */
    static int state(ByteBuffer page) {
        return (int) INT.getAcquire(page, STATE_OFFSET);
    }

    /** Writes the state into shared memory, after everything written before. */
    public static void setState(ByteBuffer page, int state) {
        INT.setRelease(page, STATE_OFFSET, state);
    }
}
