// C as a peer of C++: exchanges both ways, and processes that use the channel through native_ipc/ring.h and are killed
// at the steps of docs/ring-layout.md. `ring_c_peers_test ROUNDS` kills a process at each step ROUNDS times;
// `ring_c_peers_test ROLE NAME NOTES` is the other process. A kill point that is not reached fails the test.
#include "ring_kills.hpp"

#include "native_ipc/ring.h"

using namespace test;

namespace {

constexpr std::int64_t SECOND = 1000000000;
constexpr std::uint64_t MESSAGES = 20000;

#define CHECK_C(call)                                                                                                  \
    do {                                                                                                               \
        if ((call) < 0) {                                                                                              \
            std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, native_ipc_error_text());                          \
            std::exit(1);                                                                                              \
        }                                                                                                              \
    } while (false)

native_ipc_ring *open_c(const std::string &name) {
    native_ipc_ring *channel;
    CHECK_C(native_ipc_ring_open(name.c_str(), &channel));
    return channel;
}

// Sends 1, 2, ... and notes each acknowledged number. Every second message is written in place.
void producer_role(const std::string &name, Notes &notes, std::uint64_t most, bool slow) {
    native_ipc_ring *channel = open_c(name);
    native_ipc_producer *producer;
    CHECK_C(native_ipc_producer_open(channel, NATIVE_IPC_WAIT_SLEEP, 10 * SECOND, &producer));
    for (std::uint64_t number = 1; number <= most; number++) {
        std::vector<unsigned char> bytes = message(7, number, 600);
        if (number % 2 == 0) {
            CHECK_C(native_ipc_producer_send(producer, bytes.data(), bytes.size(), 20 * SECOND));
        } else {
            void *payload;
            CHECK_C(native_ipc_producer_claim(producer, bytes.size(), 20 * SECOND, &payload));
            std::memcpy(payload, bytes.data(), bytes.size());
            CHECK_C(native_ipc_producer_commit(producer));
        }
        notes.set(ACKNOWLEDGED, number);
        if (slow)
            slow_nap(number);
    }
    CHECK_C(native_ipc_producer_close(producer));
    CHECK_C(native_ipc_ring_close(channel));
}

int deliver(void *context, const native_ipc_message *from) {
    deliver(*static_cast<Notes *>(context), {static_cast<const std::byte *>(from->data), from->length, from->lane});
    return NATIVE_IPC_CONTINUE;
}

void consumer_role(const std::string &name, Notes &notes) {
    native_ipc_ring *channel = open_c(name);
    native_ipc_consumer *consumer;
    CHECK_C(native_ipc_consumer_open(channel, NATIVE_IPC_WAIT_SLEEP, &consumer));
    while (notes.get(STOP) == 0) {
        CHECK_C(native_ipc_consumer_poll(consumer, deliver, &notes, 100, SECOND / 50));
        CHECK_C(native_ipc_consumer_free_dead_lanes(consumer));
    }
    CHECK_C(native_ipc_consumer_close(consumer));
    CHECK_C(native_ipc_ring_close(channel));
}

void create_role(const std::string &name) {
    native_ipc_ring_options made{};
    CHECK_C(native_ipc_ring_options_init(&made, sizeof made));
    made.lane_capacity = 4096;
    made.lanes = 2;
    native_ipc_ring *channel;
    CHECK_C(native_ipc_ring_open_or_create(name.c_str(), &made, &channel));
    CHECK_C(native_ipc_ring_unlink(channel));
}

void role(const std::string &role, const std::string &name, Notes &notes) {
    if (role == "producer")
        producer_role(name, notes, 400, false);
    else if (role == "slow-producer")
        producer_role(name, notes, SLOW_MESSAGES, true);
    else if (role == "fast-producer")
        producer_role(name, notes, MESSAGES, false);
    else if (role == "consumer")
        consumer_role(name, notes);
    else if (role == "create")
        create_role(name);
    else if (role == "clean")
        CHECK_C(native_ipc_ring_clean_up(name.c_str()));
    else
        std::exit(2);
}

std::unique_ptr<Process> victim(const char *role, const std::string &name, const std::string &notes, const char *point,
                                int count) {
    return test::victim("ring_c_peers_test", role, name, notes, point, count);
}

