// The ways to wait, and the deadlines of waits.
#pragma once

#include "ring_geometry.hpp"

#include <algorithm>
#include <optional>

namespace native_ipc {

// A producer without room does not yield: except with spin it spins at most 16 times, then sleeps for 20 us, or with
// sleep until the consumer wakes it. It would otherwise take CPU time from the consumer that it waits for.
enum class Wait {
    spin,     // never yields the CPU; only for systems with a CPU for each side
    yield,    // yields the CPU to other threads at once
    back_off, // spins, yields, then sleeps from 50 us up to 5 ms; costs next to nothing while no message comes
    sleep     // spins, yields, then sleeps until the other side wakes it (futex); the channel must allow it
};

namespace detail {

// Decides how long a consumer pauses after a poll that found nothing. A poll takes the line away from the producer that
// is writing it, so a consumer that runs at the heels of a stream gets one message with each poll. From time to time it
// makes one long pause, in which the producer gets ahead. If the next messages are few, as in a round trip, the pause
// only delayed them, and the next one comes after twice as many messages. The same as io.nativeipc.ring.PollPause.
class PollPause {
public:
    static constexpr unsigned LET_AHEAD = 512; // PAUSEs
    static constexpr std::size_t MOST_OFTEN = 64, RAREST = 65536; // messages between two long pauses
    static constexpr std::size_t USEFUL = 4; // messages found after a long pause that was worth it

    void found(std::size_t messages) {
        if (let_ahead_) {
            let_ahead_ = false;
            interval_ = messages < USEFUL ? std::min(interval_ * 2, RAREST) : MOST_OFTEN;
        }
        burst_ = empty_ <= AT_HEELS ? std::min(burst_ + messages, RAREST) : messages;
        empty_ = 0;
    }

    // Counts an empty poll. Returns whether the pause after it is a long one.
    bool is_long() {
        empty_++;
        if (empty_ > 1 || burst_ < interval_)
            return false;
        burst_ = 0;
        return let_ahead_ = true;
    }

    unsigned empty() const { return empty_; } // polls since the last message

private:
    static constexpr unsigned AT_HEELS = 2;

    unsigned empty_ = 0;
    std::size_t burst_ = 0; // messages since more than AT_HEELS polls in a row last found nothing
    std::size_t interval_ = MOST_OFTEN;
    bool let_ahead_ = false; // the last pause was long, and no message has come since
};

}

// The pause between two polls: call idle() with the number of messages that the last poll found.
class RingIdle {
public:
    explicit RingIdle(Wait wait) : wait_(wait) {}

    // Returns true if it is time to sleep. Only Wait::sleep leaves the sleeping to the caller.
    bool idle(std::size_t work) {
        if (work != 0) {
            learned_.found(work);
            return false;
        }
        bool is_long = learned_.is_long();
        for (unsigned left = is_long ? detail::PollPause::LET_AHEAD : wait_ == Wait::yield ? 0 : 1; left > 0; left--)
            detail::pause();
        unsigned empty = learned_.empty();
        if (wait_ == Wait::spin || (empty <= PAUSES && wait_ != Wait::yield))
            return false;
        if (empty <= PAUSES + YIELDS || wait_ == Wait::yield) {
            ::sched_yield();
            return false;
        }
        if (wait_ == Wait::sleep)
            return true;
        timespec time{0, std::min(SHORTEST_PAUSE << std::min(empty - PAUSES - YIELDS - 1, 10U), LONGEST_PAUSE)};
        ::nanosleep(&time, nullptr);
        return false;
    }

    // Whether reading the clock is worth its cost after this attempt.
    bool looks_at_clock() const {
        unsigned empty = learned_.empty();
        return empty % PAUSES == 0 || (wait_ != Wait::spin && empty > PAUSES);
    }

    static constexpr unsigned PAUSES = 64; // of back_off and sleep
    static constexpr unsigned YIELDS = 64;
    static constexpr unsigned YIELD_PAUSES = 0; // of yield
    static constexpr long SHORTEST_PAUSE = 50000; // ns
    static constexpr long LONGEST_PAUSE = 5000000;

private:
    Wait wait_;
    detail::PollPause learned_;
};

namespace detail {

// The pause between two attempts of a producer without room.
class RoomIdle {
public:
    explicit RoomIdle(Wait wait) : wait_(wait) {}

    // Returns true if it is time to sleep until the consumer makes room. Only Wait::sleep leaves this to the caller.
    bool idle() {
        attempts_++;
        if (attempts_ <= SPINS || wait_ == Wait::spin) {
            pause();
            return false;
        }
        if (wait_ == Wait::sleep)
            return true;
        unsigned late = attempts_ - SPINS;
        long nanos = PARK;
        if (wait_ == Wait::back_off && late > RingIdle::YIELDS)
            nanos = std::min(RingIdle::SHORTEST_PAUSE << std::min(late - RingIdle::YIELDS - 1, 10U), RingIdle::LONGEST_PAUSE);
        timespec time{0, nanos};
        ::nanosleep(&time, nullptr);
        return false;
    }

    bool looks_at_clock() const { return attempts_ % 64 == 0 || (wait_ != Wait::spin && attempts_ > SPINS); }

    static constexpr unsigned SPINS = 16;
    static constexpr long PARK = 20000; // ns

private:
    Wait wait_;
    unsigned attempts_ = 0;
};

}

namespace detail {

// The longest time that a wait goes on without checking whether the peers are alive.
constexpr Clock::duration SLICE = std::chrono::milliseconds(50);

// A deadline, and an action that is due every 50 ms until then.
class Slices {
public:
    explicit Slices(std::chrono::nanoseconds timeout) : now_(Clock::now()), next_(now_ + SLICE), deadline_(after(timeout)) {}

    // Reads the clock, and runs the action if it is due. Returns false if the deadline has passed.
    template <typename F>
    bool go_on(F &&each_slice) {
        now_ = Clock::now();
        if (now_ >= next_) {
            each_slice();
            next_ = now_ + SLICE;
        }
        return now_ < deadline_;
    }

    // The longest time that the caller may sleep now.
    Clock::duration left() const { return std::min(std::min(next_, deadline_) - now_, SLICE); }

private:
    Clock::time_point now_;
    Clock::time_point next_;
    Clock::time_point deadline_;
};

inline Wait checked_wait(std::optional<Wait> wait, const RingGeometry &geometry) {
    if (wait == Wait::sleep && !geometry.sleeping_waits)
        throw std::invalid_argument("Wait::sleep needs a channel that was created with sleeping_waits");
    return wait.value_or(geometry.sleeping_waits ? Wait::sleep : Wait::back_off);
}

}
}
