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

    // In memory that is mapped already, outlives everything made from this channel, and is all zeros; `fd` is what it was mapped
    // from, or a lock file's, whose absolute path then stands in the header. The descriptor stays the caller's.
    static RingChannel create_in(void *memory, std::size_t size, int fd, const RingOptions &options = {},
                                 const std::string &lock_path = {});
    // `fd` as above; with a lock file it may be -1: the header names the file.
    static RingChannel open_in(void *memory, std::size_t size, int fd);

    // Erases the name of a channel that nobody has open; false: somebody has, or another was first, or there is none.
    static bool clean_up(const std::string &name);

    bool created() const { return created_; }
    const std::string &name() const { return attached().object; }
    const RingGeometry &geometry() const { return attached().geometry; }

    // Throws NoSpace if all lanes are taken or still to be drained.
    RingProducer producer(Wait wait = Wait::yield) const;
    std::optional<RingProducer> try_producer(std::chrono::nanoseconds timeout, Wait wait = Wait::yield) const;
    // Throws AlreadyExists if there is a consumer.
    RingConsumer consumer(Wait wait = Wait::yield) const;

    RingStatistics statistics() const;

    // Ends the channel: nobody can join it, who waits gets PeerClosed, and the name is free. By its creator.
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

inline std::optional<RingProducer> RingChannel::try_producer(std::chrono::nanoseconds timeout, Wait wait) const {
    attached();
    detail::check_wait(wait, channel_->geometry);
    detail::Descriptor lock = channel_->locks.reopened(channel_->object);
    auto deadline = detail::Clock::now() + timeout;
    for (auto pause = std::chrono::microseconds(50);; pause = std::min(pause * 2, std::chrono::microseconds(5000))) {
        channel_->check_alive();
        for (unsigned lane = 0; lane < channel_->geometry.lanes; lane++)
            if (std::optional<RingProducer> producer = RingProducer::try_lane(channel_, lock, lane)) {
                producer->lock_ = std::move(lock);
                producer->state_.wait = wait;
                return producer;
            }
        if (detail::Clock::now() >= deadline)
            return {};
        timespec time{0, static_cast<long>(pause.count()) * 1000};
        ::nanosleep(&time, nullptr);
    }
}

inline RingProducer RingChannel::producer(Wait wait) const {
    std::optional<RingProducer> producer = try_producer(std::chrono::nanoseconds(0), wait);
    if (!producer)
        throw NoSpace("ring", name(), ENOSPC, "each of the " + std::to_string(geometry().lanes) + " lanes is taken, or not drained yet");
    return std::move(*producer);
}

inline RingConsumer RingChannel::consumer(Wait wait) const {
    attached();
    detail::check_wait(wait, channel_->geometry);
    channel_->check_alive();
    detail::Descriptor lock = channel_->locks.reopened(channel_->object);
    if (!lock.lock(NATIVE_IPC_RING_SLOT_CONSUMER, F_WRLCK, channel_->object))
        throw AlreadyExists("ring", channel_->object, EEXIST, "the channel has a consumer");
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
