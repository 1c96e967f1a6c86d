// The one writer of a lane.
#pragma once

#include "ring_wait.hpp"

#include <algorithm>
#include <memory>
#include <optional>

namespace native_ipc {

// Not for several threads at once; each thread may have one of its own. Made by RingChannel::producer.
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

    // Room for a message of so many bytes, to be filled and committed, or nullptr: not now. Its bytes are arbitrary.
    std::byte *try_claim(std::size_t length) {
        check_claim(length);
        std::byte *payload = claim(static_cast<std::uint32_t>(length));
        if (payload == nullptr)
            count_full();
        return payload;
    }

    // The same, waiting for room. Throws PeerClosed if the consumer dies meanwhile; an absent one is waited for.
    std::byte *try_claim(std::size_t length, std::chrono::nanoseconds timeout) {
        check_claim(length);
        std::byte *payload = claim(static_cast<std::uint32_t>(length));
        if (payload == nullptr) {
            count_full();
            payload = wait_for_room(static_cast<std::uint32_t>(length), timeout);
        }
        return payload;
    }

    // Publishes the claimed message. When this returns, the message survives the death of every process.
    void commit() {
        if (state_.claimed == NO_CLAIM)
            throw std::logic_error("commit without a claim");
        if (!state_.home.is_here())
            channel_->home.require(channel_->object);
        NATIVE_IPC_RING_KILL_POINT("publish.written");
        std::uint32_t length = std::exchange(state_.claimed, NO_CLAIM);
        std::uint64_t next = state_.tail + native_ipc_ring_record_size(length);
        // Release: before this header come the payload and, of claim(), the 0 behind it. Whoever acquires it finds behind the record
        // 0 or a newer header, and never a payload of the lap before.
        detail::store_release(word(state_.tail), native_ipc_ring_record_header(length, NATIVE_IPC_RING_RECORD_MESSAGE));
        NATIVE_IPC_RING_KILL_POINT("publish.published");
        state_.tail = next;
        state_.messages++;
        state_.bytes += length;
        detail::store_relaxed(&state_.page->position, next);
        detail::store_relaxed(&state_.page->messages, state_.messages);
        detail::store_relaxed(&state_.page->bytes, state_.bytes);
        if (state_.sleeping)
            wake_consumer();
    }

    // Forgets the claim.
    void abort() {
        if (std::exchange(state_.claimed, NO_CLAIM) == NO_CLAIM)
            throw std::logic_error("abort without a claim");
    }

    // Copies a message in and publishes it; false: no room now, and counted.
    bool offer(const void *message, std::size_t length) { return put(try_claim(length), message, length); }
    bool offer(const void *message, std::size_t length, std::chrono::nanoseconds timeout) {
        return put(try_claim(length, timeout), message, length);
    }

    unsigned lane() const { return state_.lane; }
    std::size_t max_message() const { return state_.max_message; }
    bool is_open() const { return channel_ != nullptr; }

    // Leaves the lane; what is published stays to be consumed. Idempotent.
    void close() {
        if (channel_ == nullptr)
            return;
        if (state_.home.is_here()) { // else the lane is that of the process which this one was forked from
            channel_->leave(slot());
            NATIVE_IPC_RING_KILL_POINT("close.left");
        }
        lock_.close();
        NATIVE_IPC_RING_KILL_POINT("close.unlocked");
        channel_.reset();
        state_ = {};
    }

    // For tests: gives up everything as if the process had been killed.
    void abandon() {
        lock_.close();
        channel_.reset();
        state_ = {};
    }

private:
    friend class RingChannel;

    using Channel = std::shared_ptr<const detail::RingAttachment>;

    // Longer than any message.
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

    // Nothing: the lane is another's, or not drained.
    static std::optional<RingProducer> try_lane(const Channel &channel, const detail::Descriptor &lock, unsigned lane) {
        unsigned slot = NATIVE_IPC_RING_SLOT_LANE + lane;
        if (!lock.lock(slot, F_WRLCK, channel->object))
            return {};
        NATIVE_IPC_RING_KILL_POINT("lane.locked");
        // Nobody publishes here now: a 0 at the head is the tail, and the consumer has released all of it.
        std::uint64_t head;
        try {
            head = channel->checked_head(lane);
        } catch (const Corrupt &) {
            lock.lock(slot, F_UNLCK, channel->object);
            return {}; // its consumer is told; other lanes are whole
        }
        if (detail::load_acquire(channel->word(lane, head)) != 0) {
            lock.lock(slot, F_UNLCK, channel->object);
            return {};
        }
        channel->leave(slot); // a dead owner's epoch; what it had not published is invisible
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
        state_.messages = detail::load_relaxed(&state_.page->messages);
        state_.bytes = detail::load_relaxed(&state_.page->bytes);
        detail::store_relaxed(&state_.page->position, head);
        detail::store_relaxed(&state_.page->room, std::uint32_t{0});
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
        // Now, and not at the commit: a line more between payload and header is time in which the consumer, who waits at the header,
        // takes its line away. It lies in free bytes: fits() counts 8 more.
        detail::store_relaxed(word(state_.tail + record), std::uint64_t{0});
        NATIVE_IPC_RING_KILL_POINT("publish.zeroed");
        state_.claimed = length;
        NATIVE_IPC_RING_KILL_POINT("publish.claimed");
        return state_.data + (state_.tail & state_.mask) + NATIVE_IPC_RING_RECORD_HEADER_SIZE;
    }

    // And the 0 that goes behind it.
    bool fits(std::uint64_t bytes) const {
        return state_.tail - state_.head + bytes + NATIVE_IPC_RING_RECORD_HEADER_SIZE <= state_.mask + 1;
    }

    // Acquire: what the consumer did with the bytes before it released them happened before what is written there next.
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
        RingIdle idle(state_.wait);
        detail::Slices slices(timeout);
        auto each_slice = [&] {
            channel_->check_alive();
            if (channel_->is_dead(NATIVE_IPC_RING_SLOT_CONSUMER))
                throw PeerClosed("ring", channel_->object, EPIPE, "the consumer is dead");
        };
        for (;;) {
            bool sleepy = idle.idle(0);
            if (std::byte *payload = claim(length))
                return payload;
            if (idle.looks_at_clock() && !slices.go_on(each_slice))
                return nullptr;
            if (!sleepy)
                continue;
            // Dekker with RingConsumer::release: either it sees our 1, or we see its head.
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

    // How much of the claimed payload shares the line of its header.
    std::size_t first_line(std::size_t length) const {
        std::uint64_t used = (state_.tail & (NATIVE_IPC_RING_LINE - 1)) + NATIVE_IPC_RING_RECORD_HEADER_SIZE;
        return std::min<std::size_t>(length, NATIVE_IPC_RING_LINE - used);
    }

    bool put(std::byte *payload, const void *message, std::size_t length) {
        if (payload == nullptr)
            return false;
        // The header's line last: the consumer waits at it, and would take it away while the other lines are written.
        std::size_t first = first_line(length);
        std::memcpy(payload + first, static_cast<const std::byte *>(message) + first, length - first);
        NATIVE_IPC_RING_KILL_POINT("publish.half");
        __atomic_signal_fence(__ATOMIC_SEQ_CST); // keeps the compiler to this order
        std::memcpy(payload, message, first);
        commit();
        return true;
    }

    void wake_consumer() {
        // Dekker with RingConsumer's sleep: either we see its 1, or it sees our header. Release and acquire would let both miss.
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
