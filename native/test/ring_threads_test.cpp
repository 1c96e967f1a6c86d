// A channel between threads, so that ThreadSanitizer sees both sides of each hand-over.
#include "ring_support.hpp"

#include <atomic>
#include <map>
#include <thread>

using namespace test;

namespace {

RingOptions options(unsigned lanes, bool sleeping) {
    RingOptions options;
    options.lane_capacity = 4096;
    options.lanes = lanes;
    options.max_message = 500;
    options.sleeping_waits = sleeping;
    return options;
}

// Producers leave and return, and some are abandoned with a claim; their lanes remain usable. A producer that returns
// is another producer: on another lane its messages may overtake those of the former one.
void produce(const RingChannel &channel, std::uint32_t sender, std::uint64_t count, Wait wait) {
    std::optional<RingProducer> producer;
    std::uint64_t next = 0;
    for (std::uint64_t number = 1; number <= count; number++) {
        if (!producer) {
            producer = channel.try_producer(20s, wait);
            sender += 1U << 8;
            next = 0;
        }
        CHECK(producer);
        std::vector<unsigned char> bytes = message(sender, ++next, producer->max_message());
        std::byte *claimed = producer->try_claim(bytes.size(), 20s);
        CHECK(claimed != nullptr);
        std::memcpy(claimed, bytes.data(), bytes.size());
        producer->commit();
        if (number % 700 == 0 && producer->try_claim(1) != nullptr)
            producer->abandon();
        if (!producer->is_open() || number % 1000 == 0)
            producer.reset();
    }
}

void run(unsigned lanes, unsigned producers, std::uint64_t count, Wait wait) {
    RingChannel channel = RingChannel::create(unique_name("t"), options(lanes, wait == Wait::sleep));
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < producers; i++)
        threads.emplace_back([&, i] { produce(channel, i, count, wait); });
    std::atomic<bool> done{false};
    std::thread watcher([&] { // reading statistics does not affect the participants
        while (!done) {
            for (const RingLaneStatistics &lane : channel.statistics().lanes)
                CHECK(lane.head % 8 == 0);
            std::this_thread::sleep_for(1ms);
        }
    });
    std::map<std::uint32_t, std::uint64_t> last;
    std::uint64_t total = 0;
    auto take = [&](RingMessage from) {
        Content found = content(from);
        CHECK(found.number == ++last[found.sender]);
        total++;
    };
    std::optional<RingConsumer> consumer = channel.consumer(wait);
    for (int polls = 1; total < producers * count; polls++) {
        CHECK(consumer->poll(take, 200, 20s) != 0);
        if (polls % 500 == 0) { // another consumer takes over from the last release
            consumer->release();
            consumer->abandon();
            consumer = channel.consumer(wait);
        }
    }
    for (std::thread &thread : threads)
        thread.join();
    done = true;
    watcher.join();
    consumer->free_dead_lanes();
    for (const RingLaneStatistics &lane : channel.statistics().lanes)
        CHECK(lane.producer.epoch == 0 && lane.head == lane.position);
    channel.unlink();
}

// Two handles of the old channel unlink it at once, while a third thread waits for the name. The new channel keeps the
// name.
void race_of_unlinks(int rounds) {
    std::string name = unique_name("u");
    for (int round = 0; round < rounds; round++) {
        RingChannel first = RingChannel::create(name, options(1, false)), second = RingChannel::open(name);
        std::atomic<int> ready{0};
        auto unlink = [&](RingChannel &channel) {
            for (ready++; ready < 3;)
                ;
            channel.unlink();
        };
        std::thread one([&] { unlink(first); }), other([&] { unlink(second); });
        std::optional<RingChannel> next;
        for (ready++; !next;) {
            try {
                next = RingChannel::create(name, options(1, false));
            } catch (const AlreadyExists &) {
            }
        }
        one.join();
        other.join();
        RingChannel::open(name);
        next->unlink();
    }
}

}

int main() {
    run(1, 1, 20000, Wait::yield);
    run(3, 3, 5000, Wait::sleep);
    run(2, 3, 3000, Wait::back_off);
    race_of_unlinks(500);
    return 0;
}
