// Processes are killed at each named step of docs/ring-layout.md. `ring_kill_test [ROUNDS]` kills a process at each
// step ROUNDS times, with growing counts; `ring_kill_test ROLE NAME NOTES` is the victim. A kill point that is not
// reached fails the test.
#include "ring_kills.hpp"

using namespace test;

namespace {

// Offers 1, 2, ... and notes each acknowledged number. Leaves after `most` messages.
void producer_role(const std::string &name, Notes &notes, std::uint64_t most, bool slow) {
    RingProducer producer = *RingChannel::open(name).try_producer(10s, Wait::sleep);
    for (std::uint64_t number = 1; number <= most; number++) {
        std::vector<unsigned char> bytes = message(7, number, producer.max_message());
        CHECK(producer.offer(bytes.data(), bytes.size(), 20s));
        notes.set(ACKNOWLEDGED, number);
        if (slow)
            slow_nap(number);
    }
}

// Notes each message before its handler returns.
void consumer_role(const std::string &name, Notes &notes) {
    RingConsumer consumer = RingChannel::open(name).consumer(Wait::sleep);
    while (notes.get(STOP) == 0) {
        consumer.poll([&](RingMessage from) { deliver(notes, from); }, 100, 20ms);
        consumer.free_dead_lanes();
    }
}

bool cleans_up(const std::string &name) {
    try {
        return RingChannel::clean_up(name);
    } catch (const NotFound &) {
        return false;
    }
}

void role(const std::string &role, const std::string &name, Notes &notes) {
    if (role == "producer")
        producer_role(name, notes, 400, false);
    else if (role == "slow-producer")
        producer_role(name, notes, SLOW_MESSAGES, true);
    else if (role == "consumer")
        consumer_role(name, notes);
    else if (role == "create")
        RingChannel::open_or_create(name, options()).unlink();
    else if (role == "unlink")
        RingChannel::open(name).unlink();
    else if (role == "open")
        RingChannel::open(name);
    else if (role == "clean")
        notes.set(ACKNOWLEDGED, cleans_up(name) ? 1 : 0);
    else
        std::exit(2);
}

std::unique_ptr<Process> victim(const char *role, const std::string &name, const std::string &notes, const char *point, int count) {
    return test::victim("ring_kill_test", role, name, notes, point, count);
}

// Each acknowledged message arrives once, in order and complete. The lane is free again at once.
void kill_producer(const char *point, int count) {
    std::string name = unique_name("kp"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel channel = RingChannel::create(name, options());
    RingConsumer consumer = channel.consumer(Wait::sleep);
    std::unique_ptr<Process> process = victim(producer_role_for(point), name, note, point, count);
    std::uint64_t last = consume_until_killed(consumer, *process, notes, point);
    auto seen = channel.statistics().lanes[0];
    CHECK(seen.head % 8 == 0 && seen.consumed_messages == last);
    CHECK(seen.messages == last && seen.bytes == seen.consumed_bytes && seen.position == seen.head);
    if (seen.producer.epoch != 0) {
        CHECK(seen.producer.dead);
        if (count % 2 == 0) // otherwise the next owner sweeps it
            CHECK(consumer.free_dead_lanes() == 1 && channel.statistics().lanes_freed == 1);
    }
    RingProducer next = channel.producer();
    CHECK(next.lane() == 0 && channel.statistics().lanes[0].messages == last);
    for (std::uint64_t number = 1; number <= 200; number++) {
        std::vector<unsigned char> bytes = message(8, number, next.max_message());
        CHECK(next.offer(bytes.data(), bytes.size()));
        CHECK(consumer.poll([&](RingMessage from) {
                  Content found = content(from);
                  CHECK(found.sender == 8 && found.number == number);
              }) == 1);
    }
    channel.unlink();
}

// No message is skipped. At most a quarter of the lane and one record arrive again. The producer detects the death.
void kill_consumer(const char *point, int count) {
    std::string name = unique_name("kc"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel channel = RingChannel::create(name, options());
    RingProducer producer = channel.producer(Wait::sleep);
    if (std::strncmp(point, "free.", 5) == 0) {
        RingProducer dead = channel.producer();
        dead.abandon();
        count = 1;
    }
    bool closing = std::strncmp(point, "close.", 6) == 0;
    std::unique_ptr<Process> process = victim("consumer", name, note, point, count);
    std::uint64_t number = 0;
    std::size_t pending = 0; // bytes
    auto offer = [&] {
        std::vector<unsigned char> bytes = message(7, number + 1, producer.max_message());
        if (!producer.offer(bytes.data(), bytes.size()))
            return false;
        number++;
        pending += bytes.size();
        return true;
    };
    while (!process->has_ended()) {
        if (!offer())
            ::sched_yield();
        if (number % 50 == 0) // let it sleep now and then
            ::usleep(200);
        if (closing && number > 100)
            notes.set(STOP, 1);
    }
    CHECK(process->was_killed());
    while (offer())
        ;
    bool dead = channel.statistics().consumer.dead;
    CHECK(dead == (channel.statistics().consumer.epoch != 0));
    if (dead) {
        unsigned char bytes[600] = {};
        auto begin = std::chrono::steady_clock::now();
        CHECK_THROWS(PeerClosed, producer.offer(bytes, sizeof bytes, 10s));
        CHECK(std::chrono::steady_clock::now() - begin < 2s);
    }
    std::uint64_t handled = notes.get(DELIVERED);
    notes.set(FIRST, 0);
    notes.set(DELIVERED, 0);
    RingConsumer next = channel.consumer();
    CHECK(channel.statistics().takeovers == (dead ? 1U : 0U));
    std::uint64_t twice = take_over(next, handled, number);
    next.release();
    auto seen = channel.statistics().lanes[0];
    CHECK(seen.consumed_messages == number + (std::strcmp(point, "poll.counted") == 0 ? twice : 0));
    CHECK(seen.messages == seen.consumed_messages && seen.position == seen.head);
    next.free_dead_lanes();
    for (auto &lane : channel.statistics().lanes)
        CHECK(!lane.producer.dead);
    channel.unlink();
}

// Whatever the dead creator left, the next creator gets a channel.
void kill_creator(const char *point, bool by_create) {
    std::string name = unique_name("kk"), note = name + "-notes";
    Notes notes(note, true);
    std::unique_ptr<Process> process = victim("create", name, note, point, 1);
    CHECK(process->was_killed());
    auto begin = std::chrono::steady_clock::now();
    bool ready = std::strcmp(point, "create.ready") == 0;
    RingChannel channel = by_create && !ready ? RingChannel::create(name, options()) : RingChannel::open_or_create(name, options());
    CHECK(std::chrono::steady_clock::now() - begin < 1s && channel.created() == !ready);
    RingProducer producer = channel.producer();
    RingConsumer consumer = channel.consumer();
    CHECK(producer.offer("x", 1) && consumer.poll([](RingMessage) {}) == 1);
    channel.unlink();
    CHECK_THROWS(NotFound, RingChannel::clean_up(name));
}

void kill_opener(const char *point) {
    std::string name = unique_name("ko"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel channel = RingChannel::create(name, options());
    CHECK(victim("open", name, note, point, 1)->was_killed());
    channel.close();
    CHECK(RingChannel::clean_up(name));
}

void kill_cleaner(const char *point) {
    std::string name = unique_name("kx"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel::create(name, options()).close();
    CHECK(victim("clean", name, note, point, 1)->was_killed());
    bool left = cleans_up(name);
    CHECK(left == (std::strcmp(point, "clean.unlinked") != 0));
    RingChannel::create(name, options()).unlink();
}

// A zombie counts as dead before its parent waits for it. A poll that ends by its limit has not released what it
// consumed.
void zombie() {
    std::string name = unique_name("kz"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel channel = RingChannel::create(name, options());
    std::unique_ptr<Process> process = victim("producer", name, note, "publish.claimed", 5);
    siginfo_t info;
    CHECK(::waitid(P_PID, static_cast<id_t>(process->pid()), &info, WEXITED | WNOWAIT) == 0);
    CHECK(::kill(process->pid(), 0) == 0 && channel.statistics().lanes[0].producer.dead);
    RingConsumer consumer = channel.consumer();
    CHECK(consumer.free_dead_lanes() == 0 && consumer.poll([](RingMessage) {}, 4) == 4 && consumer.free_dead_lanes() == 1);
    CHECK(channel.producer().lane() == 0);
    CHECK(process->was_killed());
    channel.unlink();
}

// Eight processes clean up at once, and exactly one reports success.
void race_cleaners() {
    std::string name = unique_name("kr");
    RingChannel::create(name, options()).close();
    std::vector<std::unique_ptr<Notes>> notes;
    std::vector<std::unique_ptr<Process>> cleaners;
    for (int i = 0; i < 8; i++) {
        std::string note = name + "-" + std::to_string(i);
        notes.push_back(std::make_unique<Notes>(note, true));
        cleaners.push_back(victim("clean", name, note, "none", 1));
    }
    std::uint64_t cleaned = 0;
    for (std::size_t i = 0; i < 8; i++) {
        CHECK(cleaners[i]->succeeded());
        cleaned += notes[i]->get(ACKNOWLEDGED);
    }
    CHECK(cleaned == 1);
}

// A stopped producer is not dead: it commits its half-written claim when it continues.
void stop_producer(const char *point, int count) {
    std::string name = unique_name("sp"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel channel = RingChannel::create(name, options());
    RingConsumer consumer = channel.consumer(Wait::sleep);
    Process process({"ring_kill_test", "producer", name, note},
                    std::string("NATIVE_IPC_STOPPOINT=") + point + ":" + std::to_string(count));
    std::uint64_t last = 0;
    auto in_order = [&](RingMessage from) { CHECK(content(from).number == ++last); };
    while (last + 1 < static_cast<std::uint64_t>(count))
        consumer.poll(in_order, 50, 5ms);
    process.wait_until_stopped();
    for (int i = 0; i < 8; i++) { // the timed poll also looks for dead producers
        consumer.poll(in_order, 50, 60ms);
        CHECK(consumer.free_dead_lanes() == 0 && !channel.statistics().lanes[0].producer.dead);
        CHECK(channel.producer().lane() == 1);
    }
    process.signal(SIGCONT);
    while (!process.has_ended())
        consumer.poll(in_order, 50, 5ms);
    consumer.poll(in_order);
    CHECK(process.succeeded() && last == 400 && channel.statistics().lanes_freed == 0);
    channel.unlink();
}

// A process that is stopped between the comparison and the removal holds the lock that is needed to create or remove a
// channel, so no other process can take the name.
void stop_unlinker() {
    std::string name = unique_name("su"), note = name + "-notes";
    Notes notes(note, true);
    RingChannel old = RingChannel::create(name, options());
    Process process({"ring_kill_test", "unlink", name, note}, "NATIVE_IPC_STOPPOINT=unlink.compared:1");
    process.wait_until_stopped();
    CHECK_THROWS(Error, old.unlink());
    CHECK_THROWS(Error, RingChannel::open_or_create(name, options()));
    process.signal(SIGCONT);
    CHECK(process.succeeded());
    RingChannel next = RingChannel::create(name, options());
    old.unlink();
    RingChannel::open(name);
    next.unlink();
}

int kills(int rounds) {
    int fired = 0;
    auto once = [](const char *point, int) { kill_producer(point, 1); };
    auto many = [](const char *point, int i) { kill_producer(point, 1 + i * 389 / 20 % 390); };
    auto some = [](const char *point, int i) { kill_producer(point, 1 + i % 7); };
    fired += kill_at({"lane.locked", "lane.swept", "lane.registered", "close.left", "close.unlocked", "room.waiting"}, once, rounds / 4);
    fired += kill_at({"publish.zeroed", "publish.claimed", "publish.half", "publish.written", "publish.published"}, many, rounds);
    fired += kill_at({"publish.wrapping", "publish.padded"}, [](const char *point, int i) { kill_producer(point, 1 + i % 15); }, rounds);
    fired += kill_at({"publish.waking", "publish.woken"}, some, rounds / 2);
    auto consumer = [](const char *point, int i) { kill_consumer(point, 1 + i * 17); };
    auto consumer_once = [](const char *point, int) { kill_consumer(point, 1); };
    fired += kill_at({"poll.read", "poll.handled", "poll.counted", "poll.released"}, consumer, rounds);
    fired += kill_at({"poll.sleeping"}, [](const char *point, int i) { kill_consumer(point, 1 + i % 3); }, rounds / 4);
    fired += kill_at({"consumer.locked", "consumer.swept", "consumer.registered", "free.locked", "free.cleared", "free.unlocked", "close.left",
          "close.unlocked"},
         consumer_once, rounds / 4);
    fired += kill_at({"create.opened", "create.locked", "create.magic", "create.reserved", "create.header", "create.ready", "unlink.retired", "unlink.compared"},
         [](const char *point, int i) { kill_creator(point, i % 2 == 0); }, rounds / 2);
    fired += kill_at({"open.opened", "open.read", "open.attached"}, [](const char *point, int) { kill_opener(point); }, rounds / 4);
    fired += kill_at({"clean.locked", "clean.retired", "clean.unlinked"}, [](const char *point, int) { kill_cleaner(point); }, rounds / 2);
    return fired;
}

}

int main(int argc, char **argv) {
    if (argc == 4) {
        Notes notes(argv[3], false);
        role(argv[1], argv[2], notes);
        return 0;
    }
    int rounds = argc == 2 ? std::atoi(argv[1]) : 20;
    for (int i = 0; i < 10; i++)
        race_cleaners();
    zombie();
    for (const char *point : {"publish.zeroed", "publish.claimed", "publish.half"})
        stop_producer(point, 30);
    stop_unlinker();
    std::printf("%d kills\n", kills(rounds));
    return 0;
}
