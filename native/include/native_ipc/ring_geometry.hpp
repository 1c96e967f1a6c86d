// The options and the geometry of a channel, and the checks of a header.
#pragma once

#include "ring_system.hpp"

#include <array>

namespace native_ipc {

struct RingOptions {
    std::size_t lane_capacity = NATIVE_IPC_RING_DEFAULT_CAPACITY; // bytes of one producer's lane, a power of two
    unsigned lanes = NATIVE_IPC_RING_DEFAULT_LANES;
    std::size_t max_message = 0; // bytes; 0 means a quarter of the lane
    bool sleeping_waits = false; // allows Wait::sleep; costs a full fence for each message
};

struct RingGeometry {
    std::uint64_t lane_capacity;
    std::uint32_t lanes;
    std::uint32_t max_message;
    bool sleeping_waits;
    std::array<std::uint64_t, 2> instance_id;
    std::uint64_t total_size;
};

// The size in bytes of a channel with these options.
inline std::size_t ring_size(const RingOptions &options) {
    return native_ipc_ring_total_size(options.lanes, options.lane_capacity);
}

namespace detail {

using RingHeader = ::native_ipc_ring_header;
using RingSlot = ::native_ipc_ring_slot;
using RingConsumerPage = ::native_ipc_ring_consumer;
using RingLanePage = ::native_ipc_ring_lane;

inline bool is_capacity(std::uint64_t capacity) {
    return capacity >= NATIVE_IPC_RING_MIN_CAPACITY && capacity <= NATIVE_IPC_RING_MAX_CAPACITY
           && (capacity & (capacity - 1)) == 0;
}

// Checks the options and returns the geometry that the header will contain.
inline RingGeometry checked(const RingOptions &options) {
    if (!is_capacity(options.lane_capacity))
        throw std::invalid_argument("the lane's capacity must be a power of two from 4096 to 2^30: "
                                    + std::to_string(options.lane_capacity));
    if (options.lanes < 1 || options.lanes > NATIVE_IPC_RING_MAX_LANES)
        throw std::invalid_argument("there are 1 to 32 lanes: " + std::to_string(options.lanes));
    std::uint64_t max_message = options.max_message != 0
                                    ? options.max_message
                                    : native_ipc_ring_default_max_message(options.lane_capacity);
    if (max_message > native_ipc_ring_largest_message(options.lane_capacity))
        throw std::invalid_argument("a message is at most half a lane less 8 bytes: " + std::to_string(max_message));
    return {options.lane_capacity,
            options.lanes,
            static_cast<std::uint32_t>(max_message),
            options.sleeping_waits,
            {random_nonzero(), random_nonzero()},
            ring_size(options)};
}

inline void write_header(RingHeader &header, const RingGeometry &geometry, const std::string &lock_path,
                         const struct stat *lock_file) {
    std::memcpy(header.magic, NATIVE_IPC_RING_MAGIC, sizeof header.magic);
    header.byte_order = NATIVE_IPC_RING_BYTE_ORDER;
    header.version = NATIVE_IPC_RING_VERSION;
    header.kind = NATIVE_IPC_RING_KIND_MERGE;
    header.flags = geometry.sleeping_waits ? NATIVE_IPC_RING_FLAG_SLEEPING_WAITS : 0;
    header.total_size = geometry.total_size;
    header.lane_capacity = geometry.lane_capacity;
    header.lane_count = geometry.lanes;
    header.max_message = geometry.max_message;
    header.instance_id[0] = geometry.instance_id[0];
    header.instance_id[1] = geometry.instance_id[1];
    header.lock_kind = NATIVE_IPC_RING_LOCK_OBJECT;
    if (lock_file != nullptr) {
        header.lock_kind = NATIVE_IPC_RING_LOCK_FILE;
        header.lock_path_length = static_cast<std::uint32_t>(lock_path.size());
        header.lock_device = lock_file->st_dev;
        header.lock_inode = lock_file->st_ino;
        std::memcpy(header.lock_path, lock_path.data(), lock_path.size());
    }
    header.creator_start = process_start();
    header.creator_pid = static_cast<std::uint32_t>(::getpid());
}

// Checks a private copy of a header, which no other process can change. `available` is the size of the memory.
inline RingGeometry checked(const RingHeader &header, std::uint64_t available, const std::string &object) {
    auto require = [&](bool condition, const char *what) {
        if (!condition)
            throw Corrupt(object, std::string("the header's ") + what + " is not that of a channel of version "
                                      + std::to_string(NATIVE_IPC_RING_VERSION));
    };
    require(std::memcmp(header.magic, NATIVE_IPC_RING_MAGIC, sizeof header.magic) == 0, "magic");
    require(header.byte_order == NATIVE_IPC_RING_BYTE_ORDER, "byte order");
    if (header.version != NATIVE_IPC_RING_VERSION)
        throw Corrupt(object, "the channel has the layout " + std::to_string(header.version) + "; this version knows "
                                  + std::to_string(NATIVE_IPC_RING_VERSION));
    require(header.kind == NATIVE_IPC_RING_KIND_MERGE, "kind");
    require((header.flags & ~static_cast<std::uint32_t>(NATIVE_IPC_RING_FLAG_SLEEPING_WAITS)) == 0, "flags");
    require(is_capacity(header.lane_capacity), "lane capacity");
    require(header.lane_count >= 1 && header.lane_count <= NATIVE_IPC_RING_MAX_LANES, "lane count");
    require(header.total_size == native_ipc_ring_total_size(header.lane_count, header.lane_capacity), "total size");
    require(header.max_message >= 1
                && header.max_message <= native_ipc_ring_largest_message(header.lane_capacity),
            "max message");
    require(header.instance_id[0] != 0 || header.instance_id[1] != 0, "instance id");
    bool on_object = header.lock_kind == NATIVE_IPC_RING_LOCK_OBJECT;
    require(on_object || header.lock_kind == NATIVE_IPC_RING_LOCK_FILE, "lock kind");
    require(on_object ? header.lock_path_length == 0 && header.lock_device == 0 && header.lock_inode == 0
                      : header.lock_path_length >= 1 && header.lock_path_length < NATIVE_IPC_RING_LOCK_PATH_SIZE
                            && header.lock_path[0] == '/',
            "lock file");
    require(header.state == NATIVE_IPC_RING_STATE_READY || header.state == NATIVE_IPC_RING_STATE_RETIRED, "state");
    if (header.total_size > available)
        throw Corrupt(object, "the memory has " + std::to_string(available) + " bytes, the channel "
                                  + std::to_string(header.total_size));
    return {header.lane_capacity,
            header.lane_count,
            header.max_message,
            (header.flags & NATIVE_IPC_RING_FLAG_SLEEPING_WAITS) != 0,
            {header.instance_id[0], header.instance_id[1]},
            header.total_size};
}

// A process's part of an open channel, shared by its channel, producers and consumer. They may be closed in any order.
struct RingAttachment {
    enum class Place { named, given, lock_file };

