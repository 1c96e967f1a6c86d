#ifndef IPC_SUPPORT_H
#define IPC_SUPPORT_H

#include <errno.h>
#include <stdint.h>
#include <time.h>

#define NANOS_PER_SECOND 1000000000

static inline int or_errno(int result) {
    return result == -1 ? -errno : result;
}

/* A negative time counts as 0. */
static inline struct timespec timespec_of(int64_t nanos) {
    int64_t time = nanos < 0 ? 0 : nanos;
    return (struct timespec){.tv_sec = (time_t)(time / NANOS_PER_SECOND), .tv_nsec = (long)(time % NANOS_PER_SECOND)};
}

static inline struct timespec deadline_after(clockid_t clock, int64_t nanos) {
    struct timespec now;
    clock_gettime(clock, &now);
    struct timespec delay = timespec_of(nanos);
    struct timespec sum = {.tv_sec = now.tv_sec + delay.tv_sec, .tv_nsec = now.tv_nsec + delay.tv_nsec};
    if (sum.tv_nsec >= NANOS_PER_SECOND) {
        sum.tv_sec++;
        sum.tv_nsec -= NANOS_PER_SECOND;
    }
    return sum;
}

#endif
