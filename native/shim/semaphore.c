#include "ipc_shim.h"
#include "support.h"

#include <fcntl.h>
#include <semaphore.h>
#include <stddef.h>

int64_t ipc_sem_open(const char *name, int oflag, int mode, int value) {
    sem_t *sem = sem_open(name, oflag, (mode_t)mode, (unsigned)value);
    return sem == SEM_FAILED ? -errno : (int64_t)(intptr_t)sem;
}

int ipc_sem_sizeof(void) {
    return (int)sizeof(sem_t);
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
