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
    char gap4[320 - 264 - sizeof(int)];
    pthread_cond_t not_empty; // at 320
    char gap5[64 - sizeof(pthread_cond_t)];
    pthread_cond_t not_full; // at 384
    char gap6[64 - sizeof(pthread_cond_t)];
    pthread_rwlock_t rwlock; // at 448
    char gap7[64 - sizeof(pthread_rwlock_t)];
    int count;    // at 512: how many numbers are in the queue
    int first;    // at 516: the oldest of them, modulo the capacity
    int queue[8]; // at 520
    long both[2]; // at 552: each writer adds 1 to both
};

constexpr int CAPACITY = sizeof Shared::queue / sizeof(int);

static_assert(offsetof(Shared, to_java) == 64 && offsetof(Shared, mutex) == 128 && offsetof(Shared, counter) == 256
              && offsetof(Shared, word) == 264 && offsetof(Shared, not_empty) == 320 && offsetof(Shared, not_full) == 384
              && offsetof(Shared, rwlock) == 448 && offsetof(Shared, count) == 512 && offsetof(Shared, queue) == 520
              && offsetof(Shared, both) == 552);

void require(const char *call, int error) {
    if (error != 0)
        fail(call, error);
}

// A System V segment with the semaphores, the locks and the conditions of a C program in it. `create` makes the segment and all that
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
            if (words.has(2, "robust"))
                pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
            pthread_mutex_init(&shared_->mutex, &attributes);
            pthread_mutexattr_destroy(&attributes);
            int to_whom = shared != 0 ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE;
            pthread_condattr_t conditions;
            pthread_condattr_init(&conditions);
            pthread_condattr_setpshared(&conditions, to_whom);
            require("pthread_cond_init", pthread_cond_init(&shared_->not_empty, &conditions));
            require("pthread_cond_init", pthread_cond_init(&shared_->not_full, &conditions));
            pthread_condattr_destroy(&conditions);
            pthread_rwlockattr_t locks;
            pthread_rwlockattr_init(&locks);
            pthread_rwlockattr_setpshared(&locks, to_whom);
            require("pthread_rwlock_init", pthread_rwlock_init(&shared_->rwlock, &locks));
            pthread_rwlockattr_destroy(&locks);
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
        // A producer and a consumer of a queue, as textbooks have them. The numbers are 1, 2, 3 and so on.
        on("produce", [=](const Words &words) {
            for (int i = 1; i <= words.integer(1); i++)
                put(i);
            return "";
        });
        on("consume", [=](const Words &words) {
            for (int i = 1; i <= words.integer(1); i++)
                if (int number = take(); number != i)
                    fail("consume", ERANGE, std::to_string(number));
            return "";
        });
        on("put", [=](const Words &words) {
            put(words.integer(1));
            return "";
        });
        on("take", [=](const Words &) { return std::to_string(take()); });
        // Readers and writers, as textbooks have them.
        on("rdlock", [=](const Words &) {
            require("pthread_rwlock_rdlock", pthread_rwlock_rdlock(&shared()->rwlock));
            return "";
        });
        on("wrlock", [=](const Words &) {
            require("pthread_rwlock_wrlock", pthread_rwlock_wrlock(&shared()->rwlock));
            return "";
        });
        on("trywrlock", [=](const Words &) {
            require("pthread_rwlock_trywrlock", pthread_rwlock_trywrlock(&shared()->rwlock));
            return "";
        });
        on("rwunlock", [=](const Words &) {
            require("pthread_rwlock_unlock", pthread_rwlock_unlock(&shared()->rwlock));
            return "";
        });
        on("write", [=](const Words &words) {
            for (long long i = 0; i < words.number(1); i++) {
                pthread_rwlock_wrlock(&shared()->rwlock);
                shared()->both[0]++;
                shared()->both[1]++;
                pthread_rwlock_unlock(&shared()->rwlock);
            }
            return "";
        });
        // Returns how many reads saw the work of a writer half done.
        on("read", [=](const Words &words) {
            int torn = 0;
            for (long long i = 0; i < words.number(1); i++) {
                pthread_rwlock_rdlock(&shared()->rwlock);
                torn += shared()->both[0] != shared()->both[1];
                pthread_rwlock_unlock(&shared()->rwlock);
            }
            return std::to_string(torn);
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
    // What a program does with the result of a call that locks a mutex, if the mutex is robust.
    void locked(int error) const {
        if (error == EOWNERDEAD)
            error = pthread_mutex_consistent(&shared()->mutex);
        require("pthread_mutex_lock", error);
    }

    void put(int number) const {
        Shared *s = shared();
        locked(pthread_mutex_lock(&s->mutex));
        while (s->count == CAPACITY)
            locked(pthread_cond_wait(&s->not_full, &s->mutex));
        s->queue[(s->first + s->count++) % CAPACITY] = number;
        pthread_cond_signal(&s->not_empty);
        pthread_mutex_unlock(&s->mutex);
    }

    int take() const {
        Shared *s = shared();
        locked(pthread_mutex_lock(&s->mutex));
        while (s->count == 0)
            locked(pthread_cond_wait(&s->not_empty, &s->mutex));
        int number = s->queue[s->first];
        s->first = (s->first + 1) % CAPACITY;
        s->count--;
        pthread_cond_signal(&s->not_full);
        pthread_mutex_unlock(&s->mutex);
        return number;
    }

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
