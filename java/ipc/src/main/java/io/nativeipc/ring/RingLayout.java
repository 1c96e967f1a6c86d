package io.nativeipc.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The memory of a ring channel, as {@code docs/ring-layout.md} defines it; the names are those of
 * {@code native_ipc/ring_layout.h} without the prefix {@code NATIVE_IPC_RING_}.
 *
 * <pre>
 * 0        +----------------------------------------------------+
 *          | header: geometry, identity, state, lock file       |  the creator, before READY; the state also who retires it
 * 1024     | registry: 33 slots of 64 bytes                     |  each by who holds the slot's lock
 * 4096     +----------------------------------------------------+
 *          | consumer: wake word, counters                      |  the consumer; a producer clears the wake word
 * 8192     +----------------------------------------------------+
 *          | lane 0: head | producer's counters | room word     |  the line of the head the consumer, the next its producer
 * 12288    | lane 1: ...                                        |
 *          +----------------------------------------------------+
 * 8192 + lanes * 4096
 *          | data of lane 0, then of lane 1, ...                |  its producer
 *          +----------------------------------------------------+
 * </pre>
 *
 * <p>Every word that another process may write is read once, and checked before it is used. {@link #LONG} and {@link #INT} are
 * for that: their access modes on a direct buffer are single machine accesses, as every offset here is a multiple of the
 * word's size.
 */
public final class RingLayout {
    /** A word of 64 bits at a byte index of a buffer. */
    public static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();

    /** A word of 32 bits at a byte index of a buffer. */
    public static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();

    public static final String MAGIC = "NIPCRING";
    public static final int BYTE_ORDER = 0x01020304;
    public static final int VERSION = 1;
    public static final int KIND_MERGE = 1;
    public static final int KIND_BROADCAST = 2;
    public static final int FLAG_SLEEPING_WAITS = 1;
    public static final int LOCK_OBJECT = 1;
    public static final int LOCK_FILE = 2;
    public static final int LOCK_EVENTS = 3;
    public static final int STATE_UNFINISHED = 0;
    public static final int STATE_READY = 1;
    public static final int STATE_RETIRED = 2;

    public static final int PAGE = 4096;
    public static final int LINE = 64;
    public static final int MIN_CAPACITY = 4096;
    public static final int MAX_CAPACITY = 1 << 30;
    public static final int DEFAULT_CAPACITY = 256 * 1024;
    public static final int MAX_LANES = 32;
    public static final int DEFAULT_LANES = 8;
    public static final int TURN = 256;

    // The bytes that are locked: LOCK_BASE and the number of a slot.
    public static final long LOCK_BASE = 1L << 62;
    public static final int SLOT_CONSUMER = 0;
    public static final int SLOT_LANE = 1;
    public static final int SLOT_COUNT = SLOT_LANE + MAX_LANES;
    public static final int LOCK_ATTACHED = 62;
    public static final int LOCK_CREATOR = 63;
    public static final int LOCK_COUNT = 64;
    public static final int LOCK_PATH_SIZE = 768;

    // The header, at 0.
    public static final int MAGIC_OFFSET = 0;
    public static final int BYTE_ORDER_OFFSET = MAGIC_OFFSET + 8;
    public static final int VERSION_OFFSET = BYTE_ORDER_OFFSET + 4;
    public static final int KIND_OFFSET = VERSION_OFFSET + 4;
    public static final int FLAGS_OFFSET = KIND_OFFSET + 4;
    public static final int TOTAL_SIZE_OFFSET = FLAGS_OFFSET + 4;
    public static final int LANE_CAPACITY_OFFSET = TOTAL_SIZE_OFFSET + 8;
    public static final int LANE_COUNT_OFFSET = LANE_CAPACITY_OFFSET + 8;
    public static final int MAX_MESSAGE_OFFSET = LANE_COUNT_OFFSET + 4;
    public static final int INSTANCE_ID_OFFSET = MAX_MESSAGE_OFFSET + 4;
    public static final int LOCK_KIND_OFFSET = INSTANCE_ID_OFFSET + 16;
    public static final int LOCK_PATH_LENGTH_OFFSET = LOCK_KIND_OFFSET + 4;
    public static final int LOCK_DEVICE_OFFSET = LOCK_PATH_LENGTH_OFFSET + 4;
    public static final int LOCK_INODE_OFFSET = LOCK_DEVICE_OFFSET + 8;
    public static final int CREATOR_START_OFFSET = LOCK_INODE_OFFSET + 8;
    public static final int CREATOR_PID_OFFSET = CREATOR_START_OFFSET + 8;
    public static final int STATE_OFFSET = 2 * LINE;
    public static final int LOCK_PATH_OFFSET = 4 * LINE;

    // The registry, in the header's page.
    public static final int REGISTRY_OFFSET = LOCK_PATH_OFFSET + LOCK_PATH_SIZE;
    public static final int SLOT_SIZE = LINE;
    public static final int SLOT_EPOCH_OFFSET = 0;
    public static final int SLOT_START_OFFSET = SLOT_EPOCH_OFFSET + 8;
    public static final int SLOT_PID_OFFSET = SLOT_START_OFFSET + 8;

    // The consumer's page.
    public static final int CONSUMER_OFFSET = PAGE;
    public static final int CONSUMER_WAKE_OFFSET = 0;
    public static final int CONSUMER_TAKEOVERS_OFFSET = 2 * LINE;
    public static final int CONSUMER_LANES_FREED_OFFSET = CONSUMER_TAKEOVERS_OFFSET + 8;

    // A page for each lane: the consumer's line, the producer's, the word on which the producer sleeps.
    public static final int LANES_OFFSET = 2 * PAGE;
    public static final int LANE_HEAD_OFFSET = 0;
    public static final int LANE_CONSUMED_MESSAGES_OFFSET = LANE_HEAD_OFFSET + 8;
    public static final int LANE_CONSUMED_BYTES_OFFSET = LANE_CONSUMED_MESSAGES_OFFSET + 8;
    public static final int LANE_POSITION_OFFSET = 2 * LINE;
    public static final int LANE_MESSAGES_OFFSET = LANE_POSITION_OFFSET + 8;
    public static final int LANE_BYTES_OFFSET = LANE_MESSAGES_OFFSET + 8;
    public static final int LANE_FULL_EVENTS_OFFSET = LANE_BYTES_OFFSET + 8;
    public static final int LANE_ROOM_OFFSET = 4 * LINE;

    private RingLayout() {}

    /** Where a slot of the registry is. */
    public static int slotOffset(int slot) {
        return REGISTRY_OFFSET + slot * SLOT_SIZE;
    }

    /** Where a lane's page is. */
    public static int laneOffset(int lane) {
        return LANES_OFFSET + lane * PAGE;
    }

    /** Where a lane's data is. */
    public static long dataOffset(int lane, int laneCount, long laneCapacity) {
        return laneOffset(laneCount) + lane * laneCapacity;
    }

    /** The size of a channel in bytes. */
    public static long totalSize(int laneCount, long laneCapacity) {
        return dataOffset(laneCount, laneCount, laneCapacity);
    }

    /** The largest message that a lane can be declared to carry: a record and the padding before it fit an empty lane. */
    public static long largestMessage(long laneCapacity) {
        return laneCapacity / 2 - RecordLayout.RECORD_HEADER_SIZE;
    }

    /** The largest message where nothing is declared. */
    public static long defaultMaxMessage(long laneCapacity) {
        return laneCapacity / 4;
    }
}
