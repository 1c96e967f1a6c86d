#include "unix.hpp"

#include <atomic>
#include <pthread.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace {

// What a C program keeps in its System V segment, at fixed offsets.
struct Shared {
    sem_t to_peer; // at 0
    char gap1[64 - sizeof(sem_t)];
    sem_t to_java; // at 64
    char gap2[64 - sizeof(sem_t)];
    pthread_mutex_t mutex; // at 128
    char gap3[128 - sizeof(pthread_mutex_t)];
    long counter;          // at 256
    std::atomic<int> word; // at 264
};

static_assert(offsetof(Shared, to_java) == 64 && offsetof(Shared, mutex) == 128 && offsetof(Shared, counter) == 256
              && offsetof(Shared, word) == 264);

// A System V segment with the semaphores and the mutex of a C program in it. `create` makes the segment and all that
// is in it, `join` attaches to one that exists.
class Objects : public Peer {
public:
    explicit Objects(key_t key) {
        on("create", [=](const Words &words) {
            attach(check("shmget", shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0600)));
            unsigned value = static_cast<unsigned>(words.number(1));
            int shared = words.has(2, "private") ? 0 : 1;
            check("sem_init", sem_init(&shared_->to_peer, shared, value));
            check("sem_init", sem_init(&shared_->to_java, shared, value));
            pthread_mutexattr_t attributes;
            pthread_mutexattr_init(&attributes);
            pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
            pthread_mutex_init(&shared_->mutex, &attributes);
            pthread_mutexattr_destroy(&attributes);
            return "";
        });
        on("join", [=](const Words &) {
            attach(check("shmget", shmget(key, 0, 0)));
            return "";
        });
        on("post", [=](const Words &) {
            check("sem_post", sem_post(&shared()->to_java));
            return "";
        });
        on("wait", [=](const Words &) {
            restarting("sem_wait", [&] { return sem_wait(&shared()->to_peer); });
            return "";
        });
        on("value", [=](const Words &) {
            int value;
            check("sem_getvalue", sem_getvalue(&shared()->to_java, &value));
            return std::to_string(value);
        });
        // Answers so many posts of Java, each with one of its own.
        on("hand-over", [=](const Words &words) {
            for (long long i = 0; i < words.number(1); i++) {
                restarting("sem_wait", [&] { return sem_wait(&shared()->to_peer); });
                shared()->counter++;
                check("sem_post", sem_post(&shared()->to_java));
            }
            return std::to_string(shared()->counter);
        });
        on("lock", [=](const Words &) {
            pthread_mutex_lock(&shared()->mutex);
            return "";
        });
        on("unlock", [=](const Words &) {
            pthread_mutex_unlock(&shared()->mutex);
            return "";
        });
        // Adds to the counter, so many times, holding the mutex.
        on("add", [=](const Words &words) {
            for (long long i = 0; i < words.number(1); i++) {
                pthread_mutex_lock(&shared()->mutex);
                shared()->counter++;
                pthread_mutex_unlock(&shared()->mutex);
            }
            return "";
        });
#ifdef __linux__
        on("await", [=](const Words &words) {
            await(words.integer(1));
            return std::to_string(shared()->word.load());
        });
        on("store", [=](const Words &words) {
            store(words.integer(1));
            return "";
        });
        // Answers so many words 1 of Java, each with a word 0.
        on("words", [=](const Words &words) {
            for (long long i = 0; i < words.number(1); i++) {
                await(0);
                store(0);
            }
            return "";
        });
#endif
        on("remove", [=](const Words &) {
            check("shmctl", shmctl(id_, IPC_RMID, nullptr));
            return "";
        });
    }

private:
#ifdef __linux__
    void await(int expected) const {
        while (shared()->word.load() == expected)
            syscall(SYS_futex, &shared()->word, FUTEX_WAIT, expected, nullptr, nullptr, 0);
    }

    void store(int value) const {
        shared()->word.store(value);
        syscall(SYS_futex, &shared()->word, FUTEX_WAKE, 1, nullptr, nullptr, 0);
    }
#endif

    void attach(int id) {
        id_ = id;
        void *memory = shmat(id, nullptr, 0);
        if (memory == reinterpret_cast<void *>(-1))
            fail_errno("shmat");
        shared_ = static_cast<Shared *>(memory);
    }

    Shared *shared() const {
        if (shared_ == nullptr)
            fail("usage", EINVAL, "the segment is not attached");
        return shared_;
    }

    int id_ = -1;
    Shared *shared_ = nullptr;
};

}

std::unique_ptr<Peer> objects_in_memory(const std::string &key) {
    return std::make_unique<Objects>(static_cast<key_t>(parse_number(key)));
}
