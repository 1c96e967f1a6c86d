#include "ipc_shim.h"
#include "support.h"

#include <limits.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

/* In glibc since 2.30 and not in musl. The symbol is weak, so that one binary runs with both. */
extern int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *deadline)
    __attribute__((weak));

static pthread_mutex_t *mutex_at(int64_t address) {
    return (pthread_mutex_t *)(intptr_t)address;
}

int ipc_pthread_mutex_sizeof(void) {
    return (int)sizeof(pthread_mutex_t);
}

/* The bits of the kind of a mutex, which are part of the ABI of each C library. */
enum {
    TYPE = 3,
    SHARED = 0x80,
#ifdef __GLIBC__
    ROBUST = 0x10,
    INHERITS = 0x20,
    CEILING = 0x40,
    ELISION = 0x300,
#else
    ROBUST = 4,
    INHERITS = 8,
    CEILING = 0,
    ELISION = 0,
#endif
    KNOWN = TYPE | SHARED | ROBUST | INHERITS | CEILING | ELISION
};

/* In the lock word of a mutex whose owner the kernel has to know: the owner's thread. */
#define THREAD 0x3fffffff

/* The kernel's PID_MAX_LIMIT. */
#define LAST_THREAD (4 << 20)

int ipc_pthread_mutex_stat(const void *mutex, struct ipc_mutex *st) {
#ifdef __GLIBC__
    const pthread_mutex_t *m = mutex;
    int kind = m->__data.__kind, lock = m->__data.__lock;
    int in_lock = kind & (ROBUST | INHERITS);
    int holder = in_lock ? lock & THREAD : m->__data.__owner;
    if (!in_lock && !(kind & CEILING) && (lock < 0 || lock > 2))
        return -EINVAL;
    int count = (int)m->__data.__count;
#else
    const int *words = mutex;
    int kind = words[0], lock = words[1], type = kind & (TYPE | ROBUST | INHERITS);
    int holder = type != 0 ? lock & THREAD : lock == 0 ? 0 : -1;
    if (holder == THREAD) /* it is not recoverable */
        holder = 0;
    int count = words[5] + 1;
#endif
    if ((kind & ~KNOWN) != 0 || holder < -1 || holder > LAST_THREAD)
        return -EINVAL;
    if (kind & CEILING)
        return -ENOTSUP;
    *st = (struct ipc_mutex){.kind = kind & TYPE,
                             .shared = (kind & SHARED) != 0,
                             .robust = (kind & ROBUST) != 0,
                             .holder = holder,
                             .self = syscall(SYS_gettid),
                             .count = holder == 0 ? 0 : (kind & TYPE) == PTHREAD_MUTEX_RECURSIVE ? count : 1};
    return 0;
}

int ipc_pthread_mutex_init(int64_t address) {
    pthread_mutexattr_t attributes;
    int error = pthread_mutexattr_init(&attributes);
    if (error != 0)
        return -error;
    error = pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    if (error == 0)
        error = pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    if (error == 0)
        error = pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    if (error == 0)
        error = pthread_mutex_init(mutex_at(address), &attributes);
    pthread_mutexattr_destroy(&attributes);
    return -error;
}

/*
 * A timed lock whose deadline has passed. If the mutex is not recoverable, pthread_mutex_trylock of glibc (2.36)
 * returns ENOTRECOVERABLE and keeps the mutex: the thread's next lock then succeeds, and all other threads wait for it
 * for ever. A thread that holds an error-checking mutex gets EBUSY, as from pthread_mutex_trylock.
 */
int ipc_pthread_mutex_trylock(int64_t address) {
    struct timespec past = {0};
    int error = pthread_mutex_timedlock(mutex_at(address), &past);
    return error == ETIMEDOUT || error == EDEADLK ? -EBUSY : -error;
}

int ipc_pthread_mutex_timedlock(int64_t address, int64_t nanos) {
    if (pthread_mutex_clocklock != NULL) {
        struct timespec deadline = deadline_after(CLOCK_MONOTONIC, nanos);
        int error = pthread_mutex_clocklock(mutex_at(address), CLOCK_MONOTONIC, &deadline);
        /* Before Linux 5.14 the wait for a mutex with priority inheritance knows only the clock of the day. */
        if (error != EINVAL)
            return -error;
    }
    struct timespec deadline = deadline_after(CLOCK_REALTIME, nanos);
    return -pthread_mutex_timedlock(mutex_at(address), &deadline);
}

int ipc_pthread_mutex_unlock(int64_t address) {
    return -pthread_mutex_unlock(mutex_at(address));
}

int ipc_pthread_mutex_consistent(int64_t address) {
    return -pthread_mutex_consistent(mutex_at(address));
}
