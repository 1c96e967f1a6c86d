// The behaviour that C++ has in common with the other implementations, whose suites read ring_table.txt too.
#include "ring_table.hpp"

using namespace test;

namespace {

std::string outcome(const std::function<std::string()> &call) {
    try {
        return call();
    } catch (const NotFound &) {
        return "NotFound";
    } catch (const AlreadyExists &) {
        return "AlreadyExists";
    } catch (const AccessDenied &) {
        return "AccessDenied";
    } catch (const Corrupt &) {
        return "Corrupt";
    } catch (const PeerClosed &) {
        return "PeerClosed";
    } catch (const Busy &) {
        return "Busy";
    } catch (const std::exception &e) {
        return e.what();
    }
}

void test_defaults(const std::vector<Row> &rows) {
    RingGeometry made = native_ipc::detail::checked(RingOptions{});
    std::map<std::string, std::uint64_t> here = {{"lanes", made.lanes},
                                                 {"lane_capacity", made.lane_capacity},
                                                 {"max_message", made.max_message},
                                                 {"sleeping_waits", made.sleeping_waits ? 1 : 0}};
    CHECK(rows.size() == here.size());
    for (const Row &row : rows)
        same(row, std::to_string(here.at(row[0])));
}

bool allowed(const std::string &what, std::uint64_t value) {
    RingOptions options = small();
    if (what == "lanes")
        options.lanes = static_cast<unsigned>(value);
    else if (what == "lane_capacity")
        options.lane_capacity = value;
    else {
        options.lane_capacity = std::stoul(what.substr(what.rfind('_') + 1));
        options.max_message = value;
    }
    try {
        native_ipc::detail::checked(options);
        return true;
    } catch (const std::invalid_argument &) {
        return false;
    }
}

void test_limits(const std::vector<Row> &rows) {
    for (const Row &row : rows) {
        std::uint64_t least = std::stoull(row[1]), most = std::stoull(row[2]);
        CHECK(allowed(row[0], least) && allowed(row[0], most));
        CHECK(!allowed(row[0], row[0] == "lane_capacity" ? most * 2 : most + 1));
        if (least > 1 || row[0] == "lanes") // a largest message of 0 stands for the default here
            CHECK(!allowed(row[0], row[0] == "lane_capacity" ? least / 2 : least - 1));
    }
}

std::string wait_name(Wait wait) {
    return wait == Wait::back_off ? "back_off" : wait == Wait::sleep ? "sleep" : "another";
}

void test_waits(const std::vector<Row> &rows) {
    using namespace native_ipc::detail;
    RingGeometry plain = checked(RingOptions{}), sleeping = plain;
    sleeping.sleeping_waits = true;
    std::map<std::string, std::string> here = {
        {"spins", std::to_string(RingIdle::PAUSES)},
        {"yields", std::to_string(RingIdle::YIELDS)},
        {"yield_spins", std::to_string(RingIdle::YIELD_PAUSES)},
        {"room_spins", std::to_string(RoomIdle::SPINS)},
        {"room_pause", std::to_string(RoomIdle::PARK / 1000)},
        {"shortest_pause", std::to_string(RingIdle::SHORTEST_PAUSE / 1000)},
        {"longest_pause", std::to_string(RingIdle::LONGEST_PAUSE / 1000)},
        {"patience", std::to_string(std::chrono::microseconds(PATIENCE).count())},
        {"slice", std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(SLICE).count())},
        {"default", wait_name(checked_wait({}, plain))},
        {"default_with_sleeping_waits", wait_name(checked_wait({}, sleeping))}};
    CHECK(rows.size() == here.size());
    for (const Row &row : rows)
        same(row, here.at(row[0]));
}

void test_names(Rows &rows) {
    for (const Row &row : rows["good"])
        native_ipc::detail::check_name(row[0]);
    for (const Row &row : rows["bad"])
        for (auto verb : {+[](const std::string &name) { RingChannel::create(name); }, +[](const std::string &name) { RingChannel::open(name); },
                          +[](const std::string &name) { RingChannel::open_or_create(name); },
                          +[](const std::string &name) { RingChannel::unlink(name); },
                          +[](const std::string &name) { RingChannel::clean_up(name); }})
            CHECK_THROWS(std::invalid_argument, verb(row[0]));
}

