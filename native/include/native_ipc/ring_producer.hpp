// The single producer of a lane.
#pragma once

#include "ring_wait.hpp"

#include <algorithm>
#include <memory>
#include <optional>

namespace native_ipc {

// A producer, made by RingChannel::producer. Only one thread may use it at a time; each thread may have its own
// producer.
class RingProducer {
public:
    RingProducer(RingProducer &&) = default;
    RingProducer &operator=(RingProducer &&other) noexcept {
        std::swap(channel_, other.channel_);
        std::swap(lock_, other.lock_);
        std::swap(state_, other.state_);
        return *this;
    }
    ~RingProducer() { close(); }

    // Claims room for a message of `length` bytes, which the caller fills and commits. Returns nullptr if there is no
    // room now. The bytes have arbitrary values at first.
    std::byte *try_claim(std::size_t length) {
        check_claim(length);
        std::byte *payload = claim(static_cast<std::uint32_t>(length));
        if (payload == nullptr)
            count_full();
        return payload;
    }

    // The same, but waits for room; nullptr means that the timeout has expired. Throws PeerClosed if the consumer dies
    // during the wait. If the channel has no consumer, it waits for one.
    std::byte *try_claim(std::size_t length, std::chrono::nanoseconds timeout) {
        check_claim(length);
        std::byte *payload = claim(static_cast<std::uint32_t>(length));
        if (payload == nullptr) {
            count_full();
            payload = wait_for_room(static_cast<std::uint32_t>(length), timeout);
        }
        return payload;
    }

    // Publishes the claimed message. After this call returns, the message survives the death of every process.
    void commit() {
        if (state_.claimed == NO_CLAIM)
            throw std::logic_error("commit without a claim");
        if (!state_.home.is_here())
            channel_->home.require(channel_->object);
        NATIVE_IPC_RING_KILL_POINT("publish.written");
        std::uint32_t length = std::exchange(state_.claimed, NO_CLAIM);
        std::uint64_t next = state_.tail + native_ipc_ring_record_size(length);
        // Release: the payload, and the 0 behind it that claim() wrote, come before this header. A consumer that
        // acquires the header finds 0 or a newer header behind the record, and never a payload of the previous lap.
        detail::store_release(word(state_.tail), native_ipc_ring_record_header(length, NATIVE_IPC_RING_RECORD_MESSAGE));
        NATIVE_IPC_RING_KILL_POINT("publish.published");
        state_.tail = next;
        state_.messages++;
        state_.bytes += length;
        if (state_.sleeping)
            wake_consumer();
    }

    // Drops the claim.
    void abort() {
        if (std::exchange(state_.claimed, NO_CLAIM) == NO_CLAIM)
            throw std::logic_error("abort without a claim");
    }

    // Copies a message into the lane and publishes it. Returns false if there is no room; this is counted in
    // full_events.
    bool offer(const void *message, std::size_t length) { return put(try_claim(length), message, length); }
    bool offer(const void *message, std::size_t length, std::chrono::nanoseconds timeout) {
        return put(try_claim(length, timeout), message, length);
    }

    unsigned lane() const { return state_.lane; }
    std::size_t max_message() const { return state_.max_message; }
    bool is_open() const { return channel_ != nullptr; }

    // Leaves the lane. Published messages stay and can be consumed. Idempotent.
    void close() {
        if (channel_ == nullptr)
            return;
        if (state_.home.is_here()) { // otherwise the lane belongs to the process that this one was forked from
            write_counters();
            channel_->leave(slot());
            NATIVE_IPC_RING_KILL_POINT("close.left");
        }
        lock_.close();
        NATIVE_IPC_RING_KILL_POINT("close.unlocked");
        channel_.reset();
        state_ = {};
    }

    // For tests: drops everything as if the process had been killed.
    void abandon() {
        lock_.close();
        channel_.reset();
        state_ = {};
    }

private:
    friend class RingChannel;

    using Channel = std::shared_ptr<const detail::RingAttachment>;

    // Larger than the length of any message.
    static constexpr std::uint32_t NO_CLAIM = 0xffffffff;

