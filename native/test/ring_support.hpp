// The common part of the ring channel's tests: messages that reveal loss, tearing and wrong order; processes; unique
// names.
#pragma once

#include "native_ipc/ring.hpp"

#include <csignal>
#include <cstdint>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            std::fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);                         \
            std::exit(1);                                                                                              \
        }                                                                                                              \
    } while (false)

#define CHECK_THROWS(type, ...)                                                                                        \
    do {                                                                                                               \
        bool thrown = false;                                                                                           \
        try {                                                                                                          \
            __VA_ARGS__;                                                                                               \
        } catch (const type &) {                                                                                       \
            thrown = true;                                                                                             \
        }                                                                                                              \
        if (!thrown) {                                                                                                 \
            std::fprintf(stderr, "%s:%d: %s throws no %s\n", __FILE__, __LINE__, #__VA_ARGS__, #type);                 \
            std::exit(1);                                                                                              \
        }                                                                                                              \
    } while (false)

namespace test {

using namespace native_ipc;
using namespace std::chrono_literals;

inline std::uint32_t crc32(const unsigned char *bytes, std::size_t length) {
    static const std::vector<std::uint32_t> table = [] {
        std::vector<std::uint32_t> made(256);
        for (std::uint32_t i = 0; i < 256; i++) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value >> 1) ^ ((value & 1) != 0 ? 0xedb88320U : 0U);
            made[i] = value;
        }
        return made;
    }();
    std::uint32_t crc = ~0U;
    for (std::size_t i = 0; i < length; i++)
        crc = table[(crc ^ bytes[i]) & 255] ^ (crc >> 8);
    return ~crc;
}

// splitmix64
inline std::uint64_t mix(std::uint64_t seed) {
    seed += 0x9e3779b97f4a7c15U;
    seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9U;
    seed = (seed ^ (seed >> 27)) * 0x94d049bb133111ebU;
    return seed ^ (seed >> 31);
}

constexpr std::size_t SMALLEST = 16;

// A message: number, sender, CRC of the whole message, then bytes. The number determines the length and the bytes.
inline std::vector<unsigned char> message(std::uint32_t sender, std::uint64_t number, std::size_t largest) {
    std::vector<unsigned char> bytes(SMALLEST + mix(number) % (largest - SMALLEST + 1));
    for (std::size_t i = SMALLEST; i < bytes.size(); i++)
        bytes[i] = static_cast<unsigned char>(mix(number + i));
    std::memcpy(bytes.data(), &number, 8);
    std::memcpy(bytes.data() + 8, &sender, 4);
    std::uint32_t crc = crc32(bytes.data(), bytes.size());
    std::memcpy(bytes.data() + 12, &crc, 4);
    return bytes;
}

struct Content {
    std::uint64_t number = 0;
    std::uint32_t sender = 0;
};

inline Content content(const RingMessage &from) {
    thread_local unsigned char bytes[1 << 17];
    CHECK(from.length >= SMALLEST && from.length <= sizeof bytes);
    std::memcpy(bytes, from.data, from.length);
    Content found;
    std::uint32_t crc;
    std::memcpy(&found.number, bytes, 8);
    std::memcpy(&found.sender, bytes + 8, 4);
    std::memcpy(&crc, bytes + 12, 4);
    std::memset(bytes + 12, 0, 4);
    CHECK(crc == crc32(bytes, from.length));
    return found;
}

// A name that is removed at the end, however the test ends.
inline std::string unique_name(const char *what) {
    struct Names : std::vector<std::string> {
        ~Names() {
            for (const std::string &name : *this)
                for (const char *suffix : {"", "-notes"})
                    ::shm_unlink((name + suffix).c_str());
        }
    };
    static Names names;
    names.push_back("/ring-" + std::to_string(::getpid()) + "-" + std::to_string(names.size()) + "-" + what);
    return names.back();
}

