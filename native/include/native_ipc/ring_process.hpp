// Detects every kind of fork, and keeps the list of descriptors that a forked child must close.
#pragma once

#include "ring_error.hpp"
#include "ring_layout.h"

#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

// glibc defines these only with _GNU_SOURCE. The numbers are the kernel's.
#ifndef F_OFD_GETLK
#define F_OFD_GETLK 36
#define F_OFD_SETLK 37
#endif
#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#endif

#ifdef __SANITIZE_THREAD__
// ThreadSanitizer does not know that the kernel's lock orders the thread that releases it before the thread that
// acquires it. These calls declare that order.
extern "C" void __tsan_acquire(void *);
extern "C" void __tsan_release(void *);
#endif

namespace native_ipc::detail {

#ifdef __SANITIZE_THREAD__
inline char lock_order;
inline void lock_gained() {
    __tsan_acquire(&lock_order);
}
inline void lock_given_up() {
    __tsan_release(&lock_order);
}
#else
inline void lock_gained() {}
inline void lock_given_up() {}
#endif

// A lock belongs to an open file description, which a forked child shares. The child's copy would keep the lock of a
// dead parent, and the child's destructors would end the parent's registrations. Therefore:
// - fork() closes the copies in the child, by pthread_atfork. Descriptors are opened, listed and closed under one
//   mutex, which fork() takes, so every descriptor of the child is in the list.
// - The mark is a word that the kernel zeroes in every child (MADV_WIPEONFORK, Linux 4.14). This includes the children
//   of _Fork and clone, which run no handlers. An object that was opened under another mark does not belong to this
//   process. Such a child closes its copies when it first opens an object of this library. Until then it keeps its
//   parent's locks, and the parent counts as alive.
class Process {
public:
    struct Open {
        int fd = -1;
        Open *previous = nullptr;
        Open *next = nullptr;
    };

    // Never destroyed, because static objects of the program may be closed after it.
    static Process &current() {
        static Process *process = new Process;
        return *process;
    }

    const std::uint32_t *mark() const { return mark_; }

    // The value of the mark in this process.
    std::uint32_t generation() {
        std::lock_guard<std::mutex> lock(mutex_);
        if (__atomic_load_n(mark_, __ATOMIC_RELAXED) == 0 || pid_ != ::getpid())
            begin();
        return *mark_;
    }

    // Opens a descriptor with a call that returns it, or -1 with errno. Returns null if the call fails.
    template <typename Call>
    Open *open(Call &&call) {
        generation();
        auto made = std::make_unique<Open>();
        std::lock_guard<std::mutex> lock(mutex_);
        made->fd = call();
        if (made->fd == -1)
            return nullptr;
        made->next = first_;
        if (first_ != nullptr)
            first_->previous = made.get();
        return first_ = made.release();
    }

    void close(Open *open) {
        int error = errno;
        {
            std::lock_guard<std::mutex> lock(mutex_);
            (open->previous != nullptr ? open->previous->next : first_) = open->next;
            if (open->next != nullptr)
                open->next->previous = open->previous;
            if (open->fd != -1)
                ::close(open->fd);
        }
        delete open;
        errno = error;
    }

private:
    Process() {
        void *page = ::mmap(nullptr, static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)), PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (page == MAP_FAILED)
            fail("mmap", "the mark of this process", errno);
        // If this fails, a child is detected only by the handler of fork(), and by its pid in generation().
        ::madvise(page, static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)), MADV_WIPEONFORK);
        mark_ = static_cast<std::uint32_t *>(page);
        begin();
        ::pthread_atfork([] { current().mutex_.lock(); }, [] { current().mutex_.unlock(); },
                         [] {
                             current().begin();
                             current().mutex_.unlock();
                         });
    }

    // Makes only calls that a signal handler may make.
    void begin() {
        for (Open *open = first_; open != nullptr; open = open->next)
            if (open->fd != -1)
                ::close(std::exchange(open->fd, -1));
        pid_ = ::getpid();
        __atomic_store_n(mark_, ++generations_, __ATOMIC_RELAXED);
    }

    std::mutex mutex_;
    std::uint32_t *mark_;
    std::uint32_t generations_ = 0;
    pid_t pid_ = 0;
    Open *first_ = nullptr;
};

