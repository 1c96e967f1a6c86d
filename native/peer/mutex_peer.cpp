#include "unix.hpp"

#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

// The contents of /dev/shm/mutex.NAME.
struct NamedMutex {
    char magic[8];
    std::uint32_t version;
    std::uint32_t mutex_size;
    char reserved[48];
    pthread_mutex_t mutex;
};

static_assert(offsetof(NamedMutex, mutex) == 64);

// A mutex between processes, robust unless `create stalled` made it. `open` opens Java's NamedMutex NAME. `create` creates a mutex at the beginning of
// the shared memory object NAME. `attach OFFSET` uses a mutex in that object.
class Mutex : public Peer {
public:
    explicit Mutex(const std::string &name) {
        std::string memory = "/" + name;
        on("open", [=](const Words &) {
            auto *named = static_cast<NamedMutex *>(map("/mutex." + name, O_RDWR, 0, sizeof(NamedMutex)));
            if (std::memcmp(named->magic, "NIPCMUTX", sizeof named->magic) != 0 || named->version != 1
                || named->mutex_size != sizeof(pthread_mutex_t))
                fail("open", EINVAL, "not a mutex of version 1");
            mutex_ = &named->mutex;
            return "";
        });
        on("create", [=](const Words &words) {
            mutex_ = static_cast<pthread_mutex_t *>(map(memory, O_RDWR | O_CREAT | O_EXCL, 4096, sizeof *mutex_));
            initialise(words);
            return "";
        });
        on("attach", [=](const Words &words) {
            std::size_t offset = words.size(1);
            mutex_ = reinterpret_cast<pthread_mutex_t *>(
                static_cast<char *>(map(memory, O_RDWR, 0, offset + sizeof *mutex_)) + offset);
            return "";
        });
        on("acquire", [=](const Words &words) { return acquire(words.number(1), !words.has(2, "inconsistent")); });
        on("release", [=](const Words &) {
            require("pthread_mutex_unlock", pthread_mutex_unlock(mutex()));
            return "";
        });
        on("unlink", [=](const Words &) {
            check("shm_unlink", shm_unlink(memory.c_str()));
            return "";
        });
    }

private:
    static void require(const char *call, int error) {
        if (error != 0)
            fail(call, error);
    }

    // The mapping is never removed, because the thread's list of the robust mutexes that it holds points into it.
    static void *map(const std::string &object, int flags, off_t size, std::size_t least) {
        int fd = check("shm_open", shm_open(object.c_str(), flags, 0600));
        if (size != 0)
            check("ftruncate", ftruncate(fd, size));
        struct stat st;
        check("fstat", fstat(fd, &st));
        if (static_cast<std::size_t>(st.st_size) < least)
            fail("fstat", ERANGE, "smaller than a mutex");
        void *memory = mmap(nullptr, static_cast<std::size_t>(st.st_size), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (memory == MAP_FAILED)
            fail_errno("mmap");
        close(fd);
        return memory;
    }

    // The words after the verb: a kind, `stalled` for a mutex that is not robust, `private`, `inherit`.
    void initialise(const Words &words) {
        pthread_mutexattr_t attributes;
        pthread_mutexattr_init(&attributes);
        pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
        pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
        for (std::size_t i = 1; i < words.count(); i++) {
            const std::string &word = words.text(i);
            if (word == "recursive")
                pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
            else if (word == "error-checking")
                pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
#ifdef __GLIBC__
            else if (word == "adaptive")
                pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP);
#endif
            else if (word == "stalled")
                pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_STALLED);
            else if (word == "private")
                pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_PRIVATE);
            else if (word == "inherit")
                require("pthread_mutexattr_setprotocol", pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT));
            else
                fail("usage", EINVAL, word);
        }
        require("pthread_mutex_init", pthread_mutex_init(mutex_, &attributes));
        pthread_mutexattr_destroy(&attributes);
    }

    // With `inconsistent` the mutex is not marked consistent after its owner's death, so the next release makes it
    // unusable.
    std::string acquire(long long millis, bool consistent) {
        timespec deadline;
        clock_gettime(CLOCK_REALTIME, &deadline);
        long long nanos = deadline.tv_nsec + millis % 1000 * 1000000;
        deadline.tv_sec += static_cast<time_t>(millis / 1000 + nanos / 1000000000);
        deadline.tv_nsec = static_cast<long>(nanos % 1000000000);
        int error = pthread_mutex_timedlock(mutex(), &deadline);
        if (error == ETIMEDOUT)
            return "timeout";
        if (error == EOWNERDEAD) {
            if (consistent)
                require("pthread_mutex_consistent", pthread_mutex_consistent(mutex()));
            return "abandoned";
        }
        require("pthread_mutex_timedlock", error);
        return "acquired";
    }

    pthread_mutex_t *mutex() const {
        if (mutex_ == nullptr)
            fail("usage", EINVAL, "the mutex is not open");
        return mutex_;
    }

    pthread_mutex_t *mutex_ = nullptr;
};

}

std::unique_ptr<Peer> robust_mutex(const std::string &name) {
    return std::make_unique<Mutex>(name);
}
