// A forked child does not change its parent's channel. After fork() it keeps none of its parent's locks. After a bare
// clone, which runs no handlers, it keeps all of them until it opens a channel itself.
#include "ring_support.hpp"

#include <functional>

using namespace test;

namespace {

RingOptions small() {
    RingOptions options;
    options.lane_capacity = 4096;
    options.lanes = 2;
    options.max_message = 600;
    return options;
}

enum class How { fork, clone };

pid_t split(How how) {
    return how == How::fork ? ::fork() : static_cast<pid_t>(::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

// The child ends without the destructors of static objects, because the names belong to the parent.
pid_t child(How how, const std::function<void()> &body) {
    pid_t pid = split(how);
    CHECK(pid != -1);
    if (pid == 0) {
        try {
            body();
        } catch (const std::exception &e) {
            std::fprintf(stderr, "in the child: %s\n", e.what());
            ::_exit(2);
        }
        ::_exit(0);
    }
    return pid;
}

void await_success(pid_t pid) {
    int status;
    CHECK(::waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

struct Pipe {
    Pipe() { CHECK(::pipe(ends) == 0); }
    ~Pipe() {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    template <typename T>
    void put(T value) {
        CHECK(::write(ends[1], &value, sizeof value) == sizeof value);
    }
    template <typename T>
    T get() {
        T value;
        CHECK(::read(ends[0], &value, sizeof value) == sizeof value);
        return value;
    }
    int ends[2];
};

void exchange(RingProducer &producer, RingConsumer &consumer, int count) {
    char bytes[500] = {};
    for (int i = 0; i < count; i++) {
        CHECK(producer.offer(bytes, sizeof bytes));
        CHECK(consumer.poll([](RingMessage) {}) == 1);
    }
}

void test_destructors(How how) {
    std::string name = unique_name("d");
    std::optional<RingChannel> channel = RingChannel::create(name, small());
    std::optional<RingConsumer> consumer = channel->consumer();
    std::optional<RingProducer> producer = channel->producer();
    exchange(*producer, *consumer, 20);
    CHECK(producer->offer("x", 1));
    Pipe go;
    pid_t pid = child(how, [&] {
        go.get<char>();
        CHECK(consumer->is_open() && producer->is_open());
        consumer.reset();
        producer->close();
        producer.reset();
        channel.reset();
    });
    CHECK(consumer->poll([](RingMessage) {}) == 1);
    exchange(*producer, *consumer, 50);
    std::uint64_t head = channel->statistics().lanes[0].head, epoch = channel->statistics().consumer.epoch;
    go.put('x');
    await_success(pid);
    CHECK(channel->statistics().lanes[0].head == head && channel->statistics().consumer.epoch == epoch);
    CHECK(channel->statistics().lanes[0].producer.epoch != 0 && !channel->statistics().consumer.dead);
    CHECK_THROWS(Busy, RingChannel::open(name).consumer());
    exchange(*producer, *consumer, 50);
    channel->unlink();
}

void test_use_in_the_child(How how) {
    std::string name = unique_name("u");
    RingChannel channel = RingChannel::create(name, small());
    RingConsumer consumer = channel.consumer();
    RingProducer producer = channel.producer();
    std::byte *claim = producer.try_claim(1);
    CHECK(claim != nullptr);
    await_success(child(how, [&] {
        CHECK_THROWS(std::logic_error, producer.commit());
        CHECK_THROWS(std::logic_error, producer.offer("x", 1));
        CHECK_THROWS(std::logic_error, producer.try_claim(1, 1s));
        CHECK_THROWS(std::logic_error, consumer.poll([](RingMessage) {}));
        CHECK_THROWS(std::logic_error, consumer.poll([](RingMessage) {}, 1, 1s));
        CHECK_THROWS(std::logic_error, consumer.release());
        CHECK_THROWS(std::logic_error, consumer.free_dead_lanes());
        CHECK_THROWS(std::logic_error, channel.producer());
        CHECK_THROWS(std::logic_error, channel.try_producer(1s));
        CHECK_THROWS(std::logic_error, channel.consumer());
        CHECK_THROWS(std::logic_error, channel.statistics());
        CHECK_THROWS(std::logic_error, channel.geometry());
        CHECK_THROWS(std::logic_error, channel.unlink());
        RingChannel own = RingChannel::open(name); // the correct way to use the channel
        CHECK_THROWS(Busy, own.consumer());
        CHECK(own.producer().offer("child", 5));
        CHECK_THROWS(std::logic_error, channel.statistics()); // still unusable
    }));
    std::memset(claim, 'p', 1);
    producer.commit();
    std::string received;
    CHECK(consumer.poll([&](RingMessage m) { received.append(reinterpret_cast<const char *>(m.data), m.length); }) == 2);
    CHECK(received == "pchild" || received == "childp");
    channel.unlink();
}

// The process of a producer dies, and its child continues.
void test_a_child_outlives_its_parent(How how) {
    std::string name = unique_name("o");
    RingChannel channel = RingChannel::create(name, small());
    RingConsumer consumer = channel.consumer();
    Pipe said, go, pids;
    pid_t parent = child(How::fork, [&] {
        RingChannel own = RingChannel::open(name);
        RingProducer producer = own.producer();
        CHECK(producer.offer("a", 1));
        pid_t grandchild = child(how, [&] {
            said.put('r');
            go.get<char>();
            RingChannel::open(name);
            said.put('o');
            go.get<char>();
        });
        pids.put(grandchild);
        ::pause();
    });
    CHECK(said.get<char>() == 'r');
    pid_t grandchild = pids.get<pid_t>();
    CHECK(::kill(parent, SIGKILL) == 0 && ::waitpid(parent, nullptr, 0) == parent);
    CHECK(consumer.poll([](RingMessage) {}) == 1);
    bool kept = how == How::clone;
    CHECK(channel.statistics().lanes[0].producer.dead == !kept);
    CHECK(consumer.free_dead_lanes() == (kept ? 0U : 1U));
    go.put('x');
    CHECK(said.get<char>() == 'o');
    CHECK(channel.statistics().lanes[0].producer.dead == kept); // freed before, or proven dead now
    CHECK(consumer.free_dead_lanes() == (kept ? 1U : 0U));
    CHECK(::kill(grandchild, SIGKILL) == 0);
    channel.unlink();
}

}

int main() {
    for (How how : {How::fork, How::clone}) {
        test_destructors(how);
        test_use_in_the_child(how);
        test_a_child_outlives_its_parent(how);
    }
    return 0;
}
