// The ring channel between two processes and in one: `ring_test` runs all tests, `ring_test exchange NAME …` is the
// other process.
#include "ring_support.hpp"

#include <atomic>
#include <sys/resource.h>
#include <thread>

using namespace test;

namespace {

RingOptions small(unsigned lanes = 2, bool sleeping = false) {
    RingOptions options;
    options.lane_capacity = 4096;
    options.lanes = lanes;
    options.max_message = 1024;
    options.sleeping_waits = sleeping;
    return options;
}

void produce(const std::string &name, std::uint32_t sender, std::uint64_t count, Wait wait) {
    RingChannel channel = RingChannel::open(name);
    RingProducer producer = *channel.try_producer(10s, wait);
    for (std::uint64_t number = 1; number <= count; number++) {
        std::vector<unsigned char> bytes = message(sender, number, producer.max_message());
        CHECK(producer.offer(bytes.data(), bytes.size(), 20s));
    }
}

void exchange(const RingOptions &options, unsigned producers, std::uint64_t count, Wait wait) {
    std::string name = unique_name("x");
    RingChannel channel = RingChannel::create(name, options);
    RingConsumer consumer = channel.consumer(wait);
    std::vector<std::unique_ptr<Process>> others;
    std::vector<std::uint64_t> last(producers);
    for (unsigned i = 0; i < producers; i++)
        others.push_back(std::make_unique<Process>(std::vector<std::string>{
            "ring_test", "produce", name, std::to_string(i), std::to_string(count), std::to_string(static_cast<int>(wait))}));
    for (std::uint64_t total = 0; total < producers * count;) {
        std::size_t got = consumer.poll(
            [&](RingMessage from) {
                Content found = content(from);
                CHECK(found.sender < producers && found.number == ++last[found.sender]);
            },
            1000, 20s);
        CHECK(got != 0);
        total += got;
    }
    for (auto &other : others)
        CHECK(other->succeeded());
    CHECK(consumer.poll([](RingMessage) {}, 1) == 0);
    std::uint64_t messages = 0, consumed = 0, bytes = 0, consumed_bytes = 0;
    for (const RingLaneStatistics &lane : channel.statistics().lanes) {
        CHECK(lane.head == lane.position && lane.producer.epoch == 0);
        messages += lane.messages.value();
        consumed += lane.consumed_messages;
        bytes += lane.bytes.value();
        consumed_bytes += lane.consumed_bytes;
    }
    CHECK(messages == producers * count && consumed == messages && bytes == consumed_bytes && bytes >= SMALLEST * messages);
    channel.unlink();
}

void test_exchange() {
    RingOptions defaults;
    exchange(defaults, 1, 3000, Wait::yield);
    exchange(small(4), 1, 3000, Wait::spin);
    exchange(small(4), 3, 3000, Wait::back_off);
    exchange(small(4, true), 3, 3000, Wait::sleep);
    exchange(small(2), 4, 2000, Wait::yield); // more producers than lanes: some wait for a lane
}

// Messages of every length, including the largest, at every place in the lane.
void test_lengths() {
    std::string name = unique_name("l");
    RingOptions options = small(1);
    options.max_message = native_ipc_ring_largest_message(options.lane_capacity);
    RingChannel channel = RingChannel::create(name, options);
    RingProducer producer = channel.producer();
    RingConsumer consumer = channel.consumer();
    std::vector<unsigned char> bytes(options.max_message);
    std::uint64_t expected = 0;
    for (int lap = 0; lap < 3; lap++)
        for (std::size_t length = 0; length <= options.max_message; length++) {
            for (std::size_t i = 0; i < length; i++)
                bytes[i] = static_cast<unsigned char>(mix(expected + i));
            CHECK(producer.offer(bytes.data(), length));
            expected += length;
            CHECK(consumer.poll([&](RingMessage found) {
                      CHECK(found.length == length && std::memcmp(found.data, bytes.data(), length) == 0);
                  }) == 1);
        }
    CHECK(channel.statistics().lanes[0].consumed_bytes == expected);
}

void test_full() {
    std::string name = unique_name("f");
    RingChannel channel = RingChannel::create(name, small(1, true));
    RingProducer producer = channel.producer(Wait::sleep);
    std::uint64_t number = 0;
    while (producer.offer(&number, 8))
        number++;
    CHECK(number == 255); // the 256th record of 16 bytes has no room for the 0 behind it
    CHECK(!producer.offer(&number, 8));
    CHECK(channel.statistics().lanes[0].full_events == 2 && channel.statistics().lanes[0].position == 255 * 16);
    auto begin = std::chrono::steady_clock::now();
    CHECK(!producer.offer(&number, 8, 120ms)); // waits for an absent consumer
    auto waited = std::chrono::steady_clock::now() - begin;
    CHECK(waited >= 120ms && waited < 1s);
    CHECK(!producer.offer(&number, 8, 0ms));
    RingConsumer consumer = channel.consumer();
    std::uint64_t next = 0;
    auto in_order = [&](RingMessage found) { CHECK(std::memcmp(found.data, &next, 8) == 0 && (++next, true)); };
    CHECK(consumer.poll(in_order, 3) == 3);
    CHECK(!producer.offer(&number, 8)); // the release is lazy
    consumer.release();
    CHECK(producer.offer(&number, 8));
    CHECK(consumer.poll(in_order) == 253 && next == 256);
}

// Published messages are counted without the producer, whose counters in the memory are written when it leaves.
void test_counters() {
    Memory memory(ring_size(small(1)));
    RingChannel channel = RingChannel::create_in(memory.base, memory.size, memory.fd, small(1));
    auto *page = reinterpret_cast<native_ipc_ring_lane *>(memory.base + native_ipc_ring_lane_offset(0));
    auto lane = [&] { return channel.statistics().lanes[0]; };
    RingProducer producer = channel.producer();
    RingConsumer consumer = channel.consumer();
    std::vector<unsigned char> bytes(1000);
    std::uint64_t messages = 0, sum = 0;
    for (int lap = 0; lap < 20; lap++) { // with padding at each end of the lane
        while (producer.offer(bytes.data(), 700 + messages % 300)) {
            sum += 700 + messages % 300;
            messages++;
        }
        CHECK(lane().messages == messages && lane().bytes == sum && lane().position > lane().head);
        CHECK(page->messages == 0 && page->bytes == 0 && page->position == 0);
        consumer.poll([](RingMessage) {}, 2);
    }
    producer.close();
    CHECK(page->messages == messages && page->bytes == sum && page->position == lane().position);
    while (consumer.poll([](RingMessage) {}) != 0)
        ;
    page->messages = 77; // what a dead owner left is not read
    page->bytes = ~std::uint64_t{0};
    CHECK(lane().messages == messages && lane().bytes == sum && lane().consumed_messages == messages);
    producer = channel.producer();
    CHECK(producer.offer("x", 1));
    CHECK(lane().messages == messages + 1 && lane().bytes == sum + 1);
    producer.close();
    CHECK(page->messages == messages + 1 && page->bytes == sum + 1 && page->position == lane().position);
}

// A consumer that polls twice for each message: a round trip makes long pauses more and more rarely, a stream does not.
void test_poll_pause() {
    using native_ipc::detail::PollPause;
    PollPause pause;
    auto messages_before_a_long_pause = [&](std::size_t each) {
        for (std::size_t messages = 0;;) {
            pause.found(each);
            messages += each;
            if (pause.is_long())
                return messages;
        }
    };
    for (std::size_t interval = PollPause::MOST_OFTEN; interval < PollPause::RAREST; interval *= 2)
        CHECK(messages_before_a_long_pause(1) == interval);
    CHECK(messages_before_a_long_pause(1) == PollPause::RAREST);
    CHECK(messages_before_a_long_pause(1) == PollPause::RAREST);
    pause.found(PollPause::USEFUL);
    CHECK(messages_before_a_long_pause(1) == PollPause::MOST_OFTEN - PollPause::USEFUL);
    for (int i = 0; i < 10; i++)
        CHECK(messages_before_a_long_pause(PollPause::USEFUL) <= PollPause::MOST_OFTEN);
    for (int messages = 0; messages < 1000; messages++) {
        pause.found(1);
        for (int empty = 0; empty < 3; empty++)
            CHECK(!pause.is_long());
    }
}

// A sleeping participant is woken and does not wait for the end of its slice of 50 ms.
void test_wakes() {
    RingChannel channel = RingChannel::create(unique_name("w"), small(1, true));
    RingProducer producer = channel.producer(Wait::sleep);
    std::atomic<int> received{0};
    auto began = std::chrono::steady_clock::now();
    std::thread receiver([&] {
        RingConsumer consumer = channel.consumer(Wait::sleep);
        while (received < 50)
            received += static_cast<int>(consumer.poll([](RingMessage) {}, 10, 10s));
    });
    for (int sent = 1; sent <= 50; sent++) {
        std::this_thread::sleep_for(3ms);
        CHECK(producer.offer("x", 1));
        while (received < sent)
            std::this_thread::yield();
    }
    receiver.join();
    CHECK(std::chrono::steady_clock::now() - began < 1500ms);

    RingConsumer consumer = channel.consumer();
    while (producer.offer("12345678", 8))
        ;
    std::atomic<int> offered{0};
    began = std::chrono::steady_clock::now();
    std::thread sender([&] {
        while (offered < 40 * 64) {
            CHECK(producer.offer("12345678", 8, 10s));
            offered++;
        }
    });
    for (int turn = 1; turn <= 40; turn++) {
        std::this_thread::sleep_for(3ms);
        CHECK(consumer.poll([](RingMessage) {}, 64) == 64); // a quarter of the lane, which is released
        while (offered < turn * 64)
            std::this_thread::yield();
    }
    sender.join();
    CHECK(std::chrono::steady_clock::now() - began < 1500ms);
    channel.unlink();
}

void test_handler_that_throws() {
    std::string name = unique_name("h");
    RingChannel channel = RingChannel::create(name, small(1));
    RingProducer producer = channel.producer();
    RingConsumer consumer = channel.consumer();
    for (char c : {'a', 'b'})
        CHECK(producer.offer(&c, 1));
    std::string seen;
    auto picky = [&](RingMessage found) {
        seen += static_cast<char>(*found.data);
        if (seen == "ab")
            throw std::runtime_error("not now");
    };
    CHECK_THROWS(std::runtime_error, consumer.poll(picky));
    CHECK(consumer.poll(picky) == 1 && seen == "abb");
}

void test_claims() {
    std::string name = unique_name("c");
    RingChannel channel = RingChannel::create(name, small(1));
    RingProducer producer = channel.producer();
    RingConsumer consumer = channel.consumer();
    std::byte *first = producer.try_claim(100);
    CHECK(first != nullptr);
    CHECK_THROWS(std::logic_error, producer.try_claim(1));
    producer.abort();
    CHECK(producer.try_claim(0) == first);
    CHECK_THROWS(std::logic_error, producer.try_claim(0));
    producer.abort();
    CHECK(producer.try_claim(5) == first);
    std::memcpy(first, "hello", 5);
    CHECK(consumer.poll([](RingMessage) { CHECK(false); }) == 0);
    producer.commit();
    CHECK_THROWS(std::logic_error, producer.commit());
    CHECK_THROWS(std::logic_error, producer.abort());
    CHECK(consumer.poll([](RingMessage m) { CHECK(m.length == 5 && std::memcmp(m.data, "hello", 5) == 0); }) == 1);
    RingProducer moved = std::move(producer);
    CHECK_THROWS(std::logic_error, producer.try_claim(1));
    CHECK(moved.offer("x", 1));
    moved.close();
    moved.close();
    CHECK_THROWS(std::logic_error, moved.offer("x", 1));
    CHECK_THROWS(Busy, channel.producer()); // not drained
    CHECK(consumer.poll([](RingMessage) {}) == 1 && consumer.poll([](RingMessage) {}) == 0);
    CHECK(channel.producer().offer("y", 1));
    consumer.close();
    CHECK_THROWS(std::logic_error, consumer.poll([](RingMessage) {}));
}

// A poll by a handler would receive the handler's own message again, and the next message would be lost.
void test_handlers(bool sleeping, bool timed) {
    RingChannel channel = RingChannel::create(unique_name("h"), small(1, sleeping));
    RingProducer producer = channel.producer();
    std::string seen;
    auto poll = [&](RingConsumer &consumer, auto &&handler) {
        return timed ? consumer.poll(handler, 9, 10s) : consumer.poll(handler);
    };
    auto note = [&](RingMessage found) { seen += static_cast<char>(*found.data); };
    RingConsumer consumer = channel.consumer();
    CHECK(producer.offer("a", 1) && producer.offer("b", 1));
    CHECK(poll(consumer, [&](RingMessage found) {
              note(found);
              CHECK_THROWS(std::logic_error, consumer.poll(note));
              CHECK_THROWS(std::logic_error, consumer.poll(note, 1, 1s));
          }) == 2);
    CHECK(seen == "ab" && consumer.poll(note) == 0);
    CHECK(producer.offer("c", 1) && producer.offer("d", 1));
    CHECK(poll(consumer, [&](RingMessage found) {
              consumer.close();
              CHECK(!consumer.is_open());
              note(found);
          }) == 1);
    CHECK(!consumer.is_open());
    CHECK_THROWS(std::logic_error, consumer.poll(note));
    consumer = channel.consumer();
    CHECK(channel.statistics().takeovers == 0);
    CHECK(consumer.poll(note) == 1 && seen == "abcd");
    CHECK(producer.offer("e", 1));
    channel.unlink();
    channel.close();
    producer.close();
    CHECK(poll(consumer, [&](RingMessage) { consumer.close(); }) == 1); // the last user of the memory
}

void test_retired() {
    std::string name = unique_name("r");
    RingChannel channel = RingChannel::create(name, small(1));
    RingProducer producer = channel.producer();
    RingConsumer consumer = channel.consumer();
    CHECK(producer.offer("x", 1));
    channel.unlink();
    CHECK_THROWS(NotFound, RingChannel::open(name));
    CHECK_THROWS(PeerClosed, channel.producer());
    CHECK(consumer.poll([](RingMessage) {}, 1, 1s) == 1); // the channel is drained first
    CHECK_THROWS(PeerClosed, consumer.poll([](RingMessage) {}, 1, 1s));
    RingChannel second = RingChannel::create(name, small(1));
    CHECK(second.geometry().instance_id != channel.geometry().instance_id);
    CHECK(producer.offer("old", 3) && second.consumer().poll([](RingMessage) {}) == 0);
    channel.unlink(); // the name belongs to another channel now
    CHECK(!RingChannel::open(name).created());
    CHECK(RingChannel::open_or_create(name).geometry().lanes == 1);
    CHECK(!RingChannel::clean_up(name)); // this process has it open
    second.close();
    CHECK(RingChannel::clean_up(name));
    CHECK_THROWS(NotFound, RingChannel::clean_up(name));
    channel.close();
    CHECK_THROWS(std::logic_error, channel.producer());
}

// A limit on the size of files stands for a full /dev/shm: not even the first page, or not all pages.
void test_creation_without_space() {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before;
    CHECK(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    for (rlim_t bytes : {rlim_t{0}, rlim_t{8192}}) {
        std::string name = unique_name("f");
        rlimit little = {bytes, before.rlim_max};
        CHECK(::setrlimit(RLIMIT_FSIZE, &little) == 0);
        CHECK_THROWS(Error, RingChannel::create(name, small()));
        CHECK(::setrlimit(RLIMIT_FSIZE, &before) == 0);
        struct stat found;
        CHECK(::lstat(("/dev/shm" + name).c_str(), &found) == -1 && errno == ENOENT);
    }
    std::signal(SIGXFSZ, SIG_DFL);
}

}

int main(int argc, char **argv) {
    std::vector<std::string> arguments(argv, argv + argc);
    if (argc == 6 && arguments[1] == "produce") {
        produce(arguments[2], static_cast<std::uint32_t>(std::stoul(arguments[3])), std::stoull(arguments[4]),
                static_cast<Wait>(std::stoi(arguments[5])));
        return 0;
    }
    test_lengths();
    test_full();
    test_counters();
    test_poll_pause();
    test_creation_without_space();
    test_wakes();
    test_handler_that_throws();
    test_claims();
    for (bool sleeping : {false, true})
        for (bool timed : {false, true})
            test_handlers(sleeping, timed);
    test_retired();
    test_exchange();
    return 0;
}
