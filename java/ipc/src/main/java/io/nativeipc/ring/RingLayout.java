package io.nativeipc.ring;

import io.nativeipc.internal.liveness.HeaderLayout;
import io.nativeipc.internal.liveness.LockLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The layout of a ring channel's memory, as {@code docs/ring-layout.md} defines it. The names are those of
 * {@code native_ipc/ring_layout.h} without the prefix {@code NATIVE_IPC_RING_}. The right column of the diagram names
 * the writers.
 *
 * <pre>
 * 0        +----------------------------------------------------+
 *          | header: geometry, identity, state, lock file       |  creator before READY; a retiring process: the state
 * 1024     | registry: 33 slots of 64 bytes                     |  holder of the slot's lock
 * 4096     +----------------------------------------------------+
 *          | consumer: wake word, counters                      |  consumer; a producer clears the wake word
 * 8192     +----------------------------------------------------+
 *          | lane 0: head | producer's counters | room word     |  head: consumer; rest: producer; consumer clears room
 * 12288    | lane 1: ...                                        |
 *          +----------------------------------------------------+
 * 8192 + lanes * 4096
 *          | data of lane 0, then of lane 1, ...                |  the lane's producer
 *          +----------------------------------------------------+
 * </pre>
 *
 * <p>Every word that another process may write is read once, and checked before it is used. {@link #LONG} and
 * {@link #INT} serve this purpose: their access modes on a direct buffer are single machine accesses, because every
 * offset here is a multiple of the word's size.
 */
public final class RingLayout {
    /** Accesses a word of 64 bits at a byte index of a buffer. */
    public static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();

    /** Accesses a word of 32 bits at a byte index of a buffer. */
    public static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();

    /** The first bytes of a channel. */
    public static final String MAGIC = "NIPCRING";

    /** A number that shows the creator's byte order. */
    public static final int BYTE_ORDER = 0x01020304;

    /** The version of this layout. */
    public static final int VERSION = 1;

    /** The kind of a channel with many producers and one consumer. */
    public static final int KIND_MERGE = 1;

    /** The kind of a channel with one producer and many consumers; reserved. */
    public static final int KIND_BROADCAST = 2;

    /** A flag: waiting participants may sleep in the kernel until the other side wakes them. */
    public static final int FLAG_SLEEPING_WAITS = 1;

    /** The locks are on the object that holds the channel. */
    public static final int LOCK_OBJECT = LockLayout.LOCK_OBJECT;

    /** The locks are on the file that the header names. */
    public static final int LOCK_FILE = LockLayout.LOCK_FILE;

    /** The locks are Windows events. */
    public static final int LOCK_EVENTS = LockLayout.LOCK_EVENTS;

    /** The creator has not finished, or died before it had. */
    public static final int STATE_UNFINISHED = HeaderLayout.STATE_UNFINISHED;

    /** The channel can be used. */
    public static final int STATE_READY = HeaderLayout.STATE_READY;

    /** The channel has ended. */
    public static final int STATE_RETIRED = HeaderLayout.STATE_RETIRED;

    /** The size of a page of the layout, whatever the system's pages are. */
    public static final int PAGE = HeaderLayout.PAGE;

    /** The size of a cache line of the layout. The consumer writes one word in each line that it frees. */
    public static final int LINE = HeaderLayout.LINE;

    /** The smallest capacity of a lane in bytes. */
    public static final int MIN_CAPACITY = 4096;

    /** The largest capacity of a lane in bytes. */
    public static final int MAX_CAPACITY = 1 << 30;

    /** The default capacity of a lane in bytes. */
    public static final int DEFAULT_CAPACITY = 256 * 1024;

    /** The largest number of lanes of a channel. */
    public static final int MAX_LANES = 32;

    /** The default number of lanes. */
    public static final int DEFAULT_LANES = 8;

    /** The largest number of records that are consumed from one lane before the next lane has its turn. */
    public static final int TURN = 256;

    // The bytes that are locked: LOCK_BASE plus the number of a slot.
    /** The byte that is locked for slot 0. The bytes of the other slots follow it. */
    public static final long LOCK_BASE = LockLayout.LOCK_BASE;

    /** The slot of the consumer. */
    public static final int SLOT_CONSUMER = 0;

    /** The slot of the producer of lane 0. The slots of the other lanes follow it. */
    public static final int SLOT_LANE = 1;

    /** The number of slots, whatever the number of lanes. */
    public static final int SLOT_COUNT = SLOT_LANE + MAX_LANES;

    /** Locked for reading by every process that has the channel open. */
    public static final int LOCK_ATTACHED = LockLayout.LOCK_ATTACHED;

    /** Locked by a process that creates, unlinks or cleans up a channel. */
    public static final int LOCK_CREATOR = LockLayout.LOCK_CREATOR;

    /** The number of bytes that can be locked. */
    public static final int LOCK_COUNT = LockLayout.LOCK_COUNT;

    /** The size in bytes of the header's field for the path of the lock file. A path is shorter than the field. */
    public static final int LOCK_PATH_SIZE = LockLayout.LOCK_PATH_SIZE;

    // The header, at 0.
    /** The offset of {@link #MAGIC}. */
    public static final int MAGIC_OFFSET = HeaderLayout.MAGIC_OFFSET;

    /** The offset of {@link #BYTE_ORDER}, 32 bits. */
    public static final int BYTE_ORDER_OFFSET = MAGIC_OFFSET + 8;

    /** The offset of {@link #VERSION}, 32 bits. */
    public static final int VERSION_OFFSET = BYTE_ORDER_OFFSET + 4;

    /** The offset of the kind, 32 bits: {@link #KIND_MERGE}. */
    public static final int KIND_OFFSET = VERSION_OFFSET + 4;

    /** The offset of the flags, 32 bits: {@link #FLAG_SLEEPING_WAITS} or 0. */
    public static final int FLAGS_OFFSET = KIND_OFFSET + 4;

    /** The offset of the channel's size in bytes, 64 bits. */
    public static final int TOTAL_SIZE_OFFSET = FLAGS_OFFSET + 4;

    /** The offset of the capacity of one lane in bytes, 64 bits. */
    public static final int LANE_CAPACITY_OFFSET = TOTAL_SIZE_OFFSET + 8;

    /** The offset of the number of lanes, 32 bits. */
    public static final int LANE_COUNT_OFFSET = LANE_CAPACITY_OFFSET + 8;

    /** The offset of the largest message in bytes, 32 bits. */
    public static final int MAX_MESSAGE_OFFSET = LANE_COUNT_OFFSET + 4;

    /** The offset of 128 random bits, which distinguish one creation from another. */
    public static final int INSTANCE_ID_OFFSET = HeaderLayout.INSTANCE_ID_OFFSET;

    /** The offset of the kind of locks, 32 bits: {@link #LOCK_OBJECT}, {@link #LOCK_FILE} or {@link #LOCK_EVENTS}. */
    public static final int LOCK_KIND_OFFSET = LockLayout.LOCK_KIND_OFFSET;

    /** The offset of the length of the lock file's path or of the prefix of the events' names, 32 bits. */
    public static final int LOCK_PATH_LENGTH_OFFSET = LockLayout.LOCK_PATH_LENGTH_OFFSET;

    /** The offset of the lock file's device, 64 bits. */
    public static final int LOCK_DEVICE_OFFSET = LockLayout.LOCK_DEVICE_OFFSET;

    /** The offset of the lock file's inode, 64 bits. */
    public static final int LOCK_INODE_OFFSET = LockLayout.LOCK_INODE_OFFSET;

    /** The offset of the creator's start time, 64 bits; for diagnosis. */
    public static final int CREATOR_START_OFFSET = LOCK_INODE_OFFSET + 8;

    /** The offset of the creator's pid, 32 bits; for diagnosis. */
    public static final int CREATOR_PID_OFFSET = CREATOR_START_OFFSET + 8;

    /** The offset of the state, 32 bits. */
    public static final int STATE_OFFSET = HeaderLayout.STATE_OFFSET;

    /** The offset of the path of the lock file, or of the prefix of the events' names. */
    public static final int LOCK_PATH_OFFSET = LockLayout.LOCK_PATH_OFFSET;

    // The registry, in the header's page.
    /** The offset of slot 0. */
    public static final int REGISTRY_OFFSET = LOCK_PATH_OFFSET + LOCK_PATH_SIZE;

    /** The distance between two slots in bytes. */
    public static final int SLOT_SIZE = LINE;

    /** The offset in a slot of the random number of its owner, 64 bits; 0 if there is no owner. */
    public static final int SLOT_EPOCH_OFFSET = 0;

    /** The offset in a slot of the owner's start time, 64 bits; for diagnosis. */
    public static final int SLOT_START_OFFSET = SLOT_EPOCH_OFFSET + 8;

    /** The offset in a slot of the owner's pid, 32 bits; for diagnosis. */
    public static final int SLOT_PID_OFFSET = SLOT_START_OFFSET + 8;

    // The consumer's page.
    /** The offset of the consumer's page. */
    public static final int CONSUMER_OFFSET = PAGE;

    /** The offset in the consumer's page of the word on which the consumer sleeps, 32 bits. */
    public static final int CONSUMER_WAKE_OFFSET = 0;

    /** The offset in the consumer's page of the number of takeovers from dead consumers, 64 bits. */
    public static final int CONSUMER_TAKEOVERS_OFFSET = 2 * LINE;

    /** The offset in the consumer's page of the number of freed lanes of dead producers, 64 bits. */
    public static final int CONSUMER_LANES_FREED_OFFSET = CONSUMER_TAKEOVERS_OFFSET + 8;

    // A page for each lane: the consumer's line, the producer's, the word on which the producer sleeps.
    /** The offset of the page of lane 0. */
    public static final int LANES_OFFSET = 2 * PAGE;

    /** The offset in a lane's page of the position up to which its producer may write again, 64 bits. */
    public static final int LANE_HEAD_OFFSET = 0;

    /** The offset in a lane's page of the number of consumed messages, 64 bits. */
    public static final int LANE_CONSUMED_MESSAGES_OFFSET = LANE_HEAD_OFFSET + 8;

    /** The offset in a lane's page of the number of consumed bytes, 64 bits. */
    public static final int LANE_CONSUMED_BYTES_OFFSET = LANE_CONSUMED_MESSAGES_OFFSET + 8;

    /** The offset in a lane's page of the position of its producer's next record, 64 bits; for statistics. */
    public static final int LANE_POSITION_OFFSET = 2 * LINE;

    /** The offset in a lane's page of the number of published messages, 64 bits. */
    public static final int LANE_MESSAGES_OFFSET = LANE_POSITION_OFFSET + 8;

    /** The offset in a lane's page of the number of published bytes, 64 bits. */
    public static final int LANE_BYTES_OFFSET = LANE_MESSAGES_OFFSET + 8;

    /** The offset in a lane's page of the number of attempts that found no room, 64 bits. */
    public static final int LANE_FULL_EVENTS_OFFSET = LANE_BYTES_OFFSET + 8;

    /** The offset in a lane's page of the word on which its producer sleeps, 32 bits. */
    public static final int LANE_ROOM_OFFSET = 4 * LINE;

    private RingLayout() {}

    /**
     * {@return the offset of a slot of the registry}
     *
     * @param slot the number of the slot, from 0
     */
    public static int slotOffset(int slot) {
        return REGISTRY_OFFSET + slot * SLOT_SIZE;
    }

    /**
     * {@return the offset of a lane's page}
     *
     * @param lane the number of the lane, from 0
     */
    public static int laneOffset(int lane) {
        return LANES_OFFSET + lane * PAGE;
    }

    /**
     * {@return the offset of a lane's data}
     *
     * @param lane the number of the lane, from 0
     * @param laneCount the number of lanes
     * @param laneCapacity the capacity of one lane in bytes
     */
    public static long dataOffset(int lane, int laneCount, long laneCapacity) {
        return laneOffset(laneCount) + lane * laneCapacity;
    }

    /**
     * {@return the size of a channel in bytes}
     *
     * @param laneCount the number of lanes
     * @param laneCapacity the capacity of one lane in bytes
     */
    public static long totalSize(int laneCount, long laneCapacity) {
        return dataOffset(laneCount, laneCount, laneCapacity);
    }

    /**
     * {@return the upper limit of a channel's largest message in bytes} A record of this size and the padding before it
     * fit into an empty lane.
     *
     * @param laneCapacity the capacity of one lane in bytes
     */
    public static long largestMessage(long laneCapacity) {
        return laneCapacity / 2 - RecordLayout.RECORD_HEADER_SIZE;
    }

    /**
     * {@return the default largest message in bytes}
     *
     * @param laneCapacity the capacity of one lane in bytes
     */
    public static long defaultMaxMessage(long laneCapacity) {
        return laneCapacity / 4;
    }
}
