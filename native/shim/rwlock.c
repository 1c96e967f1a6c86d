#include "ipc_shim.h"
#include "support.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_rwlock_t *lock_at(int64_t address) {
    return (pthread_rwlock_t *)(intptr_t)address;
}

int ipc_pthread_rwlock_sizeof(void) {
    return (int)sizeof(pthread_rwlock_t);
}

/* The kernel's PID_MAX_LIMIT. */
#define LAST_THREAD (4 << 20)

/* The words of a pthread_rwlock_t, which the headers do not show. They are part of the ABI of each C library. */
int ipc_pthread_rwlock_stat(const void *lock, struct ipc_rwlock *st) {
    const int *words = lock;
#ifdef __GLIBC__
    int writer = words[6], shared = words[7];
    unsigned kind = (unsigned)words[12]; /* which of readers and writers it prefers */
    if ((shared & ~1) != 0 || kind > 2 || writer < 0 || writer > LAST_THREAD)
        return -EINVAL;
#else
    int count = words[0] & 0x7fffffff; /* the highest bit: there may be waiters */
    int writer = count == 0x7fffffff ? -1 : 0, shared = words[2];
    if ((shared & ~0x80) != 0 || words[1] < 0)
        return -EINVAL;
#endif
    *st = (struct ipc_rwlock){.shared = shared != 0, .writer = writer, .self = syscall(SYS_gettid)};
    return 0;
}

int ipc_pthread_rwlock_init(int64_t address) {
    pthread_rwlockattr_t attributes;
    int error = pthread_rwlockattr_init(&attributes);
    if (error != 0)
        return -error;
    error = pthread_rwlockattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    if (error == 0)
        error = pthread_rwlock_init(lock_at(address), &attributes);
    pthread_rwlockattr_destroy(&attributes);
    return -error;
}

int ipc_pthread_rwlock_tryrdlock(int64_t address) {
    return -pthread_rwlock_tryrdlock(lock_at(address));
}

int ipc_pthread_rwlock_trywrlock(int64_t address) {
    return -pthread_rwlock_trywrlock(lock_at(address));
}

int ipc_pthread_rwlock_unlock(int64_t address) {
    return -pthread_rwlock_unlock(lock_at(address));
}
