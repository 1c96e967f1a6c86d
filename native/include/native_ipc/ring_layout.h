/* The memory layout of a ring channel, for C11 and C++17. docs/ring-layout.md defines the meaning and the writer of
   each word. io.nativeipc.ring.RingLayout and RecordLayout define the same layout in Java. This header needs no
   library. */
#ifndef NATIVE_IPC_RING_LAYOUT_H
#define NATIVE_IPC_RING_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#define NATIVE_IPC_RING_MAGIC "NIPCRING"

enum native_ipc_ring_constants {
    NATIVE_IPC_RING_BYTE_ORDER = 0x01020304,
    NATIVE_IPC_RING_VERSION = 1,

    NATIVE_IPC_RING_KIND_MERGE = 1,     /* many producers, one consumer */
    NATIVE_IPC_RING_KIND_BROADCAST = 2, /* one producer, many consumers: reserved */

    NATIVE_IPC_RING_FLAG_SLEEPING_WAITS = 1,

    NATIVE_IPC_RING_LOCK_OBJECT = 1, /* the locks are on the object that contains the channel */
    NATIVE_IPC_RING_LOCK_FILE = 2,   /* the locks are on the file that the header names */
    NATIVE_IPC_RING_LOCK_EVENTS = 3, /* Windows: the locks are events */

    NATIVE_IPC_RING_STATE_UNFINISHED = 0,
    NATIVE_IPC_RING_STATE_READY = 1,
    NATIVE_IPC_RING_STATE_RETIRED = 2,

    NATIVE_IPC_RING_PAGE = 4096, /* a page of the layout, whatever the size of the system's pages */
    NATIVE_IPC_RING_LINE = 64,   /* the consumer stores one word in each line that it frees */
    NATIVE_IPC_RING_MIN_CAPACITY = 4096,
    NATIVE_IPC_RING_MAX_CAPACITY = 1 << 30,
    NATIVE_IPC_RING_DEFAULT_CAPACITY = 256 * 1024,
    NATIVE_IPC_RING_MAX_LANES = 32,
    NATIVE_IPC_RING_DEFAULT_LANES = 8,
    NATIVE_IPC_RING_TURN = 256, /* the most records of one lane in one turn */

    /* A participant locks the byte NATIVE_IPC_RING_LOCK_BASE plus its slot. */
    NATIVE_IPC_RING_SLOT_CONSUMER = 0,
    NATIVE_IPC_RING_SLOT_LANE = 1, /* the slot of lane 0; lane i has slot 1 + i */
    NATIVE_IPC_RING_SLOT_COUNT = 1 + NATIVE_IPC_RING_MAX_LANES,
    NATIVE_IPC_RING_LOCK_ATTACHED = 62, /* read lock of each process that has the channel open */
    NATIVE_IPC_RING_LOCK_CREATOR = 63,  /* write lock of a process that creates, unlinks or cleans up */
    NATIVE_IPC_RING_LOCK_COUNT = 64,

    NATIVE_IPC_RING_LOCK_PATH_SIZE = 768,

    /* The header, at offset 0. */
    NATIVE_IPC_RING_MAGIC_OFFSET = 0,
    NATIVE_IPC_RING_BYTE_ORDER_OFFSET = 8,
    NATIVE_IPC_RING_VERSION_OFFSET = 12,
    NATIVE_IPC_RING_KIND_OFFSET = 16,
    NATIVE_IPC_RING_FLAGS_OFFSET = 20,
    NATIVE_IPC_RING_TOTAL_SIZE_OFFSET = 24,
    NATIVE_IPC_RING_LANE_CAPACITY_OFFSET = 32,
    NATIVE_IPC_RING_LANE_COUNT_OFFSET = 40,
    NATIVE_IPC_RING_MAX_MESSAGE_OFFSET = 44,
    NATIVE_IPC_RING_INSTANCE_ID_OFFSET = 48,
    NATIVE_IPC_RING_LOCK_KIND_OFFSET = 64,
    NATIVE_IPC_RING_LOCK_PATH_LENGTH_OFFSET = 68,
    NATIVE_IPC_RING_LOCK_DEVICE_OFFSET = 72,
    NATIVE_IPC_RING_LOCK_INODE_OFFSET = 80,
    NATIVE_IPC_RING_CREATOR_START_OFFSET = 88,
    NATIVE_IPC_RING_CREATOR_PID_OFFSET = 96,
    NATIVE_IPC_RING_STATE_OFFSET = 128,
    NATIVE_IPC_RING_LOCK_PATH_OFFSET = 256,

    /* The registry, in the header's page. */
    NATIVE_IPC_RING_REGISTRY_OFFSET = NATIVE_IPC_RING_LOCK_PATH_OFFSET + NATIVE_IPC_RING_LOCK_PATH_SIZE,
    NATIVE_IPC_RING_SLOT_SIZE = 64,
    NATIVE_IPC_RING_SLOT_EPOCH_OFFSET = 0,
    NATIVE_IPC_RING_SLOT_START_OFFSET = 8,
    NATIVE_IPC_RING_SLOT_PID_OFFSET = 16,

