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

    /** What a channel begins with. */
    public static final String MAGIC = "NIPCRING";

    /** The number that tells the creator's byte order. */
    public static final int BYTE_ORDER = 0x01020304;

    /** The version of this layout. */
    public static final int VERSION = 1;

    /** Many producers, one consumer. */
    public static final int KIND_MERGE = 1;

    /** One producer, many consumers: reserved. */
    public static final int KIND_BROADCAST = 2;

    /** Who waits may sleep in the kernel until the other side wakes it. */
    public static final int FLAG_SLEEPING_WAITS = 1;

    /** The locks lie on the object that holds the channel. */
    public static final int LOCK_OBJECT = 1;

    /** The locks lie on the file that the header names. */
    public static final int LOCK_FILE = 2;

    /** The locks are events of Windows. */
    public static final int LOCK_EVENTS = 3;

    /** Its creator is at work, or has died. */
    public static final int STATE_UNFINISHED = 0;

    /** It can be used. */
    public static final int STATE_READY = 1;

    /** It is over. */
    public static final int STATE_RETIRED = 2;

    /** The layout's page, whatever the system's pages are. */
    public static final int PAGE = 4096;

    /** The layout's cache line; the consumer writes one word in each that it frees. */
    public static final int LINE = 64;

    /** The bytes of the smallest lane. */
    public static final int MIN_CAPACITY = 4096;

    /** The bytes of the largest lane. */
    public static final int MAX_CAPACITY = 1 << 30;

    /** The bytes of a lane where nothing is declared. */
    public static final int DEFAULT_CAPACITY = 256 * 1024;

    /** The most lanes that a channel has. */
    public static final int MAX_LANES = 32;

    /** How many lanes there are where nothing is declared. */
    public static final int DEFAULT_LANES = 8;

    /** How many records of one lane are consumed before the next has its turn. */
    public static final int TURN = 256;

    // The bytes that are locked: LOCK_BASE and the number of a slot.
    /** The byte that is locked for slot 0; those of the other slots follow it. */
    public static final long LOCK_BASE = 1L << 62;

    /** The slot of the consumer. */
    public static final int SLOT_CONSUMER = 0;

    /** The slot of the producer of lane 0; those of the others follow it. */
    public static final int SLOT_LANE = 1;

    /** How many slots there are, whatever the number of lanes. */
    public static final int SLOT_COUNT = SLOT_LANE + MAX_LANES;

    /** Locked for reading by everybody who has the channel open. */
    public static final int LOCK_ATTACHED = 62;

    /** Locked by who initialises a channel or cleans up. */
    public static final int LOCK_CREATOR = 63;

    /** How many bytes can be locked. */
    public static final int LOCK_COUNT = 64;

    /** The most bytes of the path of a lock file. */
    public static final int LOCK_PATH_SIZE = 768;

    // The header, at 0.
    /** Where {@link #MAGIC} is. */
    public static final int MAGIC_OFFSET = 0;

    /** Where {@link #BYTE_ORDER} is, 32 bits. */
    public static final int BYTE_ORDER_OFFSET = MAGIC_OFFSET + 8;

    /** Where {@link #VERSION} is, 32 bits. */
    public static final int VERSION_OFFSET = BYTE_ORDER_OFFSET + 4;

    /** Where the kind is, 32 bits: {@link #KIND_MERGE}. */
    public static final int KIND_OFFSET = VERSION_OFFSET + 4;

    /** Where the flags are, 32 bits: {@link #FLAG_SLEEPING_WAITS} or 0. */
    public static final int FLAGS_OFFSET = KIND_OFFSET + 4;

    /** Where the channel's size in bytes is, 64 bits. */
    public static final int TOTAL_SIZE_OFFSET = FLAGS_OFFSET + 4;

    /** Where one lane's capacity in bytes is, 64 bits. */
    public static final int LANE_CAPACITY_OFFSET = TOTAL_SIZE_OFFSET + 8;

    /** Where the number of lanes is, 32 bits. */
    public static final int LANE_COUNT_OFFSET = LANE_CAPACITY_OFFSET + 8;

    /** Where the largest message in bytes is, 32 bits. */
    public static final int MAX_MESSAGE_OFFSET = LANE_COUNT_OFFSET + 4;

    /** Where 128 random bits are, which tell one creation from another. */
    public static final int INSTANCE_ID_OFFSET = MAX_MESSAGE_OFFSET + 4;

    /** Where it is told what the locks are, 32 bits: {@link #LOCK_OBJECT}, {@link #LOCK_FILE}, {@link #LOCK_EVENTS}. */
    public static final int LOCK_KIND_OFFSET = INSTANCE_ID_OFFSET + 16;

    /** Where the length of the lock file's path is, 32 bits. */
    public static final int LOCK_PATH_LENGTH_OFFSET = LOCK_KIND_OFFSET + 4;

    /** Where the device of the lock file is, 64 bits. */
    public static final int LOCK_DEVICE_OFFSET = LOCK_PATH_LENGTH_OFFSET + 4;

    /** Where the inode of the lock file is, 64 bits. */
    public static final int LOCK_INODE_OFFSET = LOCK_DEVICE_OFFSET + 8;

    /** Where the start time of the creator is, 64 bits; for diagnosis. */
    public static final int CREATOR_START_OFFSET = LOCK_INODE_OFFSET + 8;

    /** Where the pid of the creator is, 32 bits; for diagnosis. */
    public static final int CREATOR_PID_OFFSET = CREATOR_START_OFFSET + 8;

    /** Where the state is, 32 bits. */
    public static final int STATE_OFFSET = 2 * LINE;

    /** Where the path of the lock file is, or what the names of the events begin with. */
    public static final int LOCK_PATH_OFFSET = 4 * LINE;

    // The registry, in the header's page.
    /** Where slot 0 is. */
    public static final int REGISTRY_OFFSET = LOCK_PATH_OFFSET + LOCK_PATH_SIZE;

    /** How far the slots are apart. */
    public static final int SLOT_SIZE = LINE;

    /** Where in a slot the random number of its owner is, 64 bits; 0 for nobody. */
    public static final int SLOT_EPOCH_OFFSET = 0;

    /** Where in a slot the owner's start time is, 64 bits; for diagnosis. */
    public static final int SLOT_START_OFFSET = SLOT_EPOCH_OFFSET + 8;

    /** Where in a slot the owner's pid is, 32 bits; for diagnosis. */
    public static final int SLOT_PID_OFFSET = SLOT_START_OFFSET + 8;

    // The consumer's page.
    /** Where the consumer's page is. */
    public static final int CONSUMER_OFFSET = PAGE;

    /** Where in the consumer's page it is told that it sleeps, 32 bits. */
    public static final int CONSUMER_WAKE_OFFSET = 0;

    /** Where in the consumer's page it is counted how often one took over from a dead one, 64 bits. */
    public static final int CONSUMER_TAKEOVERS_OFFSET = 2 * LINE;

    /** Where in the consumer's page the freed lanes of dead producers are counted, 64 bits. */
    public static final int CONSUMER_LANES_FREED_OFFSET = CONSUMER_TAKEOVERS_OFFSET + 8;

    // A page for each lane: the consumer's line, the producer's, the word on which the producer sleeps.
    /** Where the page of lane 0 is. */
    public static final int LANES_OFFSET = 2 * PAGE;

    /** Where in a lane's page the position is up to which its producer may write again, 64 bits. */
    public static final int LANE_HEAD_OFFSET = 0;

    /** Where in a lane's page the consumed messages are counted, 64 bits. */
    public static final int LANE_CONSUMED_MESSAGES_OFFSET = LANE_HEAD_OFFSET + 8;

    /** Where in a lane's page the consumed bytes are counted, 64 bits. */
    public static final int LANE_CONSUMED_BYTES_OFFSET = LANE_CONSUMED_MESSAGES_OFFSET + 8;

    /** Where in a lane's page the position of its producer's next record is, 64 bits; for statistics. */
    public static final int LANE_POSITION_OFFSET = 2 * LINE;

    /** Where in a lane's page the published messages are counted, 64 bits. */
    public static final int LANE_MESSAGES_OFFSET = LANE_POSITION_OFFSET + 8;

    /** Where in a lane's page the published bytes are counted, 64 bits. */
    public static final int LANE_BYTES_OFFSET = LANE_MESSAGES_OFFSET + 8;

    /** Where in a lane's page it is counted how often there was no room, 64 bits. */
    public static final int LANE_FULL_EVENTS_OFFSET = LANE_BYTES_OFFSET + 8;

    /** Where in a lane's page it is told that its producer sleeps, 32 bits. */
    public static final int LANE_ROOM_OFFSET = 4 * LINE;

    private RingLayout() {}

    /**
     * {@return where a slot of the registry is}
     *
     * @param slot the number of the slot, from 0
     */
    public static int slotOffset(int slot) {
        return REGISTRY_OFFSET + slot * SLOT_SIZE;
    }

    /**
     * {@return where a lane's page is}
     *
     * @param lane the number of the lane, from 0
     */
    public static int laneOffset(int lane) {
        return LANES_OFFSET + lane * PAGE;
    }

    /**
     * {@return where a lane's data is}
     *
     * @param lane the number of the lane, from 0
     * @param laneCount how many lanes there are
     * @param laneCapacity one lane's bytes
     */
    public static long dataOffset(int lane, int laneCount, long laneCapacity) {
        return laneOffset(laneCount) + lane * laneCapacity;
    }

    /**
     * {@return the size of a channel in bytes}
     *
     * @param laneCount how many lanes there are
     * @param laneCapacity one lane's bytes
     */
    public static long totalSize(int laneCount, long laneCapacity) {
        return dataOffset(laneCount, laneCount, laneCapacity);
    }

    /**
     * {@return the largest message that a lane can be declared to carry: a record and the padding before it fit an
     * empty lane}
     *
     * @param laneCapacity one lane's bytes
     */
    public static long largestMessage(long laneCapacity) {
        return laneCapacity / 2 - RecordLayout.RECORD_HEADER_SIZE;
    }

    /**
     * {@return the largest message where nothing is declared}
     *
     * @param laneCapacity one lane's bytes
     */
    public static long defaultMaxMessage(long laneCapacity) {
        return laneCapacity / 4;
    }
}
