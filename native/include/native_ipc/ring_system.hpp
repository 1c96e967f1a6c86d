// The functions of Linux that the ring channel uses, apart from descriptors: mappings, futexes and the clock. It also
// contains the kill points of the test builds.
#pragma once

#include "ring_process.hpp"

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <utility>

#ifdef NATIVE_IPC_RING_KILL_POINTS
#include <atomic>
#include <csignal>
#define NATIVE_IPC_RING_KILL_POINT(name) ::native_ipc::detail::kill_point(name)
#else
#define NATIVE_IPC_RING_KILL_POINT(name) static_cast<void>(0)
#endif

namespace native_ipc::detail {

#ifdef NATIVE_IPC_RING_KILL_POINTS
struct KillPoint {
    std::string name;
    std::atomic<long> remaining{0};

    explicit KillPoint(const char *variable) {
        const char *text = std::getenv(variable);
        const char *colon = text == nullptr ? nullptr : std::strchr(text, ':');
        if (colon != nullptr) {
            name.assign(text, colon);
            remaining = std::atol(colon + 1);
        }
    }

    bool reached(const char *here) { return name == here && remaining.fetch_sub(1) == 1; }
};

// NATIVE_IPC_KILLPOINT=name:count kills the process (SIGKILL) when it reaches this point for the count-th time.
// NATIVE_IPC_STOPPOINT stops it (SIGSTOP).
inline void kill_point(const char *here) {
    static KillPoint killed("NATIVE_IPC_KILLPOINT");
    static KillPoint stopped("NATIVE_IPC_STOPPOINT");
    if (killed.reached(here))
        ::raise(SIGKILL);
    if (stopped.reached(here))
        ::raise(SIGSTOP);
}
#endif

using Clock = std::chrono::steady_clock;

// The time at which a timeout expires. The timeout may be negative, or as long as the type allows.
inline Clock::time_point after(std::chrono::nanoseconds timeout) {
    Clock::time_point now = Clock::now();
    if (timeout <= std::chrono::nanoseconds::zero())
        return now;
    return timeout >= Clock::time_point::max() - now ? Clock::time_point::max() : now + timeout;
}

template <typename T>
T load_relaxed(const T *word) {
    return __atomic_load_n(word, __ATOMIC_RELAXED);
}
template <typename T>
T load_acquire(const T *word) {
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}
template <typename T>
void store_relaxed(T *word, T value) {
    __atomic_store_n(word, value, __ATOMIC_RELAXED);
}
template <typename T>
void store_release(T *word, T value) {
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
}
inline void full_fence() {
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
inline void pause() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("isb");
#endif
}

// If the memory no longer exists, the call fails with EFAULT and raises no signal. If the kernel refuses to wait, as a
// filter of system calls (seccomp) makes it do, this pauses, so that a loop around it does not spin.
inline void futex_wait(std::uint32_t *word, std::uint32_t expected, Clock::duration at_most) {
    auto nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(at_most).count();
    if (nanos <= 0)
        return;
    timespec time{};
    time.tv_sec = static_cast<time_t>(nanos / 1000000000);
    time.tv_nsec = static_cast<long>(nanos % 1000000000);
    if (::syscall(SYS_futex, word, FUTEX_WAIT, expected, &time, nullptr, 0) == 0 || errno == EAGAIN || errno == EINTR
        || errno == ETIMEDOUT)
        return;
    timespec pause{0, static_cast<long>(nanos < 1000000 ? nanos : 1000000)};
    ::nanosleep(&pause, nullptr);
}
inline void futex_wake(std::uint32_t *word, int how_many) {
    ::syscall(SYS_futex, word, FUTEX_WAKE, how_many, nullptr, nullptr, 0);
}

inline std::uint64_t random_nonzero() {
    std::uint64_t value = 0;
    while (value == 0)
        if (::getrandom(&value, sizeof value, 0) != sizeof value && errno != EINTR)
            fail("getrandom", "", errno);
    return value;
}

// The start time of this process, field 22 of /proc/self/stat. Field 2 may contain spaces and parentheses. Returns 0
// if the start time is unknown.
inline std::uint64_t process_start() {
    char text[1024];
    std::FILE *file = std::fopen("/proc/self/stat", "re");
    if (file == nullptr)
        return 0;
    std::size_t length = std::fread(text, 1, sizeof text - 1, file);
    std::fclose(file);
    text[length] = '\0';
    const char *next = std::strrchr(text, ')');
    for (int field = 2; next != nullptr && field < 22; field++)
        next = std::strchr(next + 1, ' ');
    return next == nullptr ? 0 : std::strtoull(next + 1, nullptr, 10);
}

// Mapped memory. The destructor unmaps it, unless it belongs to the caller.
class Mapping {
public:
    Mapping(const Descriptor &file, std::size_t size, const std::string &object) : size_(size), ours_(true) {
        base_ = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
        if (base_ == MAP_FAILED)
            fail("mmap", object, errno);
    }
    Mapping(void *base, std::size_t size) : base_(base), size_(size), ours_(false) {}
    Mapping(const Mapping &) = delete;
    Mapping &operator=(const Mapping &) = delete;
    ~Mapping() {
        if (ours_)
            ::munmap(base_, size_);
    }

    std::byte *at(std::uint64_t offset) const { return static_cast<std::byte *>(base_) + offset; }
    std::size_t size() const { return size_; }

private:
    void *base_;
    std::size_t size_;
    bool ours_;
};

}
