// The single consumer of a channel, which merges the lanes.
#pragma once

#include "ring_wait.hpp"

#include <limits>
#include <memory>
#include <vector>

namespace native_ipc {

// A message in the shared memory, without a copy. It is valid until the handler returns. A hostile producer can change
// the bytes during that time.
struct RingMessage {
    const std::byte *data;
    std::size_t length;
    unsigned lane;
};

// The consumer, made by RingChannel::consumer. Only one thread may use it at a time.
class RingConsumer {
public:
    RingConsumer(RingConsumer &&) = default;
    RingConsumer &operator=(RingConsumer &&other) noexcept {
        std::swap(channel_, other.channel_);
        std::swap(lock_, other.lock_);
        std::swap(lanes_, other.lanes_);
        std::swap(first_, other.first_);
        std::swap(mask_, other.mask_);
        std::swap(max_message_, other.max_message_);
        std::swap(idle_, other.idle_);
        std::swap(home_, other.home_);
        return *this;
    }
    ~RingConsumer() { close(); }

    // Calls handler(RingMessage) for up to `limit` messages and returns their number; 0 means that there is none now. A
    // message is consumed when its handler returns. If the handler throws, the same message is delivered again. A
    // handler may close the consumer, but a poll by a handler throws std::logic_error. Throws Corrupt once for a lane
    // with an invalid record header; the lane is skipped from then on.
    template <typename Handler>
    std::size_t poll(Handler &&handler, std::size_t limit = std::numeric_limits<std::size_t>::max()) {
        Receiving receiving(*this);
        return poll_once(handler, limit);
    }

    // The same, but waits for the first message; 0 means that the timeout has expired. Throws PeerClosed when the
    // channel is retired and drained.
    template <typename Handler>
    std::size_t poll(Handler &&handler, std::size_t limit, std::chrono::nanoseconds timeout) {
        Receiving receiving(*this);
        std::size_t count = poll_once(handler, limit);
        if (count != 0 || limit == 0) {
            idle_.idle(count);
            return count;
        }
        detail::Slices slices(timeout);
        auto each_slice = [&] {
            free_dead_lanes();
            channel_->check_alive();
        };
        for (;;) {
            bool sleepy = idle_.idle(0);
            if ((count = poll_once(handler, limit)) != 0)
                break;
            if (idle_.looks_at_clock() && !slices.go_on(each_slice))
                return 0;
            if (sleepy && (count = sleep(handler, limit, slices.left())) != 0)
                break;
        }
        idle_.idle(count);
        return count;
    }

    // Frees the drained lanes of producers whose death the kernel proves, and returns their number. The timed poll does
    // this too, and a producer that claims a lane does it for itself.
    std::size_t free_dead_lanes() {
        require_open();
        std::size_t freed = 0;
        for (Lane &lane : lanes_)
            if (free_if_dead(lane))
                freed++;
        return freed;
    }

    // Releases the space of consumed messages to the producers. Without this call a poll releases it lazily while
    // messages are left, and at once after the last one.
    void release() {
        require_open();
        for (Lane &lane : lanes_)
            if (lane.position != lane.released)
                release(lane);
    }

    bool is_open() const { return channel_ != nullptr && !closing_; }

    // Idempotent. Messages that were not consumed stay for the next consumer. If a handler calls it, it takes effect
    // when the poll ends, and the handler's message is the last one.
    void close() {
        closing_ = receiving_;
        if (channel_ == nullptr || receiving_)
            return;
        if (home_.is_here()) { // otherwise the channel belongs to the process that this one was forked from
            release();
            channel_->leave(NATIVE_IPC_RING_SLOT_CONSUMER);
            NATIVE_IPC_RING_KILL_POINT("close.left");
        }
        lock_.close();
        NATIVE_IPC_RING_KILL_POINT("close.unlocked");
        channel_.reset();
        lanes_.clear();
    }

    // For tests: drops everything as if the process had been killed.
    void abandon() {
        lock_.close();
        channel_.reset();
        lanes_.clear();
    }

private:
    friend class RingChannel;

    using Channel = std::shared_ptr<const detail::RingAttachment>;

    // Rejects a poll by a handler: it would receive the handler's own message again, and both polls would advance the
    // lane's position.
    class Receiving {
    public:
        explicit Receiving(RingConsumer &consumer) : consumer_(consumer) {
            if (!consumer.is_open() || !consumer.home_.is_here() || consumer.receiving_)
                consumer.require_pollable();
            consumer.receiving_ = true;
        }
        Receiving(const Receiving &) = delete;
        Receiving &operator=(const Receiving &) = delete;
        ~Receiving() {
            consumer_.receiving_ = false;
            if (consumer_.closing_)
                consumer_.close();
        }