// The process that opened an object. It distinguishes this process from one that it was forked from.
class Home {
public:
    Home() : mark_(Process::current().mark()), generation_(Process::current().generation()), pid_(::getpid()) {}

    bool is_here() const { return __atomic_load_n(mark_, __ATOMIC_RELAXED) == generation_; }

    void require(const std::string &object) const {
        if (!is_here())
            throw std::logic_error(object + " was opened by process " + std::to_string(pid_)
                                   + ", which this one was forked from: open it again here");
    }

private:
    const std::uint32_t *mark_;
    std::uint32_t generation_;
    pid_t pid_;
};

class Descriptor {
public:
    Descriptor() = default;

    // Opens a descriptor with a call that returns it, or -1 with errno.
    template <typename Call>
    static Descriptor open(Call &&call) {
        Descriptor opened;
        opened.open_ = Process::current().open(std::forward<Call>(call));
        return opened;
    }
    static Descriptor duplicate(int fd, const std::string &object) {
        Descriptor made = open([&] { return ::fcntl(fd, F_DUPFD_CLOEXEC, 0); });
        if (made.get() == -1)
            fail("fcntl", object, errno);
        return made;
    }

    Descriptor(Descriptor &&other) noexcept : open_(std::exchange(other.open_, nullptr)) {}
    Descriptor &operator=(Descriptor &&other) noexcept {
        if (this != &other) {
            close();
            open_ = std::exchange(other.open_, nullptr);
        }
        return *this;
    }
    ~Descriptor() { close(); }

    // Also -1 in a forked child once its copy has been closed.
    int get() const { return open_ == nullptr ? -1 : open_->fd; }

    void close() {
        if (open_ == nullptr)
            return;
        lock_given_up();
        Process::current().close(std::exchange(open_, nullptr));
    }

    struct stat stat(const std::string &object) const {
        struct stat found;
        if (::fstat(get(), &found) == -1)
            fail("fstat", object, errno);
        return found;
    }

    // Opens the object again. The result has an open file description of its own, because locks of the same description
    // do not exclude each other.
    Descriptor reopened(const std::string &object) const {
        std::string path = "/proc/self/fd/" + std::to_string(get());
        Descriptor again = open([&] { return ::open(path.c_str(), O_RDWR | O_CLOEXEC); });
        if (again.get() == -1)
            fail("open", object, errno);
        return again;
    }

    // Returns false if another description holds the lock.
    bool lock(std::int64_t slot, short type, const std::string &object, std::int64_t count = 1) const {
        struct flock range = lock_range(slot, type, count);
        if (type == F_UNLCK)
            lock_given_up();
        if (::fcntl(get(), F_OFD_SETLK, &range) == 0) {
            lock_gained();
            return true;
        }
        if (errno != EAGAIN && errno != EACCES)
            fail("fcntl", object, errno);
        return false;
    }

    // Whether another description holds the lock. A lock that cannot be queried counts as held.
    bool is_locked(std::int64_t slot) const {
        struct flock range = lock_range(slot, F_WRLCK, 1);
        return ::fcntl(get(), F_OFD_GETLK, &range) != 0 || range.l_type != F_UNLCK;
    }

private:
    static struct flock lock_range(std::int64_t slot, short type, std::int64_t count) {
        struct flock range{};
        range.l_type = type;
        range.l_whence = SEEK_SET;
        range.l_start = NATIVE_IPC_RING_LOCK_BASE + slot;
        range.l_len = count;
        return range;
    }

    Process::Open *open_ = nullptr;
};

}
