#include <native_ipc/ring.hpp>

int main() {
    auto channel = native_ipc::RingChannel::create("/ring-user-" + std::to_string(::getpid()));
    auto producer = channel.producer();
    auto consumer = channel.consumer();
    bool offered = producer.offer("hello", 5);
    std::size_t found = consumer.poll([](native_ipc::RingMessage message) { std::fwrite(message.data, 1, message.length, stdout); });
    channel.unlink();
    return offered && found == 1 ? 0 : 1;
}
