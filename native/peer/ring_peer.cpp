#include "unix.hpp"

#include <native_ipc/ring.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <sys/shm.h>

namespace {

using namespace std::chrono_literals;

// The messages of RingMessages.java: the first byte identifies the producer; the length and all other bytes follow
// from the number.
std::uint64_t mix(std::uint64_t number) {
    std::uint64_t mixed = number * 0x9E3779B97F4A7C15U;
    return mixed ^ mixed >> 29;
}

std::size_t length_of(unsigned id, std::uint64_t number, std::size_t max_message) {
    if (number < max_message)
        return static_cast<std::size_t>(number) + 1;
    auto most = static_cast<std::int64_t>(number % 2 == 0 ? std::min<std::size_t>(64, max_message) : max_message);
    std::int64_t rest = static_cast<std::int64_t>(mix(number + id)) % most;
    return static_cast<std::size_t>(1 + (rest < 0 ? rest + most : rest));
}

void fill(std::byte *message, std::size_t length, unsigned id, std::uint64_t number) {
    message[0] = static_cast<std::byte>(id);
    for (std::size_t i = 1; i < length; i++)
        message[i] = static_cast<std::byte>(mix(number) + i * 31);
}

// A ring channel. `create LANES CAPACITY MAX`, `open`, or `attach KEY` (a channel in a System V segment) come first.
// Then come `producer`, `produce ID FROM COUNT`, `flood ID`, which prints `sent N` after every hundred messages and never
// ends, `claim`, `commit`, `fill`, which sends until the consumer is dead or the channel retired, `consumer`, `consume
// ID COUNT`, which checks every byte, `echo NAME COUNT`, which copies messages from the consumer into another channel,
// and `unlink`. Waits sleep if the channel allows it.
class Ring : public Peer {
public:
    explicit Ring(const std::string &name) {
        on("create", [=](const Words &words) {
            native_ipc::RingOptions options;
            options.lanes = static_cast<unsigned>(words.integer(1));
            options.lane_capacity = words.size(2);
            options.max_message = words.size(3);
            channel_ = native_ipc::RingChannel::create(name, options);
            return "";
        });
        on("open", [=](const Words &) {
            channel_ = native_ipc::RingChannel::open(name);
            return std::to_string(channel_->geometry().lanes) + " " + std::to_string(channel_->geometry().lane_capacity);
        });
        on("attach", [=](const Words &words) {
            int id = shmget(static_cast<key_t>(words.number(1)), 0, 0);
            void *memory = id == -1 ? reinterpret_cast<void *>(-1) : shmat(id, nullptr, 0);
            struct shmid_ds segment;
            if (memory == reinterpret_cast<void *>(-1) || shmctl(id, IPC_STAT, &segment) == -1)
                fail_errno("attach");
            channel_ = native_ipc::RingChannel::open_in(memory, segment.shm_segsz, -1);
            return std::to_string(channel_->geometry().lanes) + " " + std::to_string(channel_->geometry().lane_capacity);
        });
        on("producer", [=](const Words &) {
            producer_ = channel_->try_producer(30s, wait());
            if (!producer_)
                fail("producer", ETIMEDOUT);
            return std::to_string(producer_->lane());
        });
        on("consumer", [=](const Words &) {
            consumer_.emplace(channel_->consumer(wait()));
            return "";
        });
        on("produce", [=](const Words &words) {
            produce(static_cast<unsigned>(words.integer(1)), words.size(2), words.size(3));
            return "";
        });
        on("flood", [=](const Words &words) -> std::string {
            for (std::uint64_t sent = 0;; sent += 100) {
                produce(static_cast<unsigned>(words.integer(1)), sent, 100);
                std::printf("sent %llu\n", static_cast<unsigned long long>(sent + 100));
                std::fflush(stdout);
            }
        });
        on("claim", [=](const Words &) {
            std::byte *payload = producer_->try_claim(8);
            if (payload != nullptr)
                *payload = std::byte{0};
            return payload != nullptr ? "true" : "false";
        });
        on("commit", [=](const Words &) {
            producer_->commit();
            return "";
        });
        on("fill", [=](const Words &) { return fill_lane(); });
        on("consume", [=](const Words &words) {
            consume(static_cast<unsigned>(words.integer(1)), words.size(2));
            return "";
        });
        on("echo", [=](const Words &words) {
            echo(words.text(1), words.size(2));
            return "";
        });
        on("unlink", [=](const Words &) {
            channel_->unlink();
            return "";
        });
    }

private:
    void produce(unsigned id, std::uint64_t from, std::uint64_t count) {
        for (std::uint64_t number = from; number < from + count; number++) {
            std::size_t length = length_of(id, number, channel_->geometry().max_message);
            std::byte *message = producer_->try_claim(length, 30s);
            if (message == nullptr)
                fail("produce", ETIMEDOUT);
            fill(message, length, id, number);
            producer_->commit();
        }
    }

    // Sends until the lane is full and the consumer is dead or the channel retired.
    std::string fill_lane() {
        try {
            while (producer_->offer("12345678", 8, 30s))
                continue;
        } catch (const native_ipc::PeerClosed &closed) {
            return std::strstr(closed.what(), "is dead") != nullptr ? "dead" : "retired";
        }
        fail("fill", ETIMEDOUT);
    }

    void consume(unsigned id, std::uint64_t count) {
        Bytes expected(channel_->geometry().max_message);
        std::uint64_t next = 0;
        while (next < count) {
            std::size_t found = consumer_->poll(
                [&](const native_ipc::RingMessage &message) {
                    std::size_t length = length_of(id, next, expected.size());
                    fill(reinterpret_cast<std::byte *>(expected.data()), length, id, next);
                    if (message.length != length || std::memcmp(message.data, expected.data(), length) != 0)
                        fail("consume", EBADMSG, "message " + std::to_string(next));
                    next++;
                },
                1000, 30s);
            if (found == 0)
                fail("consume", ETIMEDOUT, "after " + std::to_string(next));
        }
    }

    void echo(const std::string &name, std::uint64_t count) {
        native_ipc::RingChannel back = native_ipc::RingChannel::open(name);
        native_ipc::RingProducer producer = back.producer(wait());
        auto answer = [&](const native_ipc::RingMessage &message) {
            if (!producer.offer(message.data, message.length, 30s))
                fail("echo", ETIMEDOUT);
        };
        for (std::uint64_t answered = 0; answered < count; answered++)
            if (consumer_->poll(answer, 1, 30s) == 0)
                fail("echo", ETIMEDOUT, "after " + std::to_string(answered));
    }

    native_ipc::Wait wait() const {
        return channel_->geometry().sleeping_waits ? native_ipc::Wait::sleep : native_ipc::Wait::yield;
    }

    std::optional<native_ipc::RingChannel> channel_;
    std::optional<native_ipc::RingProducer> producer_;
    std::optional<native_ipc::RingConsumer> consumer_;
};

}

std::unique_ptr<Peer> ring_channel(const std::string &name) {
    return std::make_unique<Ring>(name);
}
