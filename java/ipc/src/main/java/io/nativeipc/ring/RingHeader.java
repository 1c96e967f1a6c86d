package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.liveness.HeaderLayout;
import io.nativeipc.internal.liveness.ThisProcess;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A channel's header, read once and checked. Only this copy is used afterwards, whatever a peer does to the memory.
 *
 * @param options the geometry
 * @param instance the first half of the instance's id
 * @param instanceRest the second half
 */
record RingHeader(RingOptions options, long instance, long instanceRest) {
    private static final byte[] MAGIC = RingLayout.MAGIC.getBytes(StandardCharsets.US_ASCII);

    /** Returns the header of a new channel. */
    static RingHeader create(RingOptions options) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new RingHeader(options, random.nextLong() | 1, random.nextLong());
    }

    /** Returns an empty page. */
    static ByteBuffer page() {
        return ByteBuffer.allocate(RingLayout.PAGE).order(ByteOrder.nativeOrder());
    }

    static boolean hasMagic(ByteBuffer page) {
        return HeaderLayout.hasMagic(page, RingLayout.MAGIC);
    }

    static ByteBuffer magic() {
        return ByteBuffer.allocateDirect(MAGIC.length).put(MAGIC).flip();
    }

    /** Returns the state in a page. A page that is too short for it counts as unfinished. */
    static int state(ByteBuffer page) {
        return page.limit() < RingLayout.PAGE ? RingLayout.STATE_UNFINISHED : page.getInt(RingLayout.STATE_OFFSET);
    }

    /** Writes everything except the state. */
    void write(ByteBuffer page) {
        page.put(RingLayout.MAGIC_OFFSET, MAGIC);
        page.putInt(RingLayout.BYTE_ORDER_OFFSET, RingLayout.BYTE_ORDER);
        page.putInt(RingLayout.VERSION_OFFSET, RingLayout.VERSION);
        page.putInt(RingLayout.KIND_OFFSET, RingLayout.KIND_MERGE);
        page.putInt(RingLayout.FLAGS_OFFSET, options.sleepingWaits() ? RingLayout.FLAG_SLEEPING_WAITS : 0);
        page.putLong(RingLayout.TOTAL_SIZE_OFFSET, options.byteSize());
        page.putLong(RingLayout.LANE_CAPACITY_OFFSET, options.laneCapacity());
        page.putInt(RingLayout.LANE_COUNT_OFFSET, options.laneCount());
        page.putInt(RingLayout.MAX_MESSAGE_OFFSET, options.maxMessage());
        page.putLong(RingLayout.INSTANCE_ID_OFFSET, instance);
        page.putLong(RingLayout.INSTANCE_ID_OFFSET + 8, instanceRest);
        page.putInt(RingLayout.LOCK_KIND_OFFSET, RingLayout.LOCK_OBJECT);
        page.putLong(RingLayout.CREATOR_START_OFFSET, ThisProcess.START);
        page.putInt(RingLayout.CREATOR_PID_OFFSET, ThisProcess.PID);
    }

    /**
     * Checks every word of a finished header.
     *
     * @param page a private copy of the header's page
     * @param byteSize the size of the memory in bytes
     */
    static RingHeader parse(ByteBuffer page, long byteSize, String address) throws IpcException {
        require(hasMagic(page), address, "is not a ring channel");
        int order = page.getInt(RingLayout.BYTE_ORDER_OFFSET);
        require(order == RingLayout.BYTE_ORDER, address, "has another byte order: 0x" + Integer.toHexString(order));
        int version = page.getInt(RingLayout.VERSION_OFFSET);
        require(
                version == RingLayout.VERSION,
                address,
                "has the layout " + Integer.toUnsignedString(version) + "; this version knows " + RingLayout.VERSION);
        int kind = page.getInt(RingLayout.KIND_OFFSET);
        require(
                kind == RingLayout.KIND_MERGE,
                address,
                "is of the kind " + Integer.toUnsignedString(kind) + "; this version knows 1");
        RingOptions options = geometry(page, byteSize, address);
        long instance = page.getLong(RingLayout.INSTANCE_ID_OFFSET);
        long instanceRest = page.getLong(RingLayout.INSTANCE_ID_OFFSET + 8);
        require(instance != 0 || instanceRest != 0, address, "has no instance id");
        checkLocks(page, address);
        int state = page.getInt(RingLayout.STATE_OFFSET);
        require(
                state == RingLayout.STATE_READY || state == RingLayout.STATE_RETIRED,
                address,
                "has the state " + Integer.toUnsignedString(state));
        int flags = page.getInt(RingLayout.FLAGS_OFFSET);
        require(
                (flags & ~RingLayout.FLAG_SLEEPING_WAITS) == 0,
                address,
                "has unknown flags: " + Integer.toUnsignedString(flags));
        if (state == RingLayout.STATE_RETIRED) {
            throw new NotFoundException(address, "retired", "it was retired, but its name was not removed");
        }
        return new RingHeader(options, instance, instanceRest);
    }

    private static RingOptions geometry(ByteBuffer page, long byteSize, String address) throws CorruptException {
        long total = page.getLong(RingLayout.TOTAL_SIZE_OFFSET);
        long capacity = page.getLong(RingLayout.LANE_CAPACITY_OFFSET);
        long lanes = Integer.toUnsignedLong(page.getInt(RingLayout.LANE_COUNT_OFFSET));
        long largest = Integer.toUnsignedLong(page.getInt(RingLayout.MAX_MESSAGE_OFFSET));
        String wrong = RingOptions.complaint(lanes, capacity, largest);
        require(wrong == null, address, String.valueOf(wrong));
        long expected = RingLayout.totalSize((int) lanes, capacity);
        String says = Long.toUnsignedString(total);
        require(total == expected, address, "states a size of " + says + " bytes; its lanes need " + expected);
        require(total <= byteSize, address, "has " + byteSize + " bytes of memory; its header says " + total);
        boolean sleeping = (page.getInt(RingLayout.FLAGS_OFFSET) & RingLayout.FLAG_SLEEPING_WAITS) != 0;
        return new RingOptions((int) lanes, capacity, (int) largest, sleeping);
    }

    private static void checkLocks(ByteBuffer page, String address) throws CorruptException {
        int kind = page.getInt(RingLayout.LOCK_KIND_OFFSET);
        int length = page.getInt(RingLayout.LOCK_PATH_LENGTH_OFFSET);
        long device = page.getLong(RingLayout.LOCK_DEVICE_OFFSET);
        long inode = page.getLong(RingLayout.LOCK_INODE_OFFSET);
        require(
                kind >= RingLayout.LOCK_OBJECT && kind <= RingLayout.LOCK_EVENTS,
                address,
                "has the kind of lock " + Integer.toUnsignedString(kind));
        if (kind == RingLayout.LOCK_OBJECT) {
            boolean none = length == 0 && device == 0 && inode == 0;
            require(none, address, "has its locks on the object itself, and names a file for them");
        } else {
            boolean found =
                    kind == RingLayout.LOCK_EVENTS || (inode != 0 && page.get(RingLayout.LOCK_PATH_OFFSET) == '/');
            boolean some = length > 0 && length < RingLayout.LOCK_PATH_SIZE && found;
            String bytes = Integer.toUnsignedString(length);
            require(some, address, "does not state where its locks are: their path has " + bytes + " bytes");
        }
    }

    private static void require(boolean condition, String address, String otherwise) throws CorruptException {
        if (!condition) {
            throw new CorruptException(address, otherwise);
        }
    }
}
