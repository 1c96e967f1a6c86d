#include "ipc_shim.h"
#include "support.h"

#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <stddef.h>
#include <string.h>

int64_t ipc_sem_open(const char *name, int oflag, int mode, int value) {
    sem_t *sem = sem_open(name, oflag, (mode_t)mode, (unsigned)value);
    return sem == SEM_FAILED ? -errno : (int64_t)(intptr_t)sem;
}

int ipc_sem_sizeof(void) {
    return (int)sizeof(sem_t);
}

int ipc_sem_alignof(void) {
    return (int)_Alignof(sem_t);
}

/* The words of a sem_t, which the headers do not show. They are part of the ABI of each C library. */
int ipc_sem_stat(const void *sem, struct ipc_sem *st) {
#ifdef __linux__
    const unsigned *words = sem;
#ifdef __GLIBC__
    uint64_t data; /* the value, and above it the number of waiters */
    memcpy(&data, sem, sizeof data);
    unsigned value = (unsigned)data;
    const unsigned shared = 0x80, private = 0;
#else
    unsigned value = words[0] & ~(1U << 31); /* the highest bit: there may be waiters */
    const unsigned shared = 0, private = 0x80;
#endif
    if (value > INT_MAX || (words[2] != shared && words[2] != private))
        return -EINVAL;
    *st = (struct ipc_sem){.value = value, .shared = words[2] == shared};
    return 0;
#else
    (void)sem;
    (void)st;
    return -ENOSYS;
#endif
}

#ifndef __APPLE__
/* In glibc since 2.30 and not in musl. The symbol is weak, so that one binary runs with both. */
extern int sem_clockwait(sem_t *sem, clockid_t clock, const struct timespec *deadline) __attribute__((weak));

int ipc_sem_timedwait(int64_t address, int64_t nanos) {
    sem_t *sem = (sem_t *)(intptr_t)address;
    if (sem_clockwait != NULL) {
        struct timespec deadline = deadline_after(CLOCK_MONOTONIC, nanos);
        return or_errno(sem_clockwait(sem, CLOCK_MONOTONIC, &deadline));
    }
    struct timespec deadline = deadline_after(CLOCK_REALTIME, nanos);
    return or_errno(sem_timedwait(sem, &deadline));
}
#endif
