// The ring channel in C++: one of the processes that a benchmark starts and pins.
//   ring_bench ping|echo        --name /x --size 64|1024 [--lanes 1]       round trips; ping measures
//   ring_bench consume|produce  the same                                   one way; consume measures
//   ring_bench merge|feed       --name /x --size … --lanes 8 --producers N | --index I   N producers, yielding; merge measures
//   ring_bench rtt|way          --size … [--lanes 1]                       both sides; one of them is forked
//   ring_bench memory           --lanes N --capacity BYTES                 the memory of a channel
// All accept [--warm-up S] [--seconds S]. Each message is copied in and out, and its number is checked.
#include "ring_peer.hpp"

#include <sys/stat.h>

namespace {

template <std::size_t size>
void ping(const Arguments &arguments) {
    Pair pair(arguments, true);
    static measure_trips trips;
    unsigned char out[size] = {}, in[size];
    std::uint64_t number = 0;
    auto trip = [&](std::uint64_t sent) {
        std::memcpy(out, &sent, 8);
        send<size>(*pair.producer, out);
        receive<size>(pair, in);
        if (number_in(in) != sent)
            std::abort();
    };
    trip(++number);
    std::uint64_t before = measure_now(), warm = before + arguments.warm_up, end = warm + arguments.nanos;
    while (before < end) {
        trip(++number);
        std::uint64_t now = measure_now();
        if (before >= warm)
            measure_trip(&trips, now - before);
        before = now;
    }
    trip(MEASURE_LAST);
    measure_print_trips(&trips);
}

template <std::size_t size>
void echo(const Arguments &arguments) {
    Pair pair(arguments, false);
    unsigned char bytes[size];
    do {
        receive<size>(pair, bytes);
        send<size>(*pair.producer, bytes);
    } while (number_in(bytes) != MEASURE_LAST);
}

// Ends when the consumer answers.
template <std::size_t size>
void produce(const Arguments &arguments) {
    Pair pair(arguments, false);
    unsigned char bytes[size] = {};
    bool answered = false;
    for (std::uint64_t number = 1; !answered; number++) {
        std::memcpy(bytes, &number, 8);
        send<size>(*pair.producer, bytes);
        if (number % ASK_EVERY == 0)
            answered = pair.consumer->poll([](RingMessage) {}, 1) != 0;
    }
    std::uint64_t last = MEASURE_LAST;
    std::memcpy(bytes, &last, 8);
    send<size>(*pair.producer, bytes);
}

template <std::size_t size>
void consume(const Arguments &arguments) {
    Pair pair(arguments, true);
    unsigned char in[size] = {};
    std::uint64_t last = 0;
    bool over = false;
    auto take = [&](RingMessage found) {
        copy<size>(in, found);
        if (number_in(in) == last + 1)
            last++;
        else if (number_in(in) == MEASURE_LAST)
            over = true;
        else
            std::abort();
    };
    auto polls = [&] {
        for (unsigned i = 0; i < POLLS; i++)
            pair.idle.idle(pair.consumer->poll(take, BURST));
        return measure_now();
    };
    while (last == 0)
        polls();
    std::uint64_t now = measure_now(), warm = now + arguments.warm_up;
    while (now < warm)
        now = polls();
    std::uint64_t begin = now, counted = last;
    while (now < begin + arguments.nanos)
        now = polls();
    measure_print_rate(last - counted, now - begin);
    send<size>(*pair.producer, in);
    while (!over)
        polls();
}

// Ends when the consumer has closed or died.
template <std::size_t size>
void feed(const Arguments &arguments) {
    RingProducer producer = RingChannel::open_or_create(arguments.there(), arguments.options).producer(Wait::yield);
    unsigned char bytes[size] = {};
    std::uint64_t index = arguments.index;
    std::memcpy(bytes + 8, &index, 8);
    try {
        for (std::uint64_t number = 1;; number++) {
            std::memcpy(bytes, &number, 8);
            producer.offer(bytes, size, std::chrono::hours(1));
        }
    } catch (const PeerClosed &) {
    }
}

template <std::size_t size>
void merge(const Arguments &arguments) {
    RingChannel channel = RingChannel::open_or_create(arguments.there(), arguments.options);
    RingConsumer consumer = channel.consumer(Wait::yield);
    std::vector<std::uint64_t> last(arguments.producers);
    unsigned char in[size];
    auto take = [&](RingMessage found) {
        copy<size>(in, found);
        std::uint64_t index;
        std::memcpy(&index, in + 8, 8);
        if (index >= last.size() || number_in(in) != ++last[index])
            std::abort();
    };
    RingIdle idle(Wait::yield);
    auto polls = [&] {
        for (unsigned i = 0; i < POLLS; i++)
            idle.idle(consumer.poll(take, BURST));
        return measure_now();
    };
    while (*std::min_element(last.begin(), last.end()) == 0)
        polls();
    std::uint64_t now = measure_now(), warm = now + arguments.warm_up;
    while (now < warm)
        now = polls();
    std::uint64_t begin = now;
    std::vector<std::uint64_t> counted = last;
    while (now < begin + arguments.nanos)
        now = polls();
    std::uint64_t total = 0, least = MEASURE_LAST, most = 0;
    for (std::size_t i = 0; i < last.size(); i++) {
        std::uint64_t messages = last[i] - counted[i];
        total += messages;
        least = std::min(least, messages);
        most = std::max(most, messages);
    }
    std::printf("fairness=%.3f ", static_cast<double>(least) / static_cast<double>(most));
    measure_print_rate(total, now - begin);
    channel.unlink();
}

void print_memory(const Arguments &arguments) {
    RingChannel channel = RingChannel::create(arguments.there(), arguments.options);
    struct stat found {};
    if (::stat(("/dev/shm" + arguments.there()).c_str(), &found) != 0)
        throw std::runtime_error("no object in /dev/shm");
    channel.unlink();
    std::printf("lanes=%u capacity=%llu size=%lld reserved=%lld\n", channel.geometry().lanes,
                static_cast<unsigned long long>(channel.geometry().lane_capacity), static_cast<long long>(found.st_size),
                static_cast<long long>(found.st_blocks) * 512);
}

// Runs both sides, for use by hand. The other side is forked before this one opens a channel, and both are pinned.
template <typename Other, typename This>
void both(Arguments arguments, Other other, This self) {
    arguments.name = "/ring-bench-" + std::to_string(getpid());
    pid_t forked = fork();
    pin(forked == 0 ? 1 : 0);
    if (forked == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        other(arguments);
        _exit(0);
    }
    self(arguments);
    waitpid(forked, nullptr, 0);
    RingChannel::open(arguments.there()).unlink();
    RingChannel::open(arguments.back()).unlink();
}

template <std::size_t size>
bool act(const std::string &role, const Arguments &arguments) {
    if (role == "ping")
        ping<size>(arguments);
    else if (role == "echo")
        echo<size>(arguments);
    else if (role == "consume")
        consume<size>(arguments);
    else if (role == "produce")
        produce<size>(arguments);
    else if (role == "merge")
        merge<size>(arguments);
    else if (role == "feed")
        feed<size>(arguments);
    else if (role == "rtt")
        both(arguments, echo<size>, ping<size>);
    else if (role == "way")
        both(arguments, produce<size>, consume<size>);
    else if (role == "memory")
        print_memory(arguments);
    else
        return false;
    return true;
}

}

int main(int count, char **words) {
    Arguments arguments(words);
    std::string role = count > 1 ? words[1] : "";
    try {
        if (arguments.size == 64 ? act<64>(role, arguments) : arguments.size == 1024 && act<1024>(role, arguments))
            return 0;
    } catch (const std::exception &e) {
        std::fprintf(stderr, "ring_bench: %s\n", e.what());
        return 1;
    }
    std::fprintf(stderr, "usage: ring_bench ROLE --name /x --size 64|1024 ...: see the head of ring.cpp\n");
    return 2;
}
