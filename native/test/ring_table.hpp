// The rows of ring_table.txt: the behaviour that all implementations have in common.
#pragma once

#include "ring_support.hpp"

#include <fstream>
#include <functional>
#include <map>
#include <sstream>

namespace test {

using Row = std::vector<std::string>;
using Rows = std::map<std::string, std::vector<Row>>;

inline Rows read(const char *path) {
    std::ifstream file(path);
    CHECK(file.good());
    Rows rows;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string kind;
        if (!(words >> kind) || kind[0] == '#')
            continue;
        Row row;
        for (std::string word; words >> word;)
            row.push_back(word);
        rows[kind].push_back(row);
    }
    return rows;
}

inline void same(const Row &row, const std::string &got) {
    if (got != row.back()) {
        for (const std::string &word : row)
            std::fprintf(stderr, "%s ", word.c_str());
        std::fprintf(stderr, "in the table, and here %s\n", got.c_str());
        std::exit(1);
    }
}

inline RingOptions small() {
    RingOptions options;
    options.lane_capacity = 4096;
    options.lanes = 2;
    return options;
}

// Creates the situation. The caller holds the returned channel until the verb has ended.
inline std::optional<RingChannel> arrange(const std::string &situation, const std::string &name) {
    std::string path = "/dev/shm" + name;
    auto file = [&](const std::string &content) {
        std::ofstream(path) << content;
        CHECK(::chmod(path.c_str(), 0600) == 0);
    };
    auto patch = [&](std::uint32_t state) {
        int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
        CHECK(::pwrite(fd, &state, sizeof state, NATIVE_IPC_RING_STATE_OFFSET) == sizeof state);
        ::close(fd);
    };
    if (situation == "absent")
        return {};
    if (situation == "empty" || situation == "foreign") {
        file(situation == "empty" ? "" : std::string(8192, 'x'));
        return {};
    }
    std::optional<RingChannel> channel = RingChannel::create(name, small());
    if (situation == "open")
        return channel;
    channel.reset();
    if (situation == "unfinished")
        patch(NATIVE_IPC_RING_STATE_UNFINISHED);
    else if (situation == "retired")
        patch(NATIVE_IPC_RING_STATE_RETIRED);
    else if (situation == "writable")
        CHECK(::chmod(path.c_str(), 0660) == 0);
    else if (situation == "truncated")
        CHECK(::truncate(path.c_str(), 8192) == 0);
    else
        CHECK(situation == "ready");
    return {};
}

// Changes a lane's HEAD behind the back of its channel.
inline void put_head(const std::string &name, unsigned lane, std::uint64_t head) {
    int fd = ::open(("/dev/shm" + name).c_str(), O_RDWR | O_CLOEXEC);
    CHECK(::pwrite(fd, &head, 8, static_cast<off_t>(native_ipc_ring_lane_offset(lane))) == 8);
    ::close(fd);
}

}
