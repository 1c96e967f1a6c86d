package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.liveness.HeaderLayout;
import io.nativeipc.internal.liveness.LockLayout;
import io.nativeipc.internal.liveness.ThisProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The header of a latest value, read once and checked. Only this copy is used afterwards, whatever a peer does to the
 * memory.
 */
record LatestHeader(int valueSize, long instance, long instanceRest) {
    private static final byte[] MAGIC = LatestLayout.MAGIC.getBytes(StandardCharsets.US_ASCII);

    /** Returns the header of a new value. */
    static LatestHeader create(int valueSize) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new LatestHeader(valueSize, random.nextLong() | 1, random.nextLong());
    }

    int cellSize() {
        return LatestLayout.cellSize(valueSize);
    }

    long totalSize() {
        return LatestLayout.totalSize(valueSize);
    }

    /** Writes everything except the state and the place of the locks. */
    void write(ByteBuffer page) {
        page.put(LatestLayout.MAGIC_OFFSET, MAGIC);
        page.putInt(LatestLayout.BYTE_ORDER_OFFSET, LatestLayout.BYTE_ORDER);
        page.putInt(LatestLayout.VERSION_OFFSET, LatestLayout.VERSION);
        page.putInt(LatestLayout.CELL_COUNT_OFFSET, LatestLayout.CELLS);
        page.putLong(LatestLayout.TOTAL_SIZE_OFFSET, totalSize());
        page.putLong(LatestLayout.CELL_SIZE_OFFSET, cellSize());
        page.putLong(LatestLayout.VALUE_SIZE_OFFSET, valueSize);
        page.putLong(LatestLayout.INSTANCE_ID_OFFSET, instance);
        page.putLong(LatestLayout.INSTANCE_ID_OFFSET + 8, instanceRest);
        page.putLong(LatestLayout.CREATOR_START_OFFSET, ThisProcess.START);
        page.putInt(LatestLayout.CREATOR_PID_OFFSET, ThisProcess.PID);
    }

    /**
     * Checks every word of a finished header.
     *
     * @param page a private copy of the header's page
     * @param byteSize the size of the memory in bytes
     */
    static LatestHeader parse(ByteBuffer page, long byteSize, String address) throws IpcException {
        require(HeaderLayout.hasMagic(page, LatestLayout.MAGIC), address, "is not a latest value");
        int order = page.getInt(LatestLayout.BYTE_ORDER_OFFSET);
        require(order == LatestLayout.BYTE_ORDER, address, "has another byte order: 0x" + Integer.toHexString(order));
        int version = page.getInt(LatestLayout.VERSION_OFFSET);
        require(
                version == LatestLayout.VERSION,
                address,
                "has the layout " + Integer.toUnsignedString(version) + "; this version knows " + LatestLayout.VERSION);
        int cells = page.getInt(LatestLayout.CELL_COUNT_OFFSET);
        require(cells == LatestLayout.CELLS, address, "has " + Integer.toUnsignedString(cells) + " cells, not 8");
        int flags = page.getInt(LatestLayout.FLAGS_OFFSET);
        require(flags == 0, address, "has unknown flags: " + Integer.toUnsignedString(flags));
        long size = page.getLong(LatestLayout.VALUE_SIZE_OFFSET);
        String bytes = Long.toUnsignedString(size);
        require(size >= 1 && size <= LatestLayout.MAX_VALUE, address, "has a value of " + bytes + " bytes");
        LatestHeader header = new LatestHeader(
                (int) size,
                page.getLong(LatestLayout.INSTANCE_ID_OFFSET),
                page.getLong(LatestLayout.INSTANCE_ID_OFFSET + 8));
        long cell = page.getLong(LatestLayout.CELL_SIZE_OFFSET);
        require(
                cell == header.cellSize(),
                address,
                "has cells of " + Long.toUnsignedString(cell) + " bytes; its value needs " + header.cellSize());
        long total = page.getLong(LatestLayout.TOTAL_SIZE_OFFSET);
        String says = Long.toUnsignedString(total);
        require(
                total == header.totalSize(),
                address,
                "states a size of " + says + " bytes; its cells need " + header.totalSize());
        require(total <= byteSize, address, "has " + byteSize + " bytes of memory; its header says " + total);
        require(header.instance != 0 || header.instanceRest != 0, address, "has no instance id");
        checkLocks(page, address);
        int state = page.getInt(LatestLayout.STATE_OFFSET);
        if (state == LatestLayout.STATE_RETIRED) {
            throw new NotFoundException(address, "retired", "it was unlinked; its memory was not cleared");
        }
        require(state == LatestLayout.STATE_READY, address, "has the state " + Integer.toUnsignedString(state));
        return header;
    }

    private static void checkLocks(ByteBuffer page, String address) throws CorruptException {
        int kind = page.getInt(LockLayout.LOCK_KIND_OFFSET);
        require(
                kind == LockLayout.LOCK_FILE || kind == LockLayout.LOCK_EVENTS,
                address,
                "has the kind of lock " + Integer.toUnsignedString(kind));
        int length = page.getInt(LockLayout.LOCK_PATH_LENGTH_OFFSET);
        require(
                length > 0 && length < LockLayout.LOCK_PATH_SIZE,
                address,
                "does not state where its locks are: their path has " + Integer.toUnsignedString(length) + " bytes");
    }

    private static void require(boolean condition, String address, String otherwise) throws CorruptException {
        if (!condition) {
            throw new CorruptException(address, otherwise);
        }
    }
}
