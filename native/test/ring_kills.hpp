// What the tests that kill processes at the steps of docs/ring-layout.md have in common, in whatever language the killed
// process uses the channel.
#pragma once

#include "ring_support.hpp"

#include <memory>

namespace test {

enum Note { ACKNOWLEDGED, DELIVERED, FIRST, STOP, READY };

inline RingOptions options() {
    RingOptions options;
    options.lane_capacity = 4096;
    options.lanes = 2;
    options.max_message = 600;
    options.sleeping_waits = true;
    return options;
}

// Starts this program, whose name is PROGRAM, as a process that is killed at the count-th time that it reaches the point.
inline std::unique_ptr<Process> victim(const char *program, const char *role, const std::string &name,
                                       const std::string &notes, const char *point, int count) {
    return std::make_unique<Process>(std::vector<std::string>{program, role, name, notes},
                                     std::string("NATIVE_IPC_KILLPOINT=") + point + ":" + std::to_string(count));
}

// Whether a producer reaches the point only if its consumer sleeps.
inline bool needs_sleeper(const char *point) {
    return std::strcmp(point, "publish.waking") == 0 || std::strcmp(point, "publish.woken") == 0;
}

// Returns the role of a producer that reaches the point.
inline const char *producer_role_for(const char *point) {
    return needs_sleeper(point) ? "slow-producer" : "producer";
}

// How many messages a slow producer sends at most, and how long it then naps: longer each time, because on a busy machine
// the consumer takes long to spin and to yield before it sleeps.
constexpr std::uint64_t SLOW_MESSAGES = 500;

inline void slow_nap(std::uint64_t number) {
    ::usleep(static_cast<useconds_t>(std::min<std::uint64_t>(500 * number, 100000)));
}

// Notes a message before its handler returns.
inline void deliver(Notes &notes, const RingMessage &from) {
    Content found = content(from);
    if (notes.get(FIRST) == 0)
        notes.set(FIRST, found.number);
    else
        CHECK(found.number == notes.get(DELIVERED) + 1);
    notes.set(DELIVERED, found.number);
}

// Consumes all that the producer has sent until it is killed. Each acknowledged message arrives once, in order and
// complete. Returns the number of messages.
inline std::uint64_t consume_until_killed(RingConsumer &consumer, Process &producer, Notes &notes, const char *point) {
    std::uint64_t last = 0;
    auto in_order = [&](RingMessage from) { CHECK(content(from).number == ++last); };
    bool stalls = std::strcmp(point, "room.waiting") == 0; // the lane must be full
    auto patience = needs_sleeper(point) ? 200ms : 10ms;   // it sleeps only if it has not given up before
    while (!producer.has_ended())
        if (stalls)
            ::usleep(1000);
        else
            consumer.poll(in_order, 50, patience);
    CHECK(producer.was_killed());
    while (consumer.poll(in_order) != 0)
        ;
    std::uint64_t acknowledged = notes.get(ACKNOWLEDGED);
    CHECK(last == acknowledged || last == acknowledged + 1);
    return last;
}

// Consumes after a dead consumer, which handled the first messages of `number`. No message is skipped. At most a quarter
// of the lane and one record arrive again. Returns the number of these messages.
inline std::uint64_t take_over(RingConsumer &next, std::uint64_t handled, std::uint64_t number) {
    std::uint64_t last = 0, again = 0, twice = 0;
    for (auto end = std::chrono::steady_clock::now() + 5s; last != number;) {
        CHECK(std::chrono::steady_clock::now() < end);
        next.poll([&](RingMessage from) {
            Content found = content(from);
            CHECK(last == 0 ? found.number <= handled + 1 : found.number == last + 1);
            last = found.number;
            if (last <= handled) {
                again += native_ipc_ring_record_size(static_cast<std::uint32_t>(from.length));
                twice++;
            }
        });
    }
    CHECK(again <= 1024 + 608 + 608);
    return twice;
}

// Kills a process at each point this many times, and returns the number of kills.
template <typename Kill>
int kill_at(std::initializer_list<const char *> points, Kill &&kill, int times) {
    for (const char *point : points) {
        for (int i = 0; i < times; i++)
            kill(point, i);
        std::printf("%s: fired %d\n", point, times);
        std::fflush(stdout);
    }
    return static_cast<int>(points.size()) * times;
}

}
