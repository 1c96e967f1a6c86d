// A reader written from docs/ring-layout.md reads what C++ writes: `ring_python_test PYTHON READER`.
#include "ring_support.hpp"

using namespace test;

int main(int, char **argv) {
    std::string name = unique_name("py");
    RingOptions options;
    options.lane_capacity = 4096;
    options.lanes = 3;
    options.max_message = 500;
    RingChannel channel = RingChannel::create(name, options);
    RingProducer skipped = channel.producer();
    RingProducer producer = channel.producer();
    std::string command = std::string(argv[1]) + " " + argv[2] + " " + name + " 2000";
    std::FILE *reader = ::popen(command.c_str(), "re");
    CHECK(reader != nullptr);
    std::string line;
    std::uint64_t sent = 0, seen = 0;
    auto next_line = [&] {
        line.clear();
        int c;
        while ((c = std::fgetc(reader)) != EOF && c != '\n')
            line += static_cast<char>(c);
        return c != EOF;
    };
    auto expect = [&] {
        std::vector<unsigned char> bytes = message(5, ++seen, options.max_message);
        std::string wanted = "1 ";
        char digits[3];
        for (unsigned char byte : bytes) {
            std::snprintf(digits, sizeof digits, "%02x", byte);
            wanted += digits;
        }
        CHECK(next_line() && line == wanted);
    };
    while (sent < 2000) { // no more than a pipe holds, and more than Python buffers
        std::vector<unsigned char> bytes = message(5, sent + 1, options.max_message);
        CHECK(producer.offer(bytes.data(), bytes.size(), 20s));
        sent++;
        if (sent - seen > 60)
            expect();
    }
    while (seen < sent)
        expect();
    CHECK(!next_line() && ::pclose(reader) == 0);
    RingStatistics statistics = channel.statistics();
    CHECK(statistics.consumer.epoch == 0 && statistics.lanes[1].consumed_messages == 2000);
    CHECK(statistics.lanes[1].consumed_bytes == statistics.lanes[1].bytes);
    channel.unlink();
    return 0;
}