    /* The consumer's page. */
    NATIVE_IPC_RING_CONSUMER_OFFSET = NATIVE_IPC_RING_PAGE,
    NATIVE_IPC_RING_CONSUMER_WAKE_OFFSET = 0,
    NATIVE_IPC_RING_CONSUMER_TAKEOVERS_OFFSET = 128,
    NATIVE_IPC_RING_CONSUMER_LANES_FREED_OFFSET = 136,

    /* One page for each lane. */
    NATIVE_IPC_RING_LANES_OFFSET = 2 * NATIVE_IPC_RING_PAGE,
    NATIVE_IPC_RING_LANE_HEAD_OFFSET = 0,
    NATIVE_IPC_RING_LANE_CONSUMED_MESSAGES_OFFSET = 8,
    NATIVE_IPC_RING_LANE_CONSUMED_BYTES_OFFSET = 16,
    NATIVE_IPC_RING_LANE_POSITION_OFFSET = 128,
    NATIVE_IPC_RING_LANE_MESSAGES_OFFSET = 136,
    NATIVE_IPC_RING_LANE_BYTES_OFFSET = 144,
    NATIVE_IPC_RING_LANE_FULL_EVENTS_OFFSET = 152,
    NATIVE_IPC_RING_LANE_ROOM_OFFSET = 256,

    /* A record. */
    NATIVE_IPC_RING_RECORD_HEADER_SIZE = 8,
    NATIVE_IPC_RING_RECORD_ALIGNMENT = 8,
    NATIVE_IPC_RING_RECORD_KIND_SHIFT = 32,
    NATIVE_IPC_RING_RECORD_MESSAGE = 1,
    NATIVE_IPC_RING_RECORD_PADDING = 2
};

#define NATIVE_IPC_RING_LOCK_BASE (INT64_C(1) << 62)

/* A word that another process may write is read and written atomically, once, and checked before it is used. */
struct native_ipc_ring_slot {
    uint64_t epoch; /* 0: the slot is free */
    uint64_t start;
    uint32_t pid;
    uint32_t reserved[11];
};

struct native_ipc_ring_header {
    char magic[8];
    uint32_t byte_order;
    uint32_t version;
    uint32_t kind;
    uint32_t flags;
    uint64_t total_size;
    uint64_t lane_capacity;
    uint32_t lane_count;
    uint32_t max_message;
    uint64_t instance_id[2];
    uint32_t lock_kind;
    uint32_t lock_path_length;
    uint64_t lock_device;
    uint64_t lock_inode;
    uint64_t creator_start;
    uint32_t creator_pid;
    uint32_t reserved_1[7];
    uint32_t state; /* READY is written last */
    uint32_t reserved_2[31];
    char lock_path[NATIVE_IPC_RING_LOCK_PATH_SIZE];
    struct native_ipc_ring_slot slots[NATIVE_IPC_RING_SLOT_COUNT];
    uint32_t reserved_3[240];
};

struct native_ipc_ring_consumer {
    uint32_t wake; /* 1: the consumer sleeps or is about to */
    uint32_t reserved_1[31];
    uint64_t takeovers;
    uint64_t lanes_freed;
    uint32_t reserved_2[988];
};

struct native_ipc_ring_lane {
    /* Written by the consumer. */
    uint64_t head;
    uint64_t consumed_messages;
    uint64_t consumed_bytes;
    uint64_t reserved_1[13];
    /* Written by the producer. */
    uint64_t position;
    uint64_t messages;
    uint64_t bytes;
    uint64_t full_events;
    uint64_t reserved_2[12];
    /* 1: the producer sleeps until there is room, or is about to. */
    uint32_t room;
    uint32_t reserved_3[959];
};