// Each acknowledged message of C arrives in C++ once, in order and complete. The lane is free again at once.
void kill_producer(const char *point, int count) {
    std::string name = unique_name("cp"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel channel = RingChannel::create(name, options());
    RingConsumer consumer = channel.consumer(Wait::sleep);
    std::unique_ptr<Process> process = victim(producer_role_for(point), name, note, point, count);
    consume_until_killed(consumer, *process, notes, point);
    consumer.free_dead_lanes();
    CHECK(!channel.statistics().lanes[0].producer.dead);
    RingProducer next = channel.producer();
    CHECK(next.lane() == 0 && next.offer("x", 1) && consumer.poll([](RingMessage) {}) == 1);
    channel.unlink();
}

// No message is skipped. At most a quarter of the lane and one record arrive again.
void kill_consumer(const char *point, int count) {
    std::string name = unique_name("cc"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel channel = RingChannel::create(name, options());
    RingProducer producer = channel.producer(Wait::sleep);
    if (std::strncmp(point, "free.", 5) == 0)
        channel.producer().abandon();
    bool closing = std::strncmp(point, "close.", 6) == 0;
    bool empty = std::strcmp(point, "poll.sleeping") == 0;
    std::unique_ptr<Process> process = victim("consumer", name, note, point, count);
    std::uint64_t number = 0;
    auto offer = [&] {
        std::vector<unsigned char> bytes = message(7, number + 1, producer.max_message());
        try {
            bool offered = producer.offer(bytes.data(), bytes.size());
            number += offered ? 1 : 0;
            return offered;
        } catch (const PeerClosed &) { // the consumer is dead already
            return false;
        }
    };
    while (!process->has_ended()) {
        if (!empty || number < 8)
            offer();
        if (closing && notes.get(DELIVERED) > 20)
            notes.set(STOP, 1);
        ::usleep(50);
    }
    CHECK(process->was_killed());
    offer();
    std::uint64_t handled = notes.get(DELIVERED);
    RingConsumer next = channel.consumer();
    take_over(next, handled, number);
    channel.unlink();
}

// Whatever the dead process left, the next one gets a channel.
void kill_creator(const char *point) {
    std::string name = unique_name("ck"), note = name + "-notes";
    Notes notes(note, true);
    CHECK(victim("create", name, note, point, 1)->was_killed());
    RingChannel channel = RingChannel::open_or_create(name, options());
    RingProducer producer = channel.producer();
    RingConsumer consumer = channel.consumer();
    CHECK(producer.offer("x", 1) && consumer.poll([](RingMessage) {}) == 1);
    channel.unlink();
    CHECK(native_ipc_ring_clean_up(name.c_str()) == NATIVE_IPC_NOT_FOUND);
}

void kill_cleaner(const char *point) {
    std::string name = unique_name("cx"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel::create(name, options()).close();
    CHECK(victim("clean", name, note, point, 1)->was_killed());
    int left = native_ipc_ring_clean_up(name.c_str());
    bool gone = std::strcmp(point, "clean.unlinked") == 0;
    CHECK(gone ? left == NATIVE_IPC_NOT_FOUND : left == 1);
    RingChannel::create(name, options()).unlink();
}

// The statistics of C show the death of a process of C.
void dead_in_statistics() {
    std::string name = unique_name("cs"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel channel = RingChannel::create(name, options());
    std::unique_ptr<Process> process = victim("producer", name, note, "publish.claimed", 5);
    CHECK(process->was_killed());
    native_ipc_ring *c = open_c(name);
    native_ipc_ring_statistics found{};
    found.size = sizeof found;
    CHECK_C(native_ipc_ring_read_statistics(c, &found));
    CHECK(found.lanes[0].producer.liveness == NATIVE_IPC_DEAD);
    CHECK(found.lanes[0].producer.pid == static_cast<std::uint32_t>(process->pid()));
    native_ipc_consumer *consumer;
    CHECK_C(native_ipc_consumer_open(c, NATIVE_IPC_WAIT_DEFAULT, &consumer));
    CHECK(native_ipc_consumer_poll(consumer, deliver, &notes, 100, 0) == 4 && notes.get(DELIVERED) == 4);
    CHECK(native_ipc_consumer_free_dead_lanes(consumer) == 1);
    CHECK_C(native_ipc_ring_read_statistics(c, &found));
    CHECK(found.lanes_freed == 1 && found.lanes[0].producer.liveness == NATIVE_IPC_ABSENT);
    CHECK_C(native_ipc_consumer_close(consumer));
    CHECK_C(native_ipc_ring_unlink(c));
    CHECK_C(native_ipc_ring_close(c));
}

// A producer without room learns that the consumer of C is dead.
void full_lane() {
    std::string name = unique_name("cf"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel channel = RingChannel::create(name, options());
    std::unique_ptr<Process> process = victim("consumer", name, note, "poll.read", 1);
    native_ipc_ring *c = open_c(name);
    native_ipc_producer *producer;
    CHECK_C(native_ipc_producer_open(c, NATIVE_IPC_WAIT_SLEEP, SECOND, &producer));
    std::vector<unsigned char> bytes = message(7, 1, 600);
    int result = 0;
    while (result == 0)
        result = native_ipc_producer_send(producer, bytes.data(), bytes.size(), 20 * SECOND);
    CHECK(result == NATIVE_IPC_PEER_CLOSED && process->was_killed());
    CHECK(std::strstr(native_ipc_error_text(), "is dead") != nullptr);
    CHECK_C(native_ipc_producer_close(producer));
    CHECK_C(native_ipc_ring_close(c));
    channel.unlink();
}

void c_sends_to_cpp() {
    std::string name = unique_name("ce"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel channel = RingChannel::create(name, options());
    RingConsumer consumer = channel.consumer();
    Process process({"ring_c_peers_test", "fast-producer", name, note});
    std::uint64_t last = 0;
    while (last < MESSAGES)
        CHECK(consumer.poll([&](RingMessage from) { CHECK(content(from).number == ++last); }, 100, 20s) != 0);
    CHECK(process.succeeded());
    channel.unlink();
}

void cpp_sends_to_c() {
    std::string name = unique_name("cr"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel channel = RingChannel::create(name, options());
    RingProducer producer = channel.producer();
    Process process({"ring_c_peers_test", "consumer", name, note});
    for (std::uint64_t number = 1; number <= MESSAGES; number++) {
        std::vector<unsigned char> bytes = message(7, number, producer.max_message());
        CHECK(producer.offer(bytes.data(), bytes.size(), 20s));
    }
    for (auto end = std::chrono::steady_clock::now() + 20s; notes.get(DELIVERED) != MESSAGES; ::usleep(1000))
        CHECK(std::chrono::steady_clock::now() < end);
    notes.set(STOP, 1);
    CHECK(process.succeeded() && notes.get(FIRST) == 1);
    channel.unlink();
}

int kills(int rounds) {
    int fired = 0;
    int few = rounds < 4 ? 1 : rounds / 4;
    fired += kill_at({"publish.zeroed", "publish.claimed", "publish.half", "publish.written", "publish.published"},
         [](const char *point, int i) { kill_producer(point, 1 + i * 389 / 20 % 190); }, rounds);
    fired += kill_at({"publish.wrapping", "publish.padded"}, [](const char *point, int i) { kill_producer(point, 1 + i % 15); },
         rounds);
    fired += kill_at({"lane.locked", "lane.swept", "lane.registered", "close.left", "close.unlocked", "room.waiting"},
         [](const char *point, int) { kill_producer(point, 1); }, few);
    fired += kill_at({"publish.waking", "publish.woken"}, [](const char *point, int i) { kill_producer(point, 1 + i % 7); }, few);
    fired += kill_at({"poll.read", "poll.handled", "poll.released"},
         [](const char *point, int i) { kill_consumer(point, 1 + i * 17); }, rounds);
    fired += kill_at({"consumer.locked", "consumer.swept", "consumer.registered", "free.locked", "free.cleared", "free.unlocked",
          "close.left", "close.unlocked", "poll.sleeping"},
         [](const char *point, int) { kill_consumer(point, 1); }, few);
    fired += kill_at({"create.opened", "create.locked", "create.magic", "create.reserved", "create.header", "create.ready",
          "unlink.retired", "unlink.compared"},
         [](const char *point, int) { kill_creator(point); }, few);
    fired += kill_at({"clean.locked", "clean.retired", "clean.unlinked"}, [](const char *point, int) { kill_cleaner(point); }, few);
    return fired;
}

}

int main(int argc, char **argv) {
    if (argc == 4) {
        Notes notes(argv[3], false);
        role(argv[1], argv[2], notes);
        return 0;
    }
    c_sends_to_cpp();
    cpp_sends_to_c();
    dead_in_statistics();
    full_lane();
    std::printf("%d kills\n", kills(argc == 2 ? std::atoi(argv[1]) : 20));
    return 0;
}