    struct State {
        std::byte *data = nullptr;
        std::uint64_t mask = 0;
        std::uint64_t tail = 0;
        std::uint64_t head = 0; // as last seen
        std::uint32_t claimed = NO_CLAIM;
        std::uint32_t max_message = 0;
        bool sleeping = false;
        Wait wait = Wait::yield;
        unsigned lane = 0;
        detail::RingLanePage *page = nullptr;
        detail::Home home = {};
        std::uint64_t messages = 0;
        std::uint64_t bytes = 0;
    };

    // Returns nothing if the lane is taken, not drained, or damaged.
    static std::optional<RingProducer> try_lane(const Channel &channel, const detail::Descriptor &lock, unsigned lane) {
        unsigned slot = NATIVE_IPC_RING_SLOT_LANE + lane;
        if (!lock.lock(slot, F_WRLCK, channel->object))
            return {};
        NATIVE_IPC_RING_KILL_POINT("lane.locked");
        // No producer publishes in this lane now. So a 0 at HEAD is the tail, and the consumer has released everything.
        std::uint64_t head;
        try {
            head = channel->checked_head(lane);
        } catch (const Corrupt &) {
            lock.lock(slot, F_UNLCK, channel->object);
            return {}; // the consumer reports the damage; other lanes are intact
        }
        if (detail::load_acquire(channel->word(lane, head)) != 0) {
            lock.lock(slot, F_UNLCK, channel->object);
            return {};
        }
        channel->leave(slot); // clears a dead owner's epoch; what it had not published is invisible
        NATIVE_IPC_RING_KILL_POINT("lane.swept");
        channel->enter(slot);
        NATIVE_IPC_RING_KILL_POINT("lane.registered");
        return RingProducer(channel, lane, head);
    }

    RingProducer(const Channel &channel, unsigned lane, std::uint64_t head) : channel_(channel) {
        state_.home = channel->home;
        state_.data = channel->data(lane);
        state_.mask = channel->geometry.lane_capacity - 1;
        state_.tail = state_.head = head;
        state_.max_message = channel->geometry.max_message;
        state_.sleeping = channel->geometry.sleeping_waits;
        state_.lane = lane;
        state_.page = &channel->lane(lane);
        // The lane is drained: what was published in it is what was consumed. The counters that a dead owner left are
        // not read. HEAD was acquired before, and the consumer stores these two before it releases HEAD.
        state_.messages = detail::load_relaxed(&state_.page->consumed_messages);
        state_.bytes = detail::load_relaxed(&state_.page->consumed_bytes);
        write_counters();
        detail::store_relaxed(&state_.page->room, std::uint32_t{0});
    }

    // Not for each message: statistics() derives these counters from the lane.
    void write_counters() {
        detail::store_relaxed(&state_.page->position, state_.tail);
        detail::store_relaxed(&state_.page->messages, state_.messages);
        detail::store_relaxed(&state_.page->bytes, state_.bytes);
    }

    unsigned slot() const { return NATIVE_IPC_RING_SLOT_LANE + state_.lane; }
    std::uint64_t *word(std::uint64_t position) const {
        return reinterpret_cast<std::uint64_t *>(state_.data + (position & state_.mask));
    }

    void check_claim(std::size_t length) const {
        if (channel_ == nullptr)
            throw std::logic_error("the producer is closed");
        if (!state_.home.is_here())
            channel_->home.require(channel_->object);
        if (state_.claimed != NO_CLAIM)
            throw std::logic_error("the last claim is neither committed nor aborted");
        if (length > state_.max_message)
            throw std::invalid_argument("a message has 0 to " + std::to_string(state_.max_message)
                                        + " bytes: " + std::to_string(length));
    }

    std::byte *claim(std::uint32_t length) {
        std::uint64_t record = native_ipc_ring_record_size(length);
        std::uint64_t rest = state_.mask + 1 - (state_.tail & state_.mask);
        std::uint64_t pad = record > rest ? rest : 0;
        if (!fits(pad + record)) {
            read_head();
            if (!fits(pad + record))
                return nullptr;
        }
        if (pad != 0) {
            detail::store_relaxed(word(0), std::uint64_t{0});
            NATIVE_IPC_RING_KILL_POINT("publish.wrapping");
            std::uint32_t skipped = static_cast<std::uint32_t>(pad) - NATIVE_IPC_RING_RECORD_HEADER_SIZE;
            detail::store_release(word(state_.tail), native_ipc_ring_record_header(skipped, NATIVE_IPC_RING_RECORD_PADDING));
            state_.tail += pad;
            NATIVE_IPC_RING_KILL_POINT("publish.padded");
        }
        // The 0 is written now and not at the commit: one more line between the payload and the header is time in
        // which the consumer, which waits at the header, takes the header's line away. The 0 is in free bytes, because
        // fits() counts 8 more.
        detail::store_relaxed(word(state_.tail + record), std::uint64_t{0});
        NATIVE_IPC_RING_KILL_POINT("publish.zeroed");
        state_.claimed = length;
        NATIVE_IPC_RING_KILL_POINT("publish.claimed");
        return state_.data + (state_.tail & state_.mask) + NATIVE_IPC_RING_RECORD_HEADER_SIZE;
    }

