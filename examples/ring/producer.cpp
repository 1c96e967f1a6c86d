#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <native_ipc/ring.hpp>

int main(int argc, char **argv) {
    using namespace native_ipc;
    try {
        RingChannel channel = RingChannel::open(argc > 1 ? argv[1] : "/prices");
        RingProducer producer = channel.producer();
        for (int number = 1; number <= 1000; number++) {
            std::byte *room = producer.try_claim(sizeof number, std::chrono::seconds(5));
            if (room == nullptr) {
                std::fprintf(stderr, "the consumer makes no room\n");
                return 1;
            }
            std::memcpy(room, &number, sizeof number); // written in place
            producer.commit();                         // from here on it survives this process
        }
        std::printf("sent\n");
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
