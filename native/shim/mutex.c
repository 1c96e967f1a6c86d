#include "ipc_shim.h"
#include "support.h"

#include <pthread.h>

/* In glibc since 2.30 and not in musl. The symbol is weak, so that one binary runs with both. */
extern int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *deadline)
    __attribute__((weak));

static pthread_mutex_t *mutex_at(int64_t address) {
    return (pthread_mutex_t *)(intptr_t)address;
}

int ipc_pthread_mutex_sizeof(void) {
    return (int)sizeof(pthread_mutex_t);
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
 * for ever.
 */
int ipc_pthread_mutex_trylock(int64_t address) {
    struct timespec past = {0};
    int error = pthread_mutex_timedlock(mutex_at(address), &past);
    return error == ETIMEDOUT ? -EBUSY : -error;
}

int ipc_pthread_mutex_timedlock(int64_t address, int64_t nanos) {
    if (pthread_mutex_clocklock != NULL) {
        struct timespec deadline = deadline_after(CLOCK_MONOTONIC, nanos);
        return -pthread_mutex_clocklock(mutex_at(address), CLOCK_MONOTONIC, &deadline);
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