    std::string object; // for messages: the name, the lock file's path, or "fd N"
    Place place;
    RingGeometry geometry;
    Mapping memory;
    Descriptor locks;
    Home home = {};

    RingHeader &header() const { return *reinterpret_cast<RingHeader *>(memory.at(0)); }
    RingSlot &slot(unsigned index) const { return header().slots[index]; }
    RingConsumerPage &consumer() const {
        return *reinterpret_cast<RingConsumerPage *>(memory.at(NATIVE_IPC_RING_CONSUMER_OFFSET));
    }
    RingLanePage &lane(unsigned index) const {
        return *reinterpret_cast<RingLanePage *>(memory.at(native_ipc_ring_lane_offset(index)));
    }
    std::byte *data(unsigned index) const {
        return memory.at(native_ipc_ring_data_offset(index, geometry.lanes, geometry.lane_capacity));
    }
    std::uint64_t *word(unsigned lane, std::uint64_t position) const {
        return reinterpret_cast<std::uint64_t *>(data(lane) + (position & (geometry.lane_capacity - 1)));
    }

    bool is_instance() const {
        return load_relaxed(&header().instance_id[0]) == geometry.instance_id[0]
               && load_relaxed(&header().instance_id[1]) == geometry.instance_id[1];
    }

    // Checks that the memory still contains the channel that was opened, and that the channel is not retired.
    void check_alive() const {
        if (load_acquire(&header().state) != NATIVE_IPC_RING_STATE_READY)
            throw PeerClosed("ring", object, EPIPE, "the channel was retired");
        if (!is_instance())
            throw Corrupt(object, "another channel is in its memory now");
    }

    // Reads HEAD and checks it, because a peer wrote it.
    std::uint64_t checked_head(unsigned index) const {
        std::uint64_t head = load_acquire(&lane(index).head);
        if (head % NATIVE_IPC_RING_RECORD_ALIGNMENT != 0 || head > static_cast<std::uint64_t>(INT64_MAX))
            throw Corrupt(object, "the head of lane " + std::to_string(index) + " is not a valid position");
        return head;
    }

    // Completes a registration. The caller holds the slot's lock and has swept what a dead owner left. The epoch is
    // written last, so that a process that sees it also sees the pid and the start time that belong to it.
    void enter(unsigned index) const {
        store_relaxed(&slot(index).pid, static_cast<std::uint32_t>(::getpid()));
        store_relaxed(&slot(index).start, process_start());
        store_release(&slot(index).epoch, random_nonzero());
        try {
            check_alive(); // under the lock: it cannot miss a RETIRED that was written under the lock on all bytes
        } catch (...) {
            leave(index);
            throw;
        }
    }

    // The epoch is cleared first, and the lock is released later with the description. So a participant that leaves
    // never looks dead.
    void leave(unsigned index) const { store_release(&slot(index).epoch, std::uint64_t{0}); }

    // Proof of death: the slot is registered, its lock is free, and the registration is still the same. An owner that
    // held the lock in between would have changed the epoch.
    bool is_dead(unsigned index) const {
        std::uint64_t epoch = load_acquire(&slot(index).epoch);
        return epoch != 0 && !locks.is_locked(index) && load_acquire(&slot(index).epoch) == epoch;
    }
};

}
}