// Runs a program and not only a fork, because a fork would inherit the parent's locks.
class Process {
public:
    Process(std::vector<std::string> arguments, const std::string &variable = {}) {
        std::vector<char *> argv, environment;
        for (std::string &argument : arguments)
            argv.push_back(argument.data());
        argv.push_back(nullptr);
        std::string setting = variable;
        for (char **next = environ; *next != nullptr; next++)
            environment.push_back(*next);
        if (!setting.empty())
            environment.push_back(setting.data());
        environment.push_back(nullptr);
        CHECK(::posix_spawn(&pid_, "/proc/self/exe", nullptr, nullptr, argv.data(), environment.data()) == 0);
    }
    ~Process() {
        if (!ended_) {
            ::kill(pid_, SIGKILL);
            wait();
        }
    }
    Process(const Process &) = delete;
    Process &operator=(const Process &) = delete;

    pid_t pid() const { return pid_; }
    bool has_ended() {
        if (!ended_ && ::waitpid(pid_, &status_, WNOHANG) == pid_)
            ended_ = true;
        return ended_;
    }
    int wait() {
        if (!ended_) {
            CHECK(::waitpid(pid_, &status_, 0) == pid_);
            ended_ = true;
        }
        return status_;
    }
    bool was_killed() { return WIFSIGNALED(wait()) && WTERMSIG(wait()) == SIGKILL; }
    bool succeeded() { return WIFEXITED(wait()) && WEXITSTATUS(wait()) == 0; }
    void signal(int number) const { ::kill(pid_, number); }
    void wait_until_stopped() {
        int status;
        CHECK(::waitpid(pid_, &status, WUNTRACED) == pid_ && WIFSTOPPED(status));
    }

private:
    pid_t pid_ = 0;
    int status_ = 0;
    bool ended_ = false;
};

// Words in addition to the channel, in which processes report to the tests what they have done.
class Notes {
public:
    static constexpr std::size_t COUNT = 64;

    explicit Notes(const std::string &name, bool create) : name_(create ? name : "") {
        int fd = ::shm_open(name.c_str(), create ? O_RDWR | O_CREAT | O_EXCL : O_RDWR, 0600);
        CHECK(fd != -1 && ::ftruncate(fd, COUNT * 8) == 0);
        void *memory = ::mmap(nullptr, COUNT * 8, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        CHECK(memory != MAP_FAILED);
        ::close(fd);
        words_ = static_cast<std::uint64_t *>(memory);
    }
    ~Notes() {
        ::munmap(words_, COUNT * 8);
        if (!name_.empty())
            ::shm_unlink(name_.c_str());
    }
    Notes(const Notes &) = delete;
    Notes &operator=(const Notes &) = delete;

    std::uint64_t get(std::size_t index) const { return __atomic_load_n(words_ + index, __ATOMIC_SEQ_CST); }
    void set(std::size_t index, std::uint64_t value) { __atomic_store_n(words_ + index, value, __ATOMIC_SEQ_CST); }

private:
    std::string name_;
    std::uint64_t *words_;
};

// A mapped memfd with room for a channel.
struct Memory {
    explicit Memory(std::size_t byte_size) : size(byte_size), fd(::memfd_create("ring", MFD_CLOEXEC)) {
        CHECK(fd != -1 && ::ftruncate(fd, static_cast<off_t>(size)) == 0);
        base = static_cast<unsigned char *>(::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
        CHECK(base != MAP_FAILED);
    }
    ~Memory() {
        ::munmap(base, size);
        ::close(fd);
    }
    Memory(const Memory &) = delete;
    Memory &operator=(const Memory &) = delete;

    template <typename T>
    void put(std::size_t offset, T value) {
        __atomic_store_n(reinterpret_cast<T *>(base + offset), value, __ATOMIC_RELEASE);
    }
    template <typename T>
    T get(std::size_t offset) const {
        return __atomic_load_n(reinterpret_cast<T *>(base + offset), __ATOMIC_ACQUIRE);
    }

    std::size_t size;
    int fd;
    unsigned char *base;
};

}
