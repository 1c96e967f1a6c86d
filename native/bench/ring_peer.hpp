// The common part of the ring channel's benchmarks in C++: arguments, both directions, one message in and out.
#pragma once

#include "measure.h"
#include "native_ipc/ring.hpp"

#include <csignal>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>

namespace {

using namespace native_ipc;

constexpr unsigned ASK_EVERY = 1024; // messages after which a producer checks for an answer
constexpr unsigned POLLS = 16;       // between two readings of the clock; few, because each may yield
constexpr std::size_t BURST = 256;   // the most messages of a poll

struct Arguments {
    explicit Arguments(char **words)
        : name(measure_text(words, "name", "/ring-bench")), size(measure_number(words, "size", 64)),
          producers(measure_number(words, "producers", 1)), index(measure_number(words, "index", 0)),
          warm_up(measure_duration(words, "warm-up", 0.2)), nanos(measure_duration(words, "seconds", 1)) {
        options.lanes = measure_number(words, "lanes", 1);
        options.lane_capacity = measure_number(words, "capacity", NATIVE_IPC_RING_DEFAULT_CAPACITY);
    }
    std::string there() const { return name + "-0"; }
    std::string back() const { return name + "-1"; }

    std::string name;
    unsigned size, producers, index;
    std::uint64_t warm_up, nanos;
    RingOptions options;
};

// Both directions, from the view of the process that measures, or of the other process.
struct Pair {
    Pair(const Arguments &arguments, bool measures) {
        RingChannel there = RingChannel::open_or_create(arguments.there(), arguments.options);
        RingChannel back = RingChannel::open_or_create(arguments.back(), arguments.options);
        producer.emplace((measures ? there : back).producer(Wait::spin));
        consumer.emplace((measures ? back : there).consumer(Wait::spin));
    }

    std::optional<RingProducer> producer;
    std::optional<RingConsumer> consumer;
    RingIdle idle{Wait::spin};
};

inline void pin(std::size_t processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    sched_setaffinity(0, sizeof set, &set);
}

inline std::uint64_t number_in(const unsigned char *bytes) {
    std::uint64_t number;
    std::memcpy(&number, bytes, 8);
    return number;
}

// The size is a constant, as in a program whose messages are structs. A copy whose length comes from the header waits
// for the header's line before it requests the payload's line, which costs the transfer of one more line.
template <std::size_t size>
void send(RingProducer &producer, const unsigned char *bytes) {
    if (!producer.offer(bytes, size, std::chrono::hours(1)))
        std::abort();
}

template <std::size_t size>
void copy(unsigned char *bytes, const RingMessage &found) {
    if (found.length != size)
        std::abort();
    std::memcpy(bytes, found.data, size);
}

template <std::size_t size>
void receive(Pair &pair, unsigned char *bytes) {
    std::size_t count;
    do {
        count = pair.consumer->poll([&](RingMessage found) { copy<size>(bytes, found); }, 1);
        pair.idle.idle(count);
    } while (count == 0);
}

}
