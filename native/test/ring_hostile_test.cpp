// Invalid input and hostile memory: each case throws a documented exception and never hangs or crashes.
#include "native_ipc/latest_value.hpp"
#include "ring_support.hpp"

#include <cstddef>
#include <ctime>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <random>
#include <sys/prctl.h>

using namespace test;

namespace {

RingOptions small(unsigned lanes = 2) {
    RingOptions options;
    options.lane_capacity = 4096;
    options.lanes = lanes;
    options.max_message = 1024;
    return options;
}

RingChannel create(Memory &memory, const RingOptions &options) {
    return RingChannel::create_in(memory.base, memory.size, memory.fd, options);
}
RingChannel open(Memory &memory) {
    return RingChannel::open_in(memory.base, memory.size, memory.fd);
}

void test_options() {
    Memory memory(1 << 20);
    auto refused = [&](std::size_t capacity, unsigned lanes, std::size_t max_message) {
        RingOptions options;
        options.lane_capacity = capacity;
        options.lanes = lanes;
        options.max_message = max_message;
        CHECK_THROWS(std::invalid_argument, create(memory, options));
        CHECK_THROWS(std::invalid_argument, RingChannel::create("/ring-refused", options));
    };
    refused(0, 1, 1);
    refused(2048, 1, 1);
    refused(5000, 1, 1);
    refused(std::size_t{1} << 31, 1, 1);
    refused(4096, 0, 1);
    refused(4096, 33, 1);
    refused(4096, 1, 2041);
    refused(4096, 1, ~std::size_t{0});
    RingOptions too_large;
    too_large.lane_capacity = 1 << 20;
    CHECK_THROWS(std::invalid_argument, create(memory, too_large)); // the region is too small
    for (const char *name : {"", "/", "x", "//x", "/a/b", "/..", "/.", "/ä", "/a b", "/abcdefghijklmnopqrstuvwxyz01234"})
        CHECK_THROWS(std::invalid_argument, RingChannel::open_or_create(name));
    CHECK_THROWS(NotFound, RingChannel::open("/ring-that-is-not-there"));
}

void test_participants() {
    Memory memory(ring_size(small()));
    RingChannel channel = create(memory, small());
    CHECK_THROWS(AlreadyExists, create(memory, small()));
    Memory used(ring_size(small()));
    used.base[ring_size(small()) - small().lane_capacity] = 1;
    CHECK_THROWS(Corrupt, create(used, small())); // the memory is not zeroed
    RingConsumer consumer = channel.consumer();
    CHECK_THROWS(Busy, channel.consumer());
    CHECK_THROWS(Busy, open(memory).consumer());
    CHECK_THROWS(std::invalid_argument, channel.producer(Wait::sleep));
    RingProducer first = channel.producer(), second = open(memory).producer();
    CHECK_THROWS(Busy, channel.producer());
    CHECK(!channel.try_producer(20ms));
    unsigned char bytes[1025] = {};
    CHECK_THROWS(std::invalid_argument, first.offer(bytes, 1025));
    CHECK_THROWS(std::invalid_argument, first.offer(bytes, static_cast<std::size_t>(-1)));
    CHECK_THROWS(std::invalid_argument, first.offer(bytes, (std::size_t{1} << 32) + 1));
    CHECK(first.offer(bytes, 1024));
    second.abandon();
    CHECK(channel.statistics().lanes[1].producer.dead && !channel.statistics().lanes[0].producer.dead);
    CHECK(consumer.free_dead_lanes() == 1 && consumer.free_dead_lanes() == 0);
    consumer.abandon();
    CHECK(channel.statistics().consumer.dead);
    CHECK(channel.consumer().poll([](RingMessage) {}) == 1 && channel.statistics().takeovers == 1);
}

// What no producer writes makes the derived counters of its lane unknown, in bounded time.
void test_statistics() {
    Memory memory(ring_size(small()));
    RingChannel channel = create(memory, small());
    auto *page = reinterpret_cast<native_ipc_ring_lane *>(memory.base + native_ipc_ring_lane_offset(0));
    auto *data = reinterpret_cast<std::uint64_t *>(memory.base + native_ipc_ring_data_offset(0, 2, 4096));
    auto is_unknown = [&] {
        RingStatistics found = channel.statistics();
        const RingLaneStatistics &lane = found.lanes[0];
        CHECK(lane.position.has_value() == lane.messages.has_value() && lane.messages.has_value() == lane.bytes.has_value());
        CHECK(found.lanes[1].messages == 0);
        return !lane.messages;
    };
    CHECK(!is_unknown());
    std::uint64_t message = std::uint64_t{1} << 32, padding = std::uint64_t{2} << 32;
    for (std::uint64_t header : {message | 1025, message | 0xffffffff, std::uint64_t{3} << 32 | 8, std::uint64_t{1} << 40, padding | 4088}) {
        data[0] = header;
        CHECK(is_unknown());
    }
    data[0] = 0;
    for (std::uint64_t head : {std::uint64_t{4}, ~std::uint64_t{7}}) {
        page->head = head;
        CHECK(is_unknown());
    }
    page->head = 0;
    std::fill(data, data + 512, message); // no word is 0
    CHECK(is_unknown());
    data[511] = 0;
    CHECK(!is_unknown() && channel.statistics().lanes[0].messages == 511);
}

void test_foreign_objects() {
    std::string name = unique_name("foreign");
    int fd = ::shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
    CHECK(fd != -1 && ::ftruncate(fd, 8192) == 0 && ::pwrite(fd, "precious", 8, 100) == 8);
    CHECK_THROWS(Corrupt, RingChannel::create(name, small()));
    CHECK_THROWS(Corrupt, RingChannel::open_or_create(name, small()));
    CHECK_THROWS(Corrupt, RingChannel::open(name));
    CHECK_THROWS(Corrupt, RingChannel::clean_up(name));
    char bytes[8];
    CHECK(::pread(fd, bytes, 8, 100) == 8 && std::memcmp(bytes, "precious", 8) == 0);
    CHECK(::fchmod(fd, 0620) == 0);
    CHECK_THROWS(AccessDenied, RingChannel::open_or_create(name, small()));
    ::close(fd);
    ::shm_unlink(name.c_str());
    RingChannel channel = RingChannel::create(name, small());
    CHECK_THROWS(AlreadyExists, RingChannel::create(name, small()));
    CHECK(::truncate(("/dev/shm" + name).c_str(), 8192) == 0);
    CHECK_THROWS(Corrupt, RingChannel::open(name)); // the region is truncated
    ::shm_unlink(name.c_str());
}

// The path of the lock file follows from the memory. The path in the header is compared, and never opened or removed.
// The owner of a file may take a lease on it, for whose end another open waits up to 45 seconds.
void test_lease() {
    std::string name = unique_name("lease");
    RingChannel::create(name, small());
    int ready[2], done[2];
    CHECK(::pipe2(ready, O_CLOEXEC) == 0 && ::pipe2(done, O_CLOEXEC) == 0);
    pid_t lessee = ::fork();
    if (lessee == 0) {
        ::signal(SIGIO, SIG_IGN);
        int fd = ::shm_open(name.c_str(), O_RDWR, 0);
        bool leased = fd != -1 && ::fcntl(fd, F_SETLEASE, F_WRLCK) == 0;
        char byte = leased ? 1 : 0;
        ::close(done[1]);
        bool told = ::write(ready[1], &byte, 1) == 1 && ::read(done[0], &byte, 1) == 0;
        ::_exit(told ? 0 : 1);
    }
    char leased = 0;
    CHECK(::read(ready[0], &leased, 1) == 1 && leased == 1);
    auto start = std::chrono::steady_clock::now();
    CHECK_THROWS(Error, RingChannel::open(name));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
    ::close(done[1]);
    int status;
    CHECK(::waitpid(lessee, &status, 0) == lessee && status == 0);
    for (int fd : {ready[0], ready[1], done[0]})
        ::close(fd);
    RingChannel::unlink(name);
}

void test_lock_file() {
    auto path_of = [](const Memory &memory) {
        auto *header = reinterpret_cast<native_ipc_ring_header *>(memory.base);
        return std::string(header->lock_path, header->lock_path_length);
    };
    auto forge = [](const Memory &memory, const std::string &path) {
        auto *header = reinterpret_cast<native_ipc_ring_header *>(memory.base);
        std::memset(header->lock_path, 0, sizeof header->lock_path);
        std::memcpy(header->lock_path, path.data(), path.size());
        header->lock_path_length = static_cast<std::uint32_t>(path.size());
        struct stat found;
        if (::lstat(path.c_str(), &found) == 0) {
            header->lock_device = found.st_dev;
            header->lock_inode = found.st_ino;
        }
    };
    std::string precious = "/dev/shm" + unique_name("precious");
    auto make = [](const std::string &path, mode_t mode) {
        int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        CHECK(fd != -1 && ::fchmod(fd, mode) == 0);
        ::close(fd);
    };
    make(precious, 0600);
    {
        Memory memory(ring_size(small()));
        mode_t before = ::umask(0777);
        RingChannel channel = RingChannel::create_in(memory.base, memory.size, small());
        ::umask(before);
        std::string path = path_of(memory);
        struct stat found;
        CHECK(::lstat(path.c_str(), &found) == 0 && (found.st_mode & 07777) == 0600);
        RingConsumer consumer = channel.consumer();
        RingProducer producer = RingChannel::open_in(memory.base, memory.size).producer();
        CHECK(producer.offer("x", 1) && consumer.poll([](RingMessage) {}) == 1);
        for (const std::string &bad : {precious, path.substr(0, path.rfind('/')) + "/." + path.substr(path.rfind('/')), path + "x", std::string("/")}) {
            forge(memory, bad);
            CHECK_THROWS(Corrupt, RingChannel::open_in(memory.base, memory.size));
        }
        forge(memory, path);
        CHECK(::access(precious.c_str(), F_OK) == 0);
        std::string aside = path + "-aside";
        CHECK(::rename(path.c_str(), aside.c_str()) == 0);
        CHECK_THROWS(Corrupt, RingChannel::open_in(memory.base, memory.size)); // the lock file is missing
        CHECK(::symlink(precious.c_str(), path.c_str()) == 0);
        forge(memory, path);
        CHECK_THROWS(AccessDenied, RingChannel::open_in(memory.base, memory.size));
        CHECK(::unlink(path.c_str()) == 0);
        make(path, 0600);
        CHECK(::lstat(aside.c_str(), &found) == 0);
        auto *header = reinterpret_cast<native_ipc_ring_header *>(memory.base);
        header->lock_inode = found.st_ino;
        CHECK_THROWS(Corrupt, RingChannel::open_in(memory.base, memory.size)); // it is another file
        forge(memory, path);
        CHECK(::chmod(path.c_str(), 0666) == 0);
        CHECK_THROWS(AccessDenied, RingChannel::open_in(memory.base, memory.size));
        CHECK(::chmod(path.c_str(), 0600) == 0 && ::link(path.c_str(), (path + "-2").c_str()) == 0);
        CHECK_THROWS(AccessDenied, RingChannel::open_in(memory.base, memory.size));
        CHECK(::unlink((path + "-2").c_str()) == 0);
        channel.unlink(); // its own lock file is no longer at the path
        CHECK(::access(path.c_str(), F_OK) == 0);
        CHECK(::unlink(path.c_str()) == 0 && ::rename(aside.c_str(), path.c_str()) == 0);
        channel.unlink();
        CHECK(::access(path.c_str(), F_OK) != 0);
    }
    // An old handle does not change a later channel.
    Memory memory(ring_size(small()));
    RingChannel old = RingChannel::create_in(memory.base, memory.size, small());
    old.unlink();
    std::memset(memory.base, 0, memory.size);
    RingChannel next = RingChannel::create_in(memory.base, memory.size, small());
    old.unlink();
    RingChannel::open_in(memory.base, memory.size);
    next.unlink();
    CHECK_THROWS(NotFound, RingChannel::open_in(memory.base, memory.size));
    std::vector<std::uint64_t> own(ring_size(small()) / 8); // memory that is not shared
    CHECK_THROWS(std::invalid_argument, RingChannel::create_in(own.data(), own.size() * 8, small()));
    ::unlink(precious.c_str());
}

// Nothing is made for memory that is refused, and nothing in it is changed.
void test_refused_memory() {
    RingOptions options = small();
    std::size_t size = ring_size(options);
    Memory memory(size + 64);
    std::string path = detail::lock_file_path(memory.base);
    for (std::size_t offset : {std::size_t(0), std::size_t(8), std::size_t(4096), std::size_t(8192 + 2 * 4096)}) {
        memory.put<std::uint64_t>(offset, 7);
        CHECK_THROWS(Corrupt, RingChannel::create_in(memory.base, size, options));
        CHECK_THROWS(Corrupt, RingChannel::create_in(memory.base, size, memory.fd, options));
        CHECK_THROWS(Corrupt, LatestValue::create_in(memory.base, size, 2048));
        CHECK(memory.get<std::uint64_t>(offset) == 7);
        memory.put<std::uint64_t>(offset, 0);
        CHECK(::access(path.c_str(), F_OK) != 0);
    }
    CHECK_THROWS(std::invalid_argument, RingChannel::create_in(memory.base, size - 1, options));
    CHECK_THROWS(std::invalid_argument, LatestValue::create_in(memory.base, 4096 + 511, 64));
    for (std::size_t offset : {1U, 8U, 32U}) {
        CHECK_THROWS(std::invalid_argument, RingChannel::create_in(memory.base + offset, size, options));
        CHECK_THROWS(std::invalid_argument, RingChannel::open_in(memory.base + offset, size));
        CHECK_THROWS(std::invalid_argument, LatestValue::create_in(memory.base + offset, size, 8));
    }
    // Locks on the object itself would be those of a channel at its beginning.
    CHECK_THROWS(std::invalid_argument, RingChannel::create_in(memory.base + 64, size, memory.fd, options));
    CHECK(::access(path.c_str(), F_OK) != 0);
    RingChannel channel = RingChannel::create_in(memory.base + 64, size, options);
    CHECK(::access(detail::lock_file_path(memory.base + 64).c_str(), F_OK) == 0);
    channel.unlink();
}

// Makes FUTEX_WAIT without FUTEX_PRIVATE_FLAG fail with EPERM, as the filter of a container may do.
void forbid_shared_futex() {
    sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_futex, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[1])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FUTEX_WAIT, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    sock_fprog program{sizeof filter / sizeof filter[0], filter};
    CHECK(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

// A wait that the kernel refuses does not use a processor.
void test_forbidden_futex() {
    pid_t pid = ::fork();
    CHECK(pid != -1);
    if (pid == 0) {
        forbid_shared_futex();
        RingOptions options = small();
        options.sleeping_waits = true;
        Memory memory(ring_size(options));
        RingConsumer consumer = create(memory, options).consumer();
        std::clock_t before = std::clock();
        CHECK(consumer.poll([](RingMessage) {}, 1, 500ms) == 0);
        CHECK(std::clock() - before < CLOCKS_PER_SEC / 5);
        ::_exit(0);
    }
    int status;
    CHECK(::waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

void test_umask() {
    for (mode_t mask : {0277U, 0777U, 0U}) {
        std::string name = unique_name("umask");
        mode_t before = ::umask(mask);
        RingChannel channel = RingChannel::create(name, small());
        ::umask(before);
        struct stat found;
        CHECK(::stat(("/dev/shm" + name).c_str(), &found) == 0 && (found.st_mode & 07777) == 0600);
        channel.unlink();
    }
}

// Each word of the header, with invalid values. The rejections are counted per field, and none may be missing.
void test_header_fields() {
    struct Field {
        const char *name;
        std::size_t offset, size;
        std::vector<std::uint64_t> bad;
    };
    const std::uint64_t all = ~std::uint64_t{0};
    const std::vector<Field> fields = {
        {"magic", NATIVE_IPC_RING_MAGIC_OFFSET, 8, {0, 1, all}},
        {"byte order", NATIVE_IPC_RING_BYTE_ORDER_OFFSET, 4, {0, 0x04030201, all}},
        {"version", NATIVE_IPC_RING_VERSION_OFFSET, 4, {0, 2, all}},
        {"kind", NATIVE_IPC_RING_KIND_OFFSET, 4, {0, 2, 3, all}},
        {"flags", NATIVE_IPC_RING_FLAGS_OFFSET, 4, {2, 3, 0x80000000, all}},
        {"total size", NATIVE_IPC_RING_TOTAL_SIZE_OFFSET, 8, {0, 1, 24575, 24577, all}},
        {"lane capacity", NATIVE_IPC_RING_LANE_CAPACITY_OFFSET, 8, {0, 1, 4095, 8192, 2048, std::uint64_t{1} << 63, all}},
        {"lane count", NATIVE_IPC_RING_LANE_COUNT_OFFSET, 4, {0, 1, 3, 32, 33, all}},
        {"max message", NATIVE_IPC_RING_MAX_MESSAGE_OFFSET, 4, {0, 2041, 4096, all}},
        {"lock kind", NATIVE_IPC_RING_LOCK_KIND_OFFSET, 4, {0, 2, 3, all}},
        {"lock path length", NATIVE_IPC_RING_LOCK_PATH_LENGTH_OFFSET, 4, {1, 768, all}},
        {"lock device", NATIVE_IPC_RING_LOCK_DEVICE_OFFSET, 8, {1, all}},
        {"lock inode", NATIVE_IPC_RING_LOCK_INODE_OFFSET, 8, {1, all}},
        {"state", NATIVE_IPC_RING_STATE_OFFSET, 4, {3, all}},
    };
    Memory memory(ring_size(small()));
    RingChannel channel = create(memory, small());
    for (const Field &field : fields) {
        int refused = 0;
        for (std::uint64_t bad : field.bad) {
            std::uint64_t good = 0;
            std::memcpy(&good, memory.base + field.offset, field.size);
            std::memcpy(memory.base + field.offset, &bad, field.size);
            CHECK_THROWS(Corrupt, open(memory));
            refused++;
            std::memcpy(memory.base + field.offset, &good, field.size);
        }
        CHECK(refused > 0);
        std::printf("%s: %d refused\n", field.name, refused);
    }
    unsigned char id[16];
    std::memcpy(id, memory.base + NATIVE_IPC_RING_INSTANCE_ID_OFFSET, 16);
    std::memset(memory.base + NATIVE_IPC_RING_INSTANCE_ID_OFFSET, 0, 16);
    CHECK_THROWS(Corrupt, open(memory));
    CHECK_THROWS(Corrupt, channel.consumer()); // another instance
    std::memcpy(memory.base + NATIVE_IPC_RING_INSTANCE_ID_OFFSET, id, 16);
    open(memory);
    memory.put<std::uint32_t>(NATIVE_IPC_RING_STATE_OFFSET, NATIVE_IPC_RING_STATE_UNFINISHED);
    CHECK_THROWS(Corrupt, open(memory));
    create(memory, small()); // as left by a dead creator
    Memory page(4096);
    std::memcpy(page.base, memory.base, 4096);
    CHECK_THROWS(Corrupt, open(page));
    CHECK_THROWS(Corrupt, RingChannel::open_in(memory.base, 100, memory.fd));
    Memory nothing(4096);
    CHECK_THROWS(NotFound, open(nothing));
}

// With another version of the headers, the message contains both version numbers, which shows the side to update.
void test_another_version() {
    Memory memory(ring_size(small()));
    create(memory, small());
    const std::uint32_t other = NATIVE_IPC_RING_VERSION + 1;
    memory.put<std::uint32_t>(NATIVE_IPC_RING_VERSION_OFFSET, other);
    std::string expected = "has the layout " + std::to_string(other) + "; this version knows " + std::to_string(NATIVE_IPC_RING_VERSION);
    std::string said;
    try {
        open(memory);
    } catch (const Corrupt &refusal) {
        said = refusal.what();
    }
    CHECK(said.find(expected) != std::string::npos);
}

// Record headers that a producer can write into its lane.
void test_record_headers() {
    std::size_t data = native_ipc_ring_data_offset(0, 2, 4096);
    const std::uint64_t message = std::uint64_t{1} << 32, padding = std::uint64_t{2} << 32;
    struct Bad {
        std::size_t offset;
        std::uint64_t header;
    };
    const std::vector<Bad> table = {
        {0, 1}, {0, 0xffffffff}, {0, message | 1025}, {0, message | 0xffffffff}, {0, std::uint64_t{3} << 32 | 8},
        {0, padding}, {0, padding | 4088}, {0, padding | 8}, {0, message | 8 | std::uint64_t{1} << 34}, {0, ~std::uint64_t{0}},
        {16, padding | 8}, {16, padding | 4080}, {16, padding | 4071}, {4088, message | 1}, {3584, message | 505}, {3584, padding | 512},
    };
    for (const Bad &bad : table) {
        Memory memory(ring_size(small()));
        RingChannel channel = create(memory, small());
        memory.put<std::uint64_t>(NATIVE_IPC_RING_LANES_OFFSET + NATIVE_IPC_RING_LANE_HEAD_OFFSET, bad.offset);
        memory.put<std::uint64_t>(data + bad.offset, bad.header);
        RingConsumer consumer = channel.consumer();
        CHECK_THROWS(Corrupt, consumer.poll([](RingMessage) { CHECK(false); }));
        CHECK(consumer.poll([](RingMessage) { CHECK(false); }) == 0); // it throws only once
        memory.put<std::uint64_t>(native_ipc_ring_data_offset(1, 2, 4096), message | 1);
        CHECK(consumer.poll([](RingMessage m) { CHECK(m.lane == 1); }) == 1); // other lanes continue
        CHECK_THROWS(Busy, (channel.producer(), channel.producer())); // the lane remains unusable
    }
}

// Values that a consumer can write to HEAD.
void test_heads() {
    for (std::uint64_t bad : {std::uint64_t{1}, std::uint64_t{4}, std::uint64_t{4096 + 16}, ~std::uint64_t{7}, ~std::uint64_t{0}}) {
        Memory memory(ring_size(small()));
        RingChannel channel = create(memory, small());
        RingProducer producer = channel.producer();
        while (producer.offer("12345678", 8))
            ;
        memory.put<std::uint64_t>(NATIVE_IPC_RING_LANES_OFFSET, bad);
        CHECK_THROWS(Corrupt, producer.offer("12345678", 8));
        if (bad % 8 != 0)
            CHECK_THROWS(Corrupt, channel.consumer());
    }
}

// A peer that overwrites all of the memory all the time.
void test_scribbling() {
    std::mt19937_64 random(1);
    Memory memory(ring_size(small()));
    RingChannel channel = create(memory, small());
    std::vector<unsigned char> fresh(memory.base, memory.base + memory.size);
    std::uint64_t messages = 0, corrupt = 0;
    auto end = std::chrono::steady_clock::now() + 1500ms;
    while (std::chrono::steady_clock::now() < end) {
        std::memcpy(memory.base, fresh.data(), fresh.size());
        std::size_t begin = random() % 2 == 0 ? NATIVE_IPC_RING_CONSUMER_OFFSET : NATIVE_IPC_RING_LANES_OFFSET + 2 * 4096;
        try {
            RingConsumer consumer = channel.consumer();
            RingProducer producer = channel.producer();
            for (int i = 0; i < 50; i++) {
                std::size_t offset = begin + random() % (memory.size - begin) / 8 * 8;
                memory.put<std::uint64_t>(offset, random() >> random() % 64);
                std::uint64_t kind = std::uint64_t{1} << 32 << random() % 2;
                memory.put<std::uint64_t>(native_ipc_ring_data_offset(1, 2, 4096) + random() % 64 * 8, kind | random() % 4096);
                for (int k = 0; k < 4; k++)
                    producer.offer(fresh.data(), 1 + random() % 1024);
                std::uint64_t sum = 0;
                messages += consumer.poll([&](RingMessage found) {
                    CHECK(found.length <= 1024);
                    for (std::size_t b = 0; b < found.length; b++)
                        sum += static_cast<std::uint64_t>(found.data[b]);
                });
                channel.statistics();
            }
        } catch (const Corrupt &) {
            corrupt++;
        } catch (const Busy &) {
            corrupt++;
        }
    }
    std::printf("scribbling: %llu messages, %llu corrupt\n", static_cast<unsigned long long>(messages),
                static_cast<unsigned long long>(corrupt));
    CHECK(messages > 0 && corrupt > 0);
}

}

int main() {
    test_options();
    test_participants();
    test_statistics();
    test_foreign_objects();
    test_lease();
    test_lock_file();
    test_refused_memory();
    test_forbidden_futex();
    test_umask();
    test_header_fields();
    test_another_version();
    test_record_headers();
    test_heads();
    test_scribbling();
    return 0;
}