    // Whether so many bytes fit, and the 0 behind them.
    bool fits(std::uint64_t bytes) const {
        return state_.tail - state_.head + bytes + NATIVE_IPC_RING_RECORD_HEADER_SIZE <= state_.mask + 1;
    }

    // Acquire: the consumer's accesses to the bytes that it released come before the next writes to them.
    void read_head() {
        std::uint64_t head = channel_->checked_head(state_.lane);
        if (head - state_.head > state_.tail - state_.head)
            throw Corrupt(channel_->object, "the head of lane " + std::to_string(state_.lane) + " is not between its last place and the tail");
        state_.head = head;
    }

    void count_full() {
        detail::store_relaxed(&state_.page->full_events, detail::load_relaxed(&state_.page->full_events) + 1);
    }

    std::byte *wait_for_room(std::uint32_t length, std::chrono::nanoseconds timeout) {
        detail::RoomIdle idle(state_.wait);
        detail::Slices slices(timeout);
        auto each_slice = [&] {
            channel_->check_alive();
            if (channel_->is_dead(NATIVE_IPC_RING_SLOT_CONSUMER))
                throw PeerClosed("ring", channel_->object, EPIPE, "the consumer is dead");
        };
        for (;;) {
            bool sleepy = idle.idle();
            if (std::byte *payload = claim(length))
                return payload;
            if (idle.looks_at_clock() && !slices.go_on(each_slice))
                return nullptr;
            if (!sleepy)
                continue;
            // Dekker's pattern with RingConsumer::release: either the consumer sees this 1, or this producer sees its
            // HEAD.
            detail::store_relaxed(&state_.page->room, std::uint32_t{1});
            detail::full_fence();
            std::byte *payload = claim(length);
            if (payload == nullptr) {
                NATIVE_IPC_RING_KILL_POINT("room.waiting");
                detail::futex_wait(&state_.page->room, 1, slices.left());
            }
            detail::store_relaxed(&state_.page->room, std::uint32_t{0});
            if (payload != nullptr)
                return payload;
        }
    }

    // How many bytes of the claimed payload share the line of its header.
    std::size_t first_line(std::size_t length) const {
        std::uint64_t used = (state_.tail & (NATIVE_IPC_RING_LINE - 1)) + NATIVE_IPC_RING_RECORD_HEADER_SIZE;
        return std::min<std::size_t>(length, NATIVE_IPC_RING_LINE - used);
    }

    bool put(std::byte *payload, const void *message, std::size_t length) {
        if (payload == nullptr)
            return false;
        // The header's line is written last. The consumer waits at that line, and would take it away while the other
        // lines are written.
        std::size_t first = first_line(length);
        std::memcpy(payload + first, static_cast<const std::byte *>(message) + first, length - first);
        NATIVE_IPC_RING_KILL_POINT("publish.half");
        __atomic_signal_fence(__ATOMIC_SEQ_CST); // keeps the compiler from changing this order
        std::memcpy(payload, message, first);
        commit();
        return true;
    }

    void wake_consumer() {
        // Dekker's pattern with RingConsumer::sleep: either this producer sees the consumer's 1, or the consumer sees
        // this header. With release and acquire alone, both could read the old value.
        detail::full_fence();
        std::uint32_t *wake = &channel_->consumer().wake;
        if (detail::load_relaxed(wake) == 0)
            return;
        detail::store_relaxed(wake, std::uint32_t{0});
        NATIVE_IPC_RING_KILL_POINT("publish.waking");
        detail::futex_wake(wake, 1);
        NATIVE_IPC_RING_KILL_POINT("publish.woken");
    }

    Channel channel_;
    detail::Descriptor lock_;
    State state_;
};

}