    private:
        RingConsumer &consumer_;
    };

    struct Lane {
        std::byte *data;
        detail::RingLanePage *page;
        std::uint64_t position;
        std::uint64_t released;
        std::uint64_t messages;
        std::uint64_t bytes;
        unsigned index;
        bool corrupt;
    };

    RingConsumer(const Channel &channel, detail::Descriptor lock, Wait wait)
        : channel_(channel), lock_(std::move(lock)), mask_(channel->geometry.lane_capacity - 1),
          max_message_(channel->geometry.max_message), idle_(wait), home_(channel->home) {}

    // The caller holds the lock.
    void enter() {
        detail::RingConsumerPage &page = channel_->consumer();
        if (detail::load_acquire(&channel_->slot(NATIVE_IPC_RING_SLOT_CONSUMER).epoch) != 0)
            detail::store_relaxed(&page.takeovers, detail::load_relaxed(&page.takeovers) + 1);
        channel_->leave(NATIVE_IPC_RING_SLOT_CONSUMER);
        detail::store_relaxed(&page.wake, std::uint32_t{0});
        NATIVE_IPC_RING_KILL_POINT("consumer.swept");
        for (unsigned i = 0; i < channel_->geometry.lanes; i++) {
            detail::RingLanePage &lane = channel_->lane(i);
            std::uint64_t head = channel_->checked_head(i);
            lanes_.push_back({channel_->data(i), &lane, head, head, detail::load_relaxed(&lane.consumed_messages),
                              detail::load_relaxed(&lane.consumed_bytes), i, false});
        }
        channel_->enter(NATIVE_IPC_RING_SLOT_CONSUMER);
        NATIVE_IPC_RING_KILL_POINT("consumer.registered");
    }

    void require_open() const {
        if (!is_open())
            throw std::logic_error("the consumer is closed");
        channel_->home.require(channel_->object);
    }

    void require_pollable() const {
        require_open();
        if (receiving_)
            throw std::logic_error(channel_->object + ": a handler cannot poll the consumer that called it");
    }

    template <typename Handler>
    std::size_t poll_once(Handler &handler, std::size_t limit) {
        std::size_t count = 0;
        std::size_t index = first_;
        first_ = after(index); // a different lane each time, so that a handler that throws delays only its own lane
        for (std::size_t left = lanes_.size(); left > 0 && count < limit && !closing_; left--) {
            count += poll_lane(lanes_[index], handler, limit - count);
            index = after(index);
        }
        return count;
    }

    std::uint64_t *word(const Lane &lane, std::uint64_t position) const {
        return reinterpret_cast<std::uint64_t *>(lane.data + (position & mask_));
    }

    template <typename Handler>
    std::size_t poll_lane(Lane &lane, Handler &handler, std::size_t limit) {
        std::size_t count = 0;
        // Reads one header more than it handles. A lane without further messages is released at once, because the
        // caller may not poll again while a producer waits for the lane.
        for (unsigned turn = 0;; turn++) {
            std::uint64_t *header = word(lane, lane.position);
            // Acquire pairs with commit's release: the payload and the 0 behind it were written before the header. The
            // header is read once and then checked.
            std::uint64_t found = detail::load_acquire(header);
            if (found == 0 || lane.corrupt) {
                if (lane.position != lane.released)
                    release(lane);
                return count;
            }
            if (turn == NATIVE_IPC_RING_TURN || count == limit || closing_)
                return count;
            auto length = static_cast<std::uint32_t>(found);
            std::uint64_t record = native_ipc_ring_record_size(length);
            std::uint64_t rest = mask_ + 1 - (lane.position & mask_);
            if (found >> NATIVE_IPC_RING_RECORD_KIND_SHIFT == NATIVE_IPC_RING_RECORD_MESSAGE) {
                if (length > max_message_ || record > rest)
                    give_up(lane, found);
                NATIVE_IPC_RING_KILL_POINT("poll.read");
                handler(RingMessage{reinterpret_cast<const std::byte *>(header + 1), length, lane.index});
                NATIVE_IPC_RING_KILL_POINT("poll.handled");
                take_lines(header, found, record, lane);
                lane.messages++;
                lane.bytes += length;
                count++;
            } else {
                if (found != native_ipc_ring_record_header(static_cast<std::uint32_t>(rest) - NATIVE_IPC_RING_RECORD_HEADER_SIZE,
                                                           NATIVE_IPC_RING_RECORD_PADDING)
                    || rest == mask_ + 1)
                    give_up(lane, found);
                record = rest;
            }
            lane.position += record;
            if (lane.position - lane.released > mask_ >> 2)
                release(lane);
        }
    }