#ifdef __cplusplus
#define NATIVE_IPC_RING_ASSERT(condition) static_assert(condition, #condition)
#else
#define NATIVE_IPC_RING_ASSERT(condition) _Static_assert(condition, #condition)
#endif
#define NATIVE_IPC_RING_ASSERT_AT(type, member, offset)                                                                \
    NATIVE_IPC_RING_ASSERT(offsetof(struct native_ipc_ring_##type, member) == NATIVE_IPC_RING_##offset##_OFFSET)

NATIVE_IPC_RING_ASSERT_AT(header, magic, MAGIC);
NATIVE_IPC_RING_ASSERT_AT(header, byte_order, BYTE_ORDER);
NATIVE_IPC_RING_ASSERT_AT(header, version, VERSION);
NATIVE_IPC_RING_ASSERT_AT(header, kind, KIND);
NATIVE_IPC_RING_ASSERT_AT(header, flags, FLAGS);
NATIVE_IPC_RING_ASSERT_AT(header, total_size, TOTAL_SIZE);
NATIVE_IPC_RING_ASSERT_AT(header, lane_capacity, LANE_CAPACITY);
NATIVE_IPC_RING_ASSERT_AT(header, lane_count, LANE_COUNT);
NATIVE_IPC_RING_ASSERT_AT(header, max_message, MAX_MESSAGE);
NATIVE_IPC_RING_ASSERT_AT(header, instance_id, INSTANCE_ID);
NATIVE_IPC_RING_ASSERT_AT(header, lock_kind, LOCK_KIND);
NATIVE_IPC_RING_ASSERT_AT(header, lock_path_length, LOCK_PATH_LENGTH);
NATIVE_IPC_RING_ASSERT_AT(header, lock_device, LOCK_DEVICE);
NATIVE_IPC_RING_ASSERT_AT(header, lock_inode, LOCK_INODE);
NATIVE_IPC_RING_ASSERT_AT(header, creator_start, CREATOR_START);
NATIVE_IPC_RING_ASSERT_AT(header, creator_pid, CREATOR_PID);
NATIVE_IPC_RING_ASSERT_AT(header, state, STATE);
NATIVE_IPC_RING_ASSERT_AT(header, lock_path, LOCK_PATH);
NATIVE_IPC_RING_ASSERT_AT(header, slots, REGISTRY);
NATIVE_IPC_RING_ASSERT(sizeof(struct native_ipc_ring_header) == NATIVE_IPC_RING_PAGE);
NATIVE_IPC_RING_ASSERT_AT(slot, epoch, SLOT_EPOCH);
NATIVE_IPC_RING_ASSERT_AT(slot, start, SLOT_START);
NATIVE_IPC_RING_ASSERT_AT(slot, pid, SLOT_PID);
NATIVE_IPC_RING_ASSERT(sizeof(struct native_ipc_ring_slot) == NATIVE_IPC_RING_SLOT_SIZE);
NATIVE_IPC_RING_ASSERT_AT(consumer, wake, CONSUMER_WAKE);
NATIVE_IPC_RING_ASSERT_AT(consumer, takeovers, CONSUMER_TAKEOVERS);
NATIVE_IPC_RING_ASSERT_AT(consumer, lanes_freed, CONSUMER_LANES_FREED);
NATIVE_IPC_RING_ASSERT(sizeof(struct native_ipc_ring_consumer) == NATIVE_IPC_RING_PAGE);
NATIVE_IPC_RING_ASSERT_AT(lane, head, LANE_HEAD);
NATIVE_IPC_RING_ASSERT_AT(lane, consumed_messages, LANE_CONSUMED_MESSAGES);
NATIVE_IPC_RING_ASSERT_AT(lane, consumed_bytes, LANE_CONSUMED_BYTES);
NATIVE_IPC_RING_ASSERT_AT(lane, position, LANE_POSITION);
NATIVE_IPC_RING_ASSERT_AT(lane, messages, LANE_MESSAGES);
NATIVE_IPC_RING_ASSERT_AT(lane, bytes, LANE_BYTES);
NATIVE_IPC_RING_ASSERT_AT(lane, full_events, LANE_FULL_EVENTS);
NATIVE_IPC_RING_ASSERT_AT(lane, room, LANE_ROOM);
NATIVE_IPC_RING_ASSERT(sizeof(struct native_ipc_ring_lane) == NATIVE_IPC_RING_PAGE);

/* The offsets in bytes of a lane's page and of its data. */
static inline uint64_t native_ipc_ring_lane_offset(uint32_t lane) {
    return NATIVE_IPC_RING_LANES_OFFSET + UINT64_C(1) * lane * NATIVE_IPC_RING_PAGE;
}

static inline uint64_t native_ipc_ring_data_offset(uint32_t lane, uint32_t lane_count, uint64_t lane_capacity) {
    return native_ipc_ring_lane_offset(lane_count) + lane * lane_capacity;
}

static inline uint64_t native_ipc_ring_total_size(uint32_t lane_count, uint64_t lane_capacity) {
    return native_ipc_ring_data_offset(lane_count, lane_count, lane_capacity);
}

/* The upper limit of MAX_MESSAGE: the record and the padding before it fit into an empty lane. */
static inline uint64_t native_ipc_ring_largest_message(uint64_t lane_capacity) {
    return lane_capacity / 2 - NATIVE_IPC_RING_RECORD_HEADER_SIZE;
}

static inline uint64_t native_ipc_ring_default_max_message(uint64_t lane_capacity) {
    return lane_capacity / 4;
}

/* The size in bytes of a message's record in its lane. */
static inline uint64_t native_ipc_ring_record_size(uint32_t length) {
    return (length + UINT64_C(15)) & ~UINT64_C(7); /* the header takes 8 bytes, and records are aligned to 8 */
}

static inline uint64_t native_ipc_ring_record_header(uint32_t length, uint32_t kind) {
    return UINT64_C(1) * kind << NATIVE_IPC_RING_RECORD_KIND_SHIFT | length;
}

#endif
