package io.nativeipc.memory;

import io.nativeipc.internal.liveness.HeaderLayout;
import io.nativeipc.internal.liveness.LockLayout;
import java.lang.invoke.VarHandle;

/**
 * The layout of a latest value's memory, as {@code docs/latest-value-layout.md} defines it: a page with the header, the
 * writer's slot and LATEST, then the cells.
 */
final class LatestLayout {
    /** Accesses a word of 64 bits at a byte index of a buffer. */
    static final VarHandle LONG = FieldAccess.LONG;

    /** Accesses a word of 32 bits at a byte index of a buffer. */
    static final VarHandle INT = FieldAccess.INT;

    static final String MAGIC = "NIPCLAST";
    static final int BYTE_ORDER = 0x01020304;
    static final int VERSION = 1;

    /** The number of cells. With 2 cells, a reader beside a writer at full speed retries again and again. */
    static final int CELLS = 8;

    /** A copy of version v is whole if LATEST is at most v + WHOLE afterwards. */
    static final int WHOLE = CELLS - 2;

    static final int LINE = HeaderLayout.LINE;
    static final int PAGE = HeaderLayout.PAGE;
    static final int MAX_VALUE = 1 << 27;

    static final int STATE_UNFINISHED = HeaderLayout.STATE_UNFINISHED;
    static final int STATE_READY = HeaderLayout.STATE_READY;
    static final int STATE_RETIRED = HeaderLayout.STATE_RETIRED;

    /** The slot, and the lock, of the writer. */
    static final int SLOT_WRITER = 0;

    static final int MAGIC_OFFSET = HeaderLayout.MAGIC_OFFSET;
    static final int BYTE_ORDER_OFFSET = 8;
    static final int VERSION_OFFSET = 12;
    static final int CELL_COUNT_OFFSET = 16;
    static final int FLAGS_OFFSET = 20;
    static final int TOTAL_SIZE_OFFSET = 24;
    static final int CELL_SIZE_OFFSET = 32;
    static final int VALUE_SIZE_OFFSET = 40;
    static final int INSTANCE_ID_OFFSET = HeaderLayout.INSTANCE_ID_OFFSET;
    // 64 to 88, and 256 to 1024: the place of the locks, LockLayout
    static final int CREATOR_START_OFFSET = LockLayout.LOCK_INODE_OFFSET + 8;
    static final int CREATOR_PID_OFFSET = CREATOR_START_OFFSET + 8;
    static final int STATE_OFFSET = HeaderLayout.STATE_OFFSET;
    static final int WRITER_EPOCH_OFFSET = 1024;
    static final int WRITER_START_OFFSET = WRITER_EPOCH_OFFSET + 8;
    static final int WRITER_PID_OFFSET = WRITER_START_OFFSET + 8;
    static final int LATEST_OFFSET = 2048;
    static final int WAKE_OFFSET = LATEST_OFFSET + 8;
    static final int CELLS_OFFSET = PAGE;

    private LatestLayout() {}

    /** Returns the distance between two cells: whole lines, so that two cells share none. */
    static int cellSize(int valueSize) {
        return (valueSize + LINE - 1) & -LINE;
    }

    static long totalSize(int valueSize) {
        return CELLS_OFFSET + (long) CELLS * cellSize(valueSize);
    }

    /** Returns the offset of the cell of a version, whatever the version is. */
    static int cellOffset(long version, int cellSize) {
        return CELLS_OFFSET + (int) (version & CELLS - 1) * cellSize;
    }
}