void test_outcomes(const std::vector<Row> &rows) {
    for (const Row &row : rows) {
        std::string name = unique_name("table");
        std::optional<RingChannel> held = arrange(row[0], name);
        same(row, outcome([&]() -> std::string {
                 if (row[1] == "open")
                     RingChannel::open(name);
                 else if (row[1] == "create")
                     RingChannel::create(name, small());
                 else if (row[1] == "open_or_create")
                     RingChannel::open_or_create(name, small());
                 else if (row[1] == "unlink")
                     RingChannel::unlink(name);
                 else if (row[1] == "clean_up")
                     return RingChannel::clean_up(name) ? "ok" : "false";
                 else
                     return "no such verb";
                 return "ok";
             }));
        ::shm_unlink(name.c_str());
    }
}

void test_participants(const std::vector<Row> &rows, const std::vector<Row> &bad_heads) {
    auto lane = [](const RingChannel &channel) {
        return outcome([&] { return std::to_string(channel.producer().lane()); });
    };
    CHECK(rows.size() == 7 && !bad_heads.empty());
    for (const Row &bad : bad_heads) {
        std::uint64_t head = std::stoull(bad[0]);
        for (const Row &row : rows) {
            std::string name = unique_name("table");
            RingChannel channel = RingChannel::create(name, small());
            if (row[0] == "consumer_twice") {
                RingConsumer first = channel.consumer();
                same(row, outcome([&] { return channel.consumer().is_open() ? "ok" : ""; }));
            } else if (row[0] == "producers_beyond_lanes") {
                RingProducer first = channel.producer(), second = channel.producer();
                same(row, lane(channel));
            } else if (row[0] == "of_a_retired_channel") {
                RingProducer first = channel.producer(), second = channel.producer();
                RingChannel::unlink(name);
                same(row, lane(channel));
            } else if (row[0] == "bad_head_of_first_lane") {
                put_head(name, 0, head);
                same(row, lane(channel));
            } else if (row[0] == "after_a_poll_of_the_last_message" || row[0] == "after_a_poll_of_all_but_one") {
                std::size_t left = row[0] == "after_a_poll_of_all_but_one" ? 1 : 0;
                std::optional<RingProducer> former = channel.producer();
                for (std::size_t i = 0; i < 3 + left; i++)
                    CHECK(former->offer("x", 1));
                former.reset();
                RingConsumer consumer = channel.consumer();
                CHECK(consumer.poll([](RingMessage) {}, 3) == 3);
                same(row, lane(channel));
            } else {
                CHECK(row[0] == "bad_heads_of_all_lanes");
                put_head(name, 0, head);
                put_head(name, 1, head);
                same(row, lane(channel));
            }
            channel.unlink();
        }
    }
}

// The longest duration of the type means "for ever": each call waits, and ends when its condition is met.
void test_longest_timeouts() {
    std::string name = unique_name("forever");
    RingOptions options = small();
    options.lanes = 1;
    RingChannel channel = RingChannel::create(name, options);
    RingConsumer consumer = channel.consumer();
    std::optional<RingProducer> producer = channel.producer();
    for (std::chrono::nanoseconds never : {std::chrono::nanoseconds::min(), std::chrono::nanoseconds(0), std::chrono::nanoseconds(-1)}) {
        CHECK(consumer.poll([](RingMessage) {}, 1, never) == 0);
        CHECK(!channel.try_producer(never));
    }
    for (std::chrono::nanoseconds always : {std::chrono::nanoseconds::max(), std::chrono::nanoseconds::max() - 1h}) {
        CHECK(producer->offer("x", 1));
        CHECK(consumer.poll([](RingMessage) {}, 1, always) == 1);
        CHECK(producer->offer("x", 1, always) && consumer.poll([](RingMessage) {}, 1) == 1);
        CHECK(native_ipc::detail::Slices(always).left() > 0ns);
        CHECK(native_ipc::detail::after(always) > native_ipc::detail::Clock::now() + 1000h);
    }
    producer.reset();
    CHECK(channel.try_producer(std::chrono::nanoseconds::max()));
    channel.unlink();
}

}

int main(int argc, char **argv) {
    CHECK(argc == 2);
    Rows rows = read(argv[1]);
    test_defaults(rows["default"]);
    test_limits(rows["limit"]);
    test_waits(rows["wait"]);
    test_names(rows);
    test_outcomes(rows["outcome"]);
    test_participants(rows["participant"], rows["bad_head"]);
    test_longest_timeouts();
    return 0;
}