    // Stores one word of each line back unchanged. The line then belongs to this CPU, and the producer writes it faster
    // in its next lap than a line that was only read. The stores are atomic, so that the compiler keeps them. They come
    // before the release of HEAD, so that they cannot overwrite later bytes of the producer. They leave the contents as
    // they are, so that the record can be delivered again.
    void take_lines(std::uint64_t *header, std::uint64_t found, std::uint64_t record, const Lane &lane) {
        detail::store_relaxed(header, found);
        std::uint64_t begin = lane.position & mask_;
        std::uint64_t next = (begin | (NATIVE_IPC_RING_LINE - 1)) + 1;
        for (; next < begin + record; next += NATIVE_IPC_RING_LINE) {
            auto *first = reinterpret_cast<std::uint64_t *>(lane.data + next);
            detail::store_relaxed(first, detail::load_relaxed(first));
        }
    }

    void release(Lane &lane) {
        detail::store_relaxed(&lane.page->consumed_messages, lane.messages);
        detail::store_relaxed(&lane.page->consumed_bytes, lane.bytes);
        NATIVE_IPC_RING_KILL_POINT("poll.counted"); // the messages since the last release are counted twice then
        // Release: every access to these bytes comes before the producer's acquire, and so before it overwrites them. The
        // counters come before it too: a reader that acquires HEAD reads the counters that belong to it, or newer ones.
        detail::store_release(&lane.page->head, lane.position);
        lane.released = lane.position;
        NATIVE_IPC_RING_KILL_POINT("poll.released");
        if (channel_->geometry.sleeping_waits) {
            detail::full_fence(); // Dekker's pattern with RingProducer::wait_for_room
            if (detail::load_relaxed(&lane.page->room) != 0) {
                detail::store_relaxed(&lane.page->room, std::uint32_t{0});
                detail::futex_wake(&lane.page->room, 1);
            }
        }
    }

    [[noreturn]] void give_up(Lane &lane, std::uint64_t found) {
        lane.corrupt = true;
        char text[32];
        std::snprintf(text, sizeof text, "0x%016llx", static_cast<unsigned long long>(found));
        throw Corrupt(channel_->object, "lane " + std::to_string(lane.index) + " has a record with the header " + text);
    }

    template <typename Handler>
    std::size_t sleep(Handler &handler, std::size_t limit, detail::Clock::duration at_most) {
        std::uint32_t *wake = &channel_->consumer().wake;
        // Dekker's pattern with RingProducer::wake_consumer: either the producer sees this 1, or this poll sees its
        // header.
        detail::store_relaxed(wake, std::uint32_t{1});
        detail::full_fence();
        std::size_t count = poll_once(handler, limit);
        if (count == 0) {
            NATIVE_IPC_RING_KILL_POINT("poll.sleeping");
            detail::futex_wait(wake, 1, at_most);
        }
        detail::store_relaxed(wake, std::uint32_t{0});
        return count;
    }

    bool free_if_dead(Lane &lane) {
        unsigned slot = NATIVE_IPC_RING_SLOT_LANE + lane.index;
        std::uint64_t epoch = detail::load_acquire(&channel_->slot(slot).epoch);
        if (epoch == 0 || lane.corrupt || lock_.is_locked(slot) || !lock_.lock(slot, F_WRLCK, channel_->object))
            return false;
        NATIVE_IPC_RING_KILL_POINT("free.locked");
        // No producer can register while this lock is held, so an unchanged epoch is the dead producer's. A different
        // one means that a new owner registered in between and has left or died since.
        bool dead = detail::load_acquire(&channel_->slot(slot).epoch) == epoch
                    && detail::load_acquire(word(lane, lane.position)) == 0;
        if (dead) {
            channel_->leave(slot);
            NATIVE_IPC_RING_KILL_POINT("free.cleared");
            std::uint64_t *freed = &channel_->consumer().lanes_freed;
            detail::store_relaxed(freed, detail::load_relaxed(freed) + 1);
        }
        lock_.lock(slot, F_UNLCK, channel_->object);
        NATIVE_IPC_RING_KILL_POINT("free.unlocked");
        return dead;
    }

    std::size_t after(std::size_t lane) const { return lane + 1 == lanes_.size() ? 0 : lane + 1; }

    Channel channel_;
    detail::Descriptor lock_;
    std::vector<Lane> lanes_;
    std::size_t first_ = 0;
    std::uint64_t mask_ = 0;
    std::uint64_t max_message_ = 0;
    RingIdle idle_{Wait::yield};
    detail::Home home_;
    bool receiving_ = false; // a handler may be running
    bool closing_ = false;   // a handler has closed the consumer
};

}
