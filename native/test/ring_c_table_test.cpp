// The behaviour that C has in common with the other implementations, whose suites read ring_table.txt too.
#include "ring_table.hpp"

#include "native_ipc/ring.h"

using namespace test;

namespace {

std::string outcome(int result) {
    switch (result) {
    case NATIVE_IPC_NOT_FOUND: return "NotFound";
    case NATIVE_IPC_EXISTS: return "AlreadyExists";
    case NATIVE_IPC_DENIED: return "AccessDenied";
    case NATIVE_IPC_CORRUPT: return "Corrupt";
    case NATIVE_IPC_PEER_CLOSED: return "PeerClosed";
    case NATIVE_IPC_BUSY: return "Busy";
    default: return result < 0 ? native_ipc_error_text() : "ok";
    }
}

native_ipc_ring_options small_c() {
    native_ipc_ring_options options;
    CHECK(native_ipc_ring_options_init(&options, sizeof options) == NATIVE_IPC_OK);
    options.lane_capacity = 4096;
    options.lanes = 2;
    return options;
}

// `channel` is a reference, because it is read after the call that gave the result.
int then_close(int result, native_ipc_ring *const &channel) {
    CHECK((result == NATIVE_IPC_OK) == (channel != nullptr));
    return channel == nullptr ? result : native_ipc_ring_close(channel);
}

int call(const std::string &verb, const std::string &name) {
    native_ipc_ring_options options = small_c();
    native_ipc_ring *channel = nullptr;
    if (verb == "open")
        return then_close(native_ipc_ring_open(name.c_str(), &channel), channel);
    if (verb == "create")
        return then_close(native_ipc_ring_create(name.c_str(), &options, &channel), channel);
    if (verb == "open_or_create")
        return then_close(native_ipc_ring_open_or_create(name.c_str(), &options, &channel), channel);
    if (verb == "unlink")
        return native_ipc_ring_unlink_name(name.c_str());
    CHECK(verb == "clean_up");
    return native_ipc_ring_clean_up(name.c_str());
}

const std::vector<std::string> VERBS = {"open", "create", "open_or_create", "unlink", "clean_up"};

void test_defaults(const std::vector<Row> &rows) {
    native_ipc_ring_options options;
    CHECK(native_ipc_ring_options_init(&options, sizeof options) == NATIVE_IPC_OK);
    std::string name = unique_name("defaults");
    native_ipc_ring *channel;
    CHECK(native_ipc_ring_create(name.c_str(), &options, &channel) == NATIVE_IPC_OK);
    CHECK(native_ipc_ring_geometry(channel, &options) == NATIVE_IPC_OK);
    std::map<std::string, std::uint64_t> here = {{"lanes", options.lanes},
                                                 {"lane_capacity", options.lane_capacity},
                                                 {"max_message", options.max_message},
                                                 {"sleeping_waits", options.sleeping_waits}};
    CHECK(rows.size() == here.size());
    for (const Row &row : rows)
        same(row, std::to_string(here.at(row[0])));
    CHECK(native_ipc_ring_unlink(channel) == NATIVE_IPC_OK && native_ipc_ring_close(channel) == NATIVE_IPC_OK);
}

bool allowed(const std::string &what, std::uint64_t value) {
    native_ipc_ring_options options = small_c();
    if (what == "lanes") {
        options.lanes = static_cast<std::uint32_t>(value);
    } else if (what == "lane_capacity") {
        options.lane_capacity = value;
    } else {
        options.lane_capacity = std::stoul(what.substr(what.rfind('_') + 1));
        options.max_message = value;
    }
    std::uint64_t bytes;
    int result = native_ipc_ring_byte_size(&options, &bytes);
    CHECK(result == NATIVE_IPC_OK || result == NATIVE_IPC_INVALID);
    return result == NATIVE_IPC_OK;
}

void test_limits(const std::vector<Row> &rows) {
    CHECK(!rows.empty());
    for (const Row &row : rows) {
        std::uint64_t least = std::stoull(row[1]), most = std::stoull(row[2]);
        CHECK(allowed(row[0], least) && allowed(row[0], most));
        CHECK(!allowed(row[0], row[0] == "lane_capacity" ? most * 2 : most + 1));
        if (least > 1 || row[0] == "lanes") // a largest message of 0 stands for the default here
            CHECK(!allowed(row[0], row[0] == "lane_capacity" ? least / 2 : least - 1));
    }
}

void test_names(Rows &rows) {
    CHECK(!rows["good"].empty() && !rows["bad"].empty());
    for (const Row &row : rows["good"])
        CHECK(call("open", row[0]) == NATIVE_IPC_NOT_FOUND || call("open", row[0]) == NATIVE_IPC_CORRUPT);
    for (const Row &row : rows["bad"])
        for (const std::string &verb : VERBS)
            CHECK(call(verb, row[0]) == NATIVE_IPC_INVALID);
    for (const std::string &verb : VERBS) // a name that no line of the table can contain
        CHECK(call(verb, "") == NATIVE_IPC_INVALID && call(verb, "/a b") == NATIVE_IPC_INVALID);
}

void test_outcomes(const std::vector<Row> &rows) {
    CHECK(!rows.empty());
    for (const Row &row : rows) {
        std::string name = unique_name("table");
        std::optional<RingChannel> held = arrange(row[0], name);
        int result = call(row[1], name);
        same(row, row[1] == "clean_up" && result == 0 ? "false" : outcome(result));
        ::shm_unlink(name.c_str());
    }
}

std::string lane(const native_ipc_ring *channel) {
    native_ipc_producer *producer;
    int result = native_ipc_producer_open(channel, NATIVE_IPC_WAIT_DEFAULT, 0, &producer);
    if (result < 0)
        return outcome(result);
    std::string found = std::to_string(native_ipc_producer_lane(producer));
    CHECK(native_ipc_producer_close(producer) == NATIVE_IPC_OK);
    return found;
}

int consume(void *, const native_ipc_message *) {
    return NATIVE_IPC_CONTINUE;
}

std::string participant(const std::string &situation, const std::string &name, std::uint64_t head) {
    native_ipc_ring *c;
    CHECK(native_ipc_ring_open(name.c_str(), &c) == NATIVE_IPC_OK);
    RingChannel channel = RingChannel::open(name);
    std::string found;
    if (situation == "consumer_twice") {
        RingConsumer first = channel.consumer();
        native_ipc_consumer *second;
        found = outcome(native_ipc_consumer_open(c, NATIVE_IPC_WAIT_DEFAULT, &second));
    } else if (situation == "producers_beyond_lanes" || situation == "of_a_retired_channel") {
        RingProducer first = channel.producer(), second = channel.producer();
        if (situation == "of_a_retired_channel")
            CHECK(native_ipc_ring_unlink_name(name.c_str()) == NATIVE_IPC_OK);
        found = lane(c);
    } else if (situation == "bad_head_of_first_lane") {
        put_head(name, 0, head);
        found = lane(c);
    } else if (situation == "bad_heads_of_all_lanes") {
        put_head(name, 0, head);
        put_head(name, 1, head);
        found = lane(c);
    } else {
        CHECK(situation == "after_a_poll_of_the_last_message" || situation == "after_a_poll_of_all_but_one");
        int left = situation == "after_a_poll_of_all_but_one" ? 1 : 0;
        std::optional<RingProducer> former = channel.producer();
        for (int i = 0; i < 3 + left; i++)
            CHECK(former->offer("x", 1));
        former.reset();
        native_ipc_consumer *consumer;
        CHECK(native_ipc_consumer_open(c, NATIVE_IPC_WAIT_DEFAULT, &consumer) == NATIVE_IPC_OK);
        CHECK(native_ipc_consumer_poll(consumer, consume, nullptr, 3, 0) == 3);
        found = lane(c);
        CHECK(native_ipc_consumer_close(consumer) == NATIVE_IPC_OK);
    }
    CHECK(native_ipc_ring_close(c) == NATIVE_IPC_OK);
    return found;
}

void test_participants(const std::vector<Row> &rows, const std::vector<Row> &bad_heads) {
    CHECK(rows.size() == 7 && !bad_heads.empty());
    for (const Row &bad : bad_heads)
        for (const Row &row : rows) {
            std::string name = unique_name("table");
            RingChannel channel = RingChannel::create(name, small());
            same(row, participant(row[0], name, std::stoull(bad[0])));
            channel.unlink();
        }
}

}

int main(int argc, char **argv) {
    CHECK(argc == 2);
    Rows rows = read(argv[1]);
    test_defaults(rows["default"]);
    test_limits(rows["limit"]);
    test_names(rows);
    test_outcomes(rows["outcome"]);
    test_participants(rows["participant"], rows["bad_head"]);
    return 0;
}
