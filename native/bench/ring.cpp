// The ring channel between two processes, both C++: `ring_bench [SECONDS [PRODUCERS]]`, one line for each figure. The round trip of 64 B and
// 1 KiB, spinning, in ns (p50, p99), each message copied in and out and its number checked; then one way in million messages a second.
#include "native_ipc/ring.hpp"

#include <algorithm>
#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>

using namespace native_ipc;

namespace {

constexpr std::uint64_t LAST = ~std::uint64_t{0};
using Clock = std::chrono::steady_clock;

void pin(std::size_t cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    sched_setaffinity(0, sizeof set, &set);
}

// Opens the channels in a process of its own. A fork of a process with an open channel would share its locks.
template <typename F>
pid_t other_process(bool pinned, F &&function) {
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (pinned)
        pin(1);
    function();
    _exit(0);
}

struct Names {
    std::string there = "/ring-bench-" + std::to_string(getpid()) + "-a";
    std::string back = "/ring-bench-" + std::to_string(getpid()) + "-b";
};

RingOptions options(unsigned lanes) {
    RingOptions made;
    made.lanes = lanes;
    return made;
}

std::uint64_t number_in(const unsigned char *bytes) {
    std::uint64_t number;
    std::memcpy(&number, bytes, 8);
    return number;
}

// The size is a constant, as in a program whose messages are structs: a copy whose length comes out of the header waits for the header's line
// before it asks for the payload's, which is one line's journey more.
template <std::size_t size>
void send(RingProducer &producer, const unsigned char *bytes, Wait wait) {
    RingIdle idle(wait);
    std::byte *claimed;
    while ((claimed = producer.try_claim(size)) == nullptr)
        idle.idle(0);
    std::memcpy(claimed, bytes, size);
    producer.commit();
}

template <std::size_t size>
void copy(unsigned char *bytes, const RingMessage &found) {
    if (found.length != size)
        std::abort();
    std::memcpy(bytes, found.data, size);
}

template <std::size_t size>
void receive(RingConsumer &consumer, unsigned char *bytes, Wait wait) {
    RingIdle idle(wait);
    while (consumer.poll([&](RingMessage found) { copy<size>(bytes, found); }, 1) == 0)
        idle.idle(0);
}

template <std::size_t size>
void round_trip(double seconds, unsigned lanes) {
    Names names;
    pid_t echo = other_process(true, [&] {
        RingChannel there = RingChannel::open_or_create(names.there, options(lanes)), back = RingChannel::open_or_create(names.back, options(lanes));
        RingConsumer consumer = there.consumer(Wait::spin);
        RingProducer producer = back.producer(Wait::spin);
        unsigned char bytes[1024];
        do {
            receive<size>(consumer, bytes, Wait::spin);
            send<size>(producer, bytes, Wait::spin);
        } while (number_in(bytes) != LAST);
    });
    RingChannel there = RingChannel::open_or_create(names.there, options(lanes)), back = RingChannel::open_or_create(names.back, options(lanes));
    RingProducer producer = there.producer(Wait::spin);
    RingConsumer consumer = back.consumer(Wait::spin);
    unsigned char out[1024] = {}, in[1024];
    std::vector<std::uint32_t> samples;
    samples.reserve(20000000);
    auto begin = Clock::now();
    auto warm = begin + std::chrono::milliseconds(300), end = warm + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    std::uint64_t number = 0;
    for (auto before = begin; before < end;) {
        number++;
        std::memcpy(out, &number, 8);
        send<size>(producer, out, Wait::spin);
        receive<size>(consumer, in, Wait::spin);
        if (number_in(in) != number)
            std::abort();
        auto now = Clock::now();
        if (before >= warm && samples.size() < samples.capacity())
            samples.push_back(static_cast<std::uint32_t>((now - before).count()));
        before = now;
    }
    std::memset(out, 0xff, 8);
    send<size>(producer, out, Wait::spin);
    receive<size>(consumer, in, Wait::spin);
    waitpid(echo, nullptr, 0);
    there.unlink();
    back.unlink();
    if (samples.empty()) {
        std::puts("RTT native-ipc-ring: the machine is too busy, there was no round trip in time");
        return;
    }
    std::sort(samples.begin(), samples.end());
    std::printf("RTT native-ipc-ring size=%zu lanes=%u p50=%u p99=%u n=%zu\n", size, lanes, samples[samples.size() / 2],
                samples[samples.size() * 99 / 100], samples.size());
}

template <std::size_t size>
void one_way(double seconds, unsigned producers) {
    Names names;
    Wait wait = producers == 1 ? Wait::spin : Wait::yield;
    std::vector<pid_t> others;
    for (unsigned i = 0; i < producers; i++)
        others.push_back(other_process(producers == 1, [&] {
            RingProducer producer = RingChannel::open_or_create(names.there, options(8)).producer(wait);
            unsigned char bytes[1024] = {};
            try {
                for (std::uint64_t number = 1;; number++) {
                    std::memcpy(bytes, &number, 8);
                    if (!producer.offer(bytes, size, std::chrono::seconds(1)))
                        return;
                }
            } catch (const PeerClosed &) {
            }
        }));
    RingChannel there = RingChannel::open_or_create(names.there, options(8));
    RingConsumer consumer = there.consumer(wait);
    unsigned char in[1024];
    std::uint64_t last[8] = {}, at_begin[8] = {}, total = 0, before = 0;
    auto take = [&](RingMessage found) {
        copy<size>(in, found);
        if (number_in(in) != ++last[found.lane])
            std::abort();
        total++;
    };
    RingIdle idle(wait);
    auto begin = Clock::now(), start = begin;
    auto warm = begin + std::chrono::milliseconds(300), end = warm + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    bool measuring = false;
    for (unsigned polls = 0;; polls++) {
        idle.idle(consumer.poll(take, 256));
        if (polls % 64 != 0)
            continue;
        auto now = Clock::now();
        if (!measuring && now >= warm) {
            measuring = true;
            start = now;
            before = total;
            std::copy(last, last + 8, at_begin);
        }
        if (now >= end)
            break;
    }
    std::chrono::duration<double> took = Clock::now() - start;
    std::uint64_t most = 0, least = LAST;
    for (unsigned i = 0; i < producers; i++) {
        most = std::max(most, last[i] - at_begin[i]);
        least = std::min(least, last[i] - at_begin[i]);
    }
    there.unlink();
    for (pid_t other : others)
        kill(other, SIGKILL);
    for (pid_t other : others)
        waitpid(other, nullptr, 0);
    std::printf("THR native-ipc-ring size=%zu producers=%u mps=%.0f slowest/fastest=%.2f\n", size, producers,
                static_cast<double>(total - before) / took.count(), static_cast<double>(least) / static_cast<double>(most));
}

}

int main(int argc, char **argv) {
    double seconds = argc > 1 ? std::atof(argv[1]) : 1;
    unsigned producers = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    if (producers == 1) {
        pin(0);
        for (unsigned lanes : {1U, 8U}) {
            round_trip<64>(seconds, lanes);
            round_trip<1024>(seconds, lanes);
        }
    }
    one_way<64>(seconds, producers);
    one_way<1024>(seconds, producers);
    return 0;
}
