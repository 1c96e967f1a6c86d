// Measures how long the death of a producer delays the others: `ring_recovery --name /x [--size 64] [--seconds 1]`.
// Four producers and a consumer run, all yielding. Every 50 ms the oldest producer dies with a claim half written, and
// another takes its place. For each period from one death to the next, it determines the longest time without a
// message of a live producer. It prints p50, p99 and max of these times in µs.
#include "ring_peer.hpp"

#include <map>
#include <sys/mman.h>

namespace {

constexpr std::uint64_t PRODUCERS = 4;
constexpr std::uint64_t PERIOD = 50000000;
constexpr std::size_t SIZE = 64;

// Shared by the processes in addition to the channel. Producer i is the i-th that was started.
struct Shared {
    std::uint64_t doomed; // producers below this number die in their next claim
    std::uint64_t over;
};

[[noreturn]] void produce(const Arguments &arguments, Shared &shared, std::uint64_t index) {
    auto producer = RingChannel::open(arguments.there()).try_producer(std::chrono::seconds(10), Wait::yield);
    if (!producer)
        _exit(1);
    std::uint64_t bytes[SIZE / 8] = {0, index};
    for (;;) {
        std::byte *claimed = producer->try_claim(SIZE, std::chrono::seconds(10));
        if (claimed == nullptr)
            _exit(1);
        bytes[0]++;
        std::memcpy(claimed, bytes, SIZE / 2);
        if (detail::load_acquire(&shared.doomed) > index)
            kill(getpid(), SIGKILL);
        std::memcpy(claimed, bytes, SIZE);
        producer->commit();
    }
}

class Gaps {
public:
    // Records that a message of this producer arrived at this time.
    void arrived(std::uint64_t index, std::uint64_t now) {
        auto [last, first] = last_.try_emplace(index, now);
        if (!first)
            longest_ = std::max(longest_, now - last->second);
        last->second = now;
    }
    void end_period() { all_.push_back(std::exchange(longest_, 0)); }

    // Includes the producers that are alive at the end and have been silent since their last message.
    void end(std::uint64_t now, std::uint64_t first_alive, std::uint64_t count) {
        for (std::uint64_t index = first_alive; index < count; index++)
            if (last_.count(index) != 0)
                longest_ = std::max(longest_, now - last_[index]);
            else
                unheard_++;
        end_period();
    }

    void print(std::uint64_t deaths, std::uint64_t freed) {
        std::sort(all_.begin(), all_.end());
        auto micros = [&](std::size_t percent) { return static_cast<double>(all_[(all_.size() - 1) * percent / 100]) / 1000; };
        std::printf("gap_p50_us=%.0f gap_p99_us=%.0f gap_max_us=%.0f periods=%zu deaths=%llu freed=%llu unheard=%llu\n", micros(50),
                    micros(99), micros(100), all_.size(), static_cast<unsigned long long>(deaths),
                    static_cast<unsigned long long>(freed), static_cast<unsigned long long>(unheard_));
    }

private:
    std::map<std::uint64_t, std::uint64_t> last_;
    std::vector<std::uint64_t> all_;
    std::uint64_t longest_ = 0, unheard_ = 0;
};

void consume(const Arguments &arguments, Shared &shared) {
    RingChannel channel = RingChannel::open(arguments.there());
    RingConsumer consumer = channel.consumer(Wait::yield);
    Gaps gaps;
    std::map<std::uint64_t, std::uint64_t> numbers;
    std::uint64_t now = measure_now(), period_end = 0;
    auto take = [&](RingMessage found) {
        std::uint64_t bytes[SIZE / 8];
        std::memcpy(bytes, found.data, SIZE);
        if (found.length != SIZE || ++numbers[bytes[1]] != bytes[0])
            std::abort();
        gaps.arrived(bytes[1], now);
    };
    std::uint64_t doomed = 0;
    while (detail::load_acquire(&shared.over) == 0) {
        consumer.poll(take, 64, std::chrono::milliseconds(1));
        now = measure_now();
        doomed = detail::load_acquire(&shared.doomed);
        if (doomed == 0)
            gaps = Gaps(); // all four producers are running from the first death on
        else if (now >= period_end) {
            if (period_end != 0)
                gaps.end_period();
            period_end = now + PERIOD;
        }
    }
    gaps.end(now, doomed, doomed + PRODUCERS);
    gaps.print(doomed, channel.statistics().lanes_freed);
}

template <typename F>
pid_t start(F &&function) {
    pid_t forked = fork();
    if (forked == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        function();
        std::fflush(stdout);
        _exit(0);
    }
    return forked;
}

void sleep_for(std::uint64_t nanos) {
    timespec time{static_cast<time_t>(nanos / 1000000000), static_cast<long>(nanos % 1000000000)};
    nanosleep(&time, nullptr);
}

// This process has no channel open, because its children would share the locks.
void run(const Arguments &arguments) {
    void *memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw std::runtime_error("no memory");
    Shared &shared = *static_cast<Shared *>(memory);
    pid_t consumer = start([&] { consume(arguments, shared); });
    std::vector<pid_t> producers;
    auto another = [&] {
        std::uint64_t index = producers.size();
        producers.push_back(start([&] { produce(arguments, shared, index); }));
    };
    for (std::uint64_t i = 0; i < PRODUCERS; i++)
        another();
    sleep_for(300000000);
    std::uint64_t end = measure_now() + arguments.nanos;
    for (std::uint64_t oldest = 0; measure_now() < end; oldest++) {
        detail::store_release(&shared.doomed, oldest + 1);
        int status = 0;
        waitpid(producers[oldest], &status, 0);
        if (!WIFSIGNALED(status))
            throw std::runtime_error("a producer ended by itself");
        another();
        sleep_for(PERIOD);
    }
    detail::store_release(&shared.over, std::uint64_t{1});
    waitpid(consumer, nullptr, 0);
    for (std::size_t i = producers.size() - PRODUCERS; i < producers.size(); i++) {
        kill(producers[i], SIGKILL);
        waitpid(producers[i], nullptr, 0);
    }
}

}

int main(int, char **words) {
    Arguments arguments(words);
    arguments.options.lanes = 8;
    try {
        RingChannel::create(arguments.there(), arguments.options).close();
        run(arguments);
        RingChannel::open(arguments.there()).unlink();
    } catch (const std::exception &e) {
        std::fprintf(stderr, "ring_recovery: %s\n", e.what());
        return 1;
    }
    return 0;
}
