// A ring channel in POSIX shared memory, found by its name, or in memory that is already mapped.
#pragma once

#include "ring_consumer.hpp"
#include "ring_producer.hpp"
#include "ring_records.hpp"

namespace native_ipc {

struct RingSlotStatistics {
    std::uint64_t epoch; // 0: the slot is free
    std::uint32_t pid;   // of the slot's last owner, in the owner's PID namespace
    bool dead;
};

// What was published is derived: what was consumed, and the records behind `head`, which are counted one by one. It is
// empty if it is unknown: the consumer released memory during each of three attempts, or the lane contains data that no
// producer writes. A consumer writes its counters before `head`. If it is killed or stopped in between, the messages of
// its last release are counted twice, in `messages` as well: at most a quarter of the lane and one message.
struct RingLaneStatistics {
    RingSlotStatistics producer;
    std::uint64_t head;
    std::optional<std::uint64_t> position, messages, bytes;
    std::uint64_t full_events;
    std::uint64_t consumed_messages, consumed_bytes;
};

struct RingStatistics {
    RingSlotStatistics consumer;
    std::uint64_t takeovers, lanes_freed;
    std::vector<RingLaneStatistics> lanes;
};

// A process's handle of a ring channel. After fork() only the parent can use it: in the child every method throws
// std::logic_error, and destructors do not change the channel. The child must open the channel again. A child made by
// _Fork or clone keeps its parent's locks until it ends or opens a channel itself.
class RingChannel {
public:
    // Creates a channel. Throws AlreadyExists if there is one. `name` is a name of shm_open: "/" and 1 to 30 letters,
    // digits, dots, dashes and underscores, the first of which is not a dot. The object is accessible only to this
    // user.
    static RingChannel create(const std::string &name, const RingOptions &options = {}) {
        return open_named(name, &options, true);
    }
    static RingChannel open(const std::string &name) { return open_named(name, nullptr, false); }
    // Opens the channel, or creates it if there is none. An existing channel keeps its geometry.
    static RingChannel open_or_create(const std::string &name, const RingOptions &options = {}) {
        return open_named(name, &options, false);
    }

    // Creates a channel in memory that is already mapped, contains only zeros, and outlives every object made from this
    // channel. `fd` is the descriptor that the memory was mapped from, from its beginning. It stays the caller's. The
    // locks are on the object itself.
    static RingChannel create_in(void *memory, std::size_t size, int fd, const RingOptions &options = {});
    // The same without a descriptor, as for a System V segment. The locks are on a file in this user's runtime folder,
    // and its name follows from the memory. Java's RingChannel.create(Region) uses the same file.
    static RingChannel create_in(void *memory, std::size_t size, const RingOptions &options = {});
    // Opens a channel in mapped memory. `fd` is required if the channel was created with a descriptor.
    static RingChannel open_in(void *memory, std::size_t size, int fd = -1);

    // Removes the name of a channel that no process has open, even if its creation was never finished. Returns false if
    // a process has the channel open or another process removed the name first. Throws NotFound if the name does not
    // exist, and Corrupt if another object has the name; that object is not changed.
    static bool clean_up(const std::string &name);

    bool created() const { return created_; }
    const std::string &name() const { return attached().object; }
    const RingGeometry &geometry() const { return attached().geometry; }

    // Ends the channel of this name, as unlink() does. Throws NotFound if there is none.
    static void unlink(const std::string &name) { open(name).unlink(); }

    // Claims a lane. `wait` selects how the producer or consumer waits; the default is Wait::sleep in a channel with
    // sleeping waits, and Wait::back_off otherwise. producer() throws Busy if every lane is taken, not drained yet, or
    // damaged. try_producer() waits for a lane, and returns nothing if the timeout expires.
    RingProducer producer(std::optional<Wait> wait = {}) const;
    std::optional<RingProducer> try_producer(std::chrono::nanoseconds timeout, std::optional<Wait> wait = {}) const;
    // Throws Busy if the channel has a consumer.
    RingConsumer consumer(std::optional<Wait> wait = {}) const;

