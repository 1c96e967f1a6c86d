// The latest value in C++: sizes that do not fit the caller's object or the header.
#include "native_ipc/latest_value.hpp"
#include "ring_support.hpp"

#include <cstring>

using namespace test;

namespace {

// The header has room for the path of the lock file, and the words behind would be overwritten.
void test_long_runtime_folder() {
    pid_t pid = ::fork();
    CHECK(pid != -1);
    if (pid == 0) {
        char pattern[] = "/tmp/ring-hostile-XXXXXX";
        std::vector<std::string> folders{::mkdtemp(pattern)};
        while (folders.back().size() < 760) {
            folders.push_back(folders.back() + "/" + std::string(100, 'x'));
            CHECK(::mkdir(folders.back().c_str(), 0700) == 0);
        }
        ::setenv("XDG_RUNTIME_DIR", folders.back().c_str(), 1);
        RingOptions options;
        Memory memory(ring_size(options));
        CHECK_THROWS(Error, RingChannel::create_in(memory.base, memory.size, options));
        CHECK_THROWS(Error, LatestValue::create_in(memory.base, memory.size, 8));
        for (std::size_t offset = 0; offset < memory.size; offset += 8)
            CHECK(memory.get<std::uint64_t>(offset) == 0);
        ::rmdir((folders.back() + "/native-ipc").c_str());
        for (; !folders.empty(); folders.pop_back())
            CHECK(::rmdir(folders.back().c_str()) == 0);
        ::_exit(0);
    }
    int status = 0;
    CHECK(::waitpid(pid, &status, 0) == pid && status == 0);
}

// The paths of lock files are compared, so each folder has one spelling.
void test_spellings_of_the_runtime_folder() {
    const char *variable = std::getenv("XDG_RUNTIME_DIR");
    std::string before = variable == nullptr ? "" : variable;
    for (const char *spelling : {"/tmp", "/tmp/", "//tmp", "/./tmp/.", "/tmp//.//", "/tmp/./"}) {
        ::setenv("XDG_RUNTIME_DIR", spelling, 1);
        CHECK(native_ipc::detail::runtime_folder() == "/tmp/native-ipc");
    }
    for (const char *spelling : {"/", "//", "/."}) {
        ::setenv("XDG_RUNTIME_DIR", spelling, 1);
        CHECK(native_ipc::detail::runtime_folder() == "/native-ipc");
    }
    ::setenv("XDG_RUNTIME_DIR", "/tmp/../tmp", 1); // not the same folder if /tmp is a link
    CHECK(native_ipc::detail::runtime_folder() == "/tmp/../tmp/native-ipc");
    variable == nullptr ? ::unsetenv("XDG_RUNTIME_DIR") : ::setenv("XDG_RUNTIME_DIR", before.c_str(), 1);
}

// The header of the memory says how many bytes a value has, and the caller's object may have fewer.
void test_size_of_value() {
    Memory memory(LatestValue::byte_size(64));
    LatestValue value = LatestValue::create_in(memory.base, memory.size, 64);
    LatestValueWriter writer = value.writer();
    struct {
        char bytes[64];
        char behind[8];
    } whole{};
    char small[16]{};
    CHECK_THROWS(std::invalid_argument, writer.set(small));
    CHECK_THROWS(std::invalid_argument, writer.set(whole));
    CHECK_THROWS(std::invalid_argument, writer.set(&whole, 63));
    CHECK(value.version() == 0);
    std::memset(whole.bytes, 7, sizeof whole.bytes);
    writer.set(whole.bytes);
    CHECK_THROWS(std::invalid_argument, value.read(small));
    CHECK_THROWS(std::invalid_argument, value.try_read(small, 1ms));
    CHECK_THROWS(std::invalid_argument, value.read(&whole, sizeof whole));
    std::memset(whole.bytes, 0, sizeof whole.bytes);
    CHECK(value.read(whole.bytes) == 1 && whole.bytes[0] == 7 && whole.bytes[63] == 7 && whole.behind[0] == 0);
    try {
        value.writer();
        CHECK(false);
    } catch (const Busy &busy) {
        CHECK(std::strncmp(busy.what(), "latest value(\"", 14) == 0);
    }
    value.unlink();
}

}

int main() {
    test_spellings_of_the_runtime_folder();
    test_long_runtime_folder();
    test_size_of_value();
    return 0;
}
