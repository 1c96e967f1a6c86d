// The ways to wait, and the deadlines of waits.
#pragma once

#include "ring_geometry.hpp"

#include <algorithm>
#include <optional>

namespace native_ipc {

enum class Wait {
    spin,     // never yields the CPU; only for systems with a CPU for each side
    yield,    // spins briefly, then yields the CPU to other threads
    back_off, // spins, yields, then sleeps from 50 us up to 5 ms; costs next to nothing while no message comes
    sleep     // spins, yields, then sleeps until the other side wakes it (futex); the channel must allow it
};

// The pause between two attempts: call idle() with the amount of work that the last attempt did.
class RingIdle {
public:
    explicit RingIdle(Wait wait) : wait_(wait) {}

    // Returns true if it is time to sleep. Only Wait::sleep leaves the sleeping to the caller.
    bool idle(std::size_t work) {
        if (work != 0) {
            burst_ = empty_ <= AT_HEELS ? burst_ + work : work;
            empty_ = 0;
            return false;
        }
        empty_++;
        if (empty_ <= PAUSES || wait_ == Wait::spin) {
            // A consumer that looks more often takes the line away while the producer writes it. A consumer that runs
            // at the producer's heels does so with each message. It then pauses once, so that the producer gets ahead.
            bool at_heels = empty_ == 1 && burst_ >= BURST;
            for (int left = at_heels ? 128 : 2; left > 0; left--)
                detail::pause();
            if (at_heels)
                burst_ = 0;
            return false;
        }
        if (empty_ <= PAUSES + YIELDS || wait_ == Wait::yield) {
            ::sched_yield();
            return false;
        }
        if (wait_ == Wait::sleep)
            return true;
        timespec time{0, std::min(SHORTEST_PAUSE << std::min(empty_ - PAUSES - YIELDS - 1, 10U), LONGEST_PAUSE)};
        ::nanosleep(&time, nullptr);
        return false;
    }

    // Whether reading the clock is worth its cost after this attempt.
    bool looks_at_clock() const { return empty_ % PAUSES == 0 || (wait_ != Wait::spin && empty_ > PAUSES); }

    static constexpr unsigned PAUSES = 64;
    static constexpr unsigned YIELDS = 64;
    static constexpr long SHORTEST_PAUSE = 50000; // ns
    static constexpr long LONGEST_PAUSE = 5000000;

private:
    static constexpr unsigned AT_HEELS = 2;
    static constexpr std::size_t BURST = 64;

    Wait wait_;
    unsigned empty_ = 0;
    std::size_t burst_ = 0; // messages since more than AT_HEELS attempts in a row last found nothing
};

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
