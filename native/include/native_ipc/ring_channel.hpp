// A channel by its name in POSIX shared memory, or in memory that is there already.
#pragma once

#include "ring_consumer.hpp"
#include "ring_producer.hpp"

namespace native_ipc {

struct RingSlotStatistics {
    std::uint64_t epoch; // 0: nobody
    std::uint32_t pid;   // of the slot's last owner, as it saw itself
    bool dead;
};

struct RingLaneStatistics {
    RingSlotStatistics producer;
    std::uint64_t head, position;
    std::uint64_t messages, bytes, full_events;
    std::uint64_t consumed_messages, consumed_bytes;
};

struct RingStatistics {
    RingSlotStatistics consumer;
    std::uint64_t takeovers, lanes_freed;
    std::vector<RingLaneStatistics> lanes;
};

// After fork() only the parent has the channel: in the child every method throws std::logic_error, and destructors leave the channel
// alone. The child opens it again for itself. A child of _Fork or clone keeps its parent's locks until it ends or opens something.
class RingChannel {
public:
    // `name` is that of shm_open: "/" and 1 to 30 letters, digits, dots, dashes, underscores. The object is this user's alone.
    static RingChannel create(const std::string &name, const RingOptions &options = {}) {
        return open_named(name, &options, true);
    }
    static RingChannel open(const std::string &name) { return open_named(name, nullptr, false); }
    // An existing channel keeps its geometry.
    static RingChannel open_or_create(const std::string &name, const RingOptions &options = {}) {
        return open_named(name, &options, false);
    }

    // In memory that is mapped already, outlives everything made from this channel, and is all zeros. With the descriptor that it
    // was mapped from, which stays the caller's, the locks lie on the object itself.
    static RingChannel create_in(void *memory, std::size_t size, int fd, const RingOptions &options = {});
    // Without one, as for a System V segment, they lie on a file in this user's runtime folder, whose name follows from the memory;
    // Java's RingChannel.create(Region) makes the same.
    static RingChannel create_in(void *memory, std::size_t size, const RingOptions &options = {});
    // With the descriptor if the channel was created with one.
    static RingChannel open_in(void *memory, std::size_t size, int fd = -1);

    // Erases the name of a channel that no process has open, finished or not; false: a process has it open, or was first. Throws
    // NotFound if there is none, Corrupt if something else has the name, which stays as it is.
    static bool clean_up(const std::string &name);

    bool created() const { return created_; }
    const std::string &name() const { return attached().object; }
    const RingGeometry &geometry() const { return attached().geometry; }

    // Ends the channel of this name, as unlink() does. Throws NotFound if there is none.
    static void unlink(const std::string &name) { open(name).unlink(); }

    // They wait as asked; if nothing is asked by Wait::back_off, in a channel with sleeping waits by Wait::sleep.
    // Throws Busy if each lane is taken, still to be drained, or damaged.
    RingProducer producer(std::optional<Wait> wait = {}) const;
    std::optional<RingProducer> try_producer(std::chrono::nanoseconds timeout, std::optional<Wait> wait = {}) const;
    // Throws Busy if there is a consumer.
    RingConsumer consumer(std::optional<Wait> wait = {}) const;

    RingStatistics statistics() const;

    // Ends the channel: no process can join it, waiting calls throw PeerClosed, and the name is free. An object that has
    // the name since, and memory that is another channel's since, are left alone.
    void unlink();

    // Producers and consumers live on.
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
        const detail::RingLanePage &lane = channel.lane(i);
        all.lanes.push_back({slot_statistics(channel, NATIVE_IPC_RING_SLOT_LANE + i), load_relaxed(&lane.head),
                             load_relaxed(&lane.position), load_relaxed(&lane.messages), load_relaxed(&lane.bytes),
                             load_relaxed(&lane.full_events), load_relaxed(&lane.consumed_messages),
                             load_relaxed(&lane.consumed_bytes)});
    }
    return all;
}

}

#include "ring_creation.hpp"
