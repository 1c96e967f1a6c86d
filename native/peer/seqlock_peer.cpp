// A seqlock as C programs write it: a struct in POSIX shared memory that begins with the counter.
#include "unix.hpp"

#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

constexpr std::size_t DATA = 8;

// `open WIDTH LENGTH` opens the object NAME with a counter of WIDTH bytes at 0 and LENGTH bytes of data at 8.
// `write COUNT` changes the data so many times without a pause. `read COUNT` reads so many whole copies, and answers
// how many of them were torn. `begin` begins a change and does not end it; `end` does.
template <typename Counter>
class Sequence {
public:
    Sequence(char *memory, std::size_t words)
        : counter_(reinterpret_cast<Counter *>(memory)), data_(reinterpret_cast<std::uint64_t *>(memory + DATA)), words_(words) {}

    void begin(std::uint64_t number) {
        Counter before = __atomic_load_n(counter_, __ATOMIC_RELAXED);
        __atomic_store_n(counter_, static_cast<Counter>(before + 1), __ATOMIC_RELAXED);
        __atomic_thread_fence(__ATOMIC_RELEASE);
        for (std::size_t i = 0; i < words_; i++)
            __atomic_store_n(data_ + i, number * (i + 1), __ATOMIC_RELAXED);
    }

    void end() {
        __atomic_store_n(counter_, static_cast<Counter>(__atomic_load_n(counter_, __ATOMIC_RELAXED) + 1), __ATOMIC_RELEASE);
    }

    // Whether a whole copy contains one change.
    bool read() const {
        std::uint64_t copy[512];
        for (;;) {
            Counter before = __atomic_load_n(counter_, __ATOMIC_ACQUIRE);
            if ((before & 1) != 0)
                continue;
            for (std::size_t i = 0; i < words_; i++)
                copy[i] = __atomic_load_n(data_ + i, __ATOMIC_RELAXED);
            __atomic_thread_fence(__ATOMIC_ACQUIRE);
            if (__atomic_load_n(counter_, __ATOMIC_RELAXED) == before)
                break;
        }
        for (std::size_t i = 0; i < words_; i++)
            if (copy[i] != copy[0] * (i + 1))
                return false;
        return true;
    }

private:
    Counter *counter_;
    std::uint64_t *data_;
    std::size_t words_;
};

class SeqLock : public Peer {
public:
    explicit SeqLock(const std::string &name) {
        on("open", [=](const Words &words) {
            wide_ = words.number(1) == 8;
            length_ = words.size(2);
            int fd = check("shm_open", shm_open(name.c_str(), O_RDWR, 0));
            void *mapped = mmap(nullptr, DATA + length_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
            ::close(fd);
            if (mapped == MAP_FAILED)
                fail_errno("mmap");
            memory_ = static_cast<char *>(mapped);
            return "";
        });
        on("write", [=](const Words &words) {
            return with([&](auto sequence) {
                for (long long i = 0; i < words.number(1); i++) {
                    sequence.begin(++number_);
                    sequence.end();
                }
                return std::string();
            });
        });
        on("read", [=](const Words &words) {
            return with([&](auto sequence) {
                long long torn = 0;
                for (long long i = 0; i < words.number(1); i++)
                    torn += sequence.read() ? 0 : 1;
                return std::to_string(torn);
            });
        });
        on("begin", [=](const Words &) {
            return with([&](auto sequence) {
                sequence.begin(++number_);
                return std::string();
            });
        });
        on("end", [=](const Words &) {
            return with([&](auto sequence) {
                sequence.end();
                return std::string();
            });
        });
    }

    ~SeqLock() override {
        if (memory_ != nullptr)
            munmap(memory_, DATA + length_);
    }

private:
    template <typename F>
    std::string with(F action) const {
        if (memory_ == nullptr)
            fail("usage", EINVAL, "not open");
        std::size_t words = length_ / sizeof(std::uint64_t);
        return wide_ ? action(Sequence<std::uint64_t>(memory_, words)) : action(Sequence<std::uint32_t>(memory_, words));
    }

    char *memory_ = nullptr;
    std::size_t length_ = 0;
    bool wide_ = false;
    std::uint64_t number_ = 0;
};

}

std::unique_ptr<Peer> seqlock(const std::string &name) {
    return std::make_unique<SeqLock>(name);
}