    RingStatistics statistics() const;

    // Ends the channel: no process can join it any more, waiting calls throw PeerClosed, and the name becomes free. If
    // another object has taken the name, or another channel the memory, it is not changed.
    void unlink();

    // Closes this handle. Its producers and consumer stay open.
    void close() { channel_.reset(); }

private:
    using Attachment = detail::RingAttachment;

    explicit RingChannel(std::shared_ptr<const Attachment> channel, bool created)
        : channel_(std::move(channel)), created_(created) {}

    const Attachment &attached() const {
        if (channel_ == nullptr)
            throw std::logic_error("the channel is closed");
        channel_->home.require(channel_->object);
        return *channel_;
    }

    static RingChannel open_named(const std::string &name, const RingOptions *options, bool exclusive);
    static RingSlotStatistics slot_statistics(const Attachment &channel, unsigned slot) {
        const detail::RingSlot &found = channel.slot(slot);
        return {detail::load_acquire(&found.epoch), detail::load_relaxed(&found.pid), channel.is_dead(slot)};
    }

    std::shared_ptr<const Attachment> channel_;
    bool created_;
};

inline std::optional<RingProducer> RingChannel::try_producer(std::chrono::nanoseconds timeout, std::optional<Wait> asked) const {
    attached();
    Wait wait = detail::checked_wait(asked, channel_->geometry);
    detail::Descriptor lock = channel_->locks.reopened(channel_->object);
    auto deadline = detail::after(timeout);
    for (long pause = RingIdle::SHORTEST_PAUSE;; pause = std::min(pause * 2, RingIdle::LONGEST_PAUSE)) {
        channel_->check_alive();
        for (unsigned lane = 0; lane < channel_->geometry.lanes; lane++)
            if (std::optional<RingProducer> producer = RingProducer::try_lane(channel_, lock, lane)) {
                producer->lock_ = std::move(lock);
                producer->state_.wait = wait;
                return producer;
            }
        if (detail::Clock::now() >= deadline)
            return {};
        timespec time{0, pause};
        ::nanosleep(&time, nullptr);
    }
}

inline RingProducer RingChannel::producer(std::optional<Wait> wait) const {
    std::optional<RingProducer> producer = try_producer(std::chrono::nanoseconds(0), wait);
    if (!producer)
        throw Busy(name(), "each of the " + std::to_string(geometry().lanes) + " lanes is taken, not drained yet, or damaged");
    return std::move(*producer);
}

inline RingConsumer RingChannel::consumer(std::optional<Wait> asked) const {
    attached();
    Wait wait = detail::checked_wait(asked, channel_->geometry);
    channel_->check_alive();
    detail::Descriptor lock = channel_->locks.reopened(channel_->object);
    if (!lock.lock(NATIVE_IPC_RING_SLOT_CONSUMER, F_WRLCK, channel_->object))
        throw Busy(channel_->object, "the channel has a consumer");
    NATIVE_IPC_RING_KILL_POINT("consumer.locked");
    RingConsumer consumer(channel_, std::move(lock), wait);
    try {
        consumer.enter();
    } catch (...) {
        consumer.abandon();
        throw;
    }
    return consumer;
}

inline RingStatistics RingChannel::statistics() const {
    using detail::load_relaxed;
    const Attachment &channel = attached();
    RingStatistics all{slot_statistics(channel, NATIVE_IPC_RING_SLOT_CONSUMER), load_relaxed(&channel.consumer().takeovers),
                       load_relaxed(&channel.consumer().lanes_freed), {}};
    for (unsigned i = 0; i < channel.geometry.lanes; i++) {
        RingSlotStatistics producer = slot_statistics(channel, NATIVE_IPC_RING_SLOT_LANE + i);
        detail::PendingRecords records(channel, i);
        all.lanes.push_back({producer, records.head, records.position, records.messages, records.bytes,
                             load_relaxed(&channel.lane(i).full_events), records.consumed_messages, records.consumed_bytes});
    }
    return all;
}

}

#include "ring_creation.hpp"
