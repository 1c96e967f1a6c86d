#ifndef IPC_SUPPORT_H
#define IPC_SUPPORT_H

#include <errno.h>
#include <stdint.h>
#include <time.h>

#define NANOS_PER_SECOND 1000000000

static inline int or_errno(int result) {
    return result == -1 ? -errno : result;
}

/* A negative time is no time. */
static inline struct timespec timespec_of(int64_t nanos) {
    int64_t time = nanos < 0 ? 0 : nanos;
    return (struct timespec){.tv_sec = (time_t)(time / NANOS_PER_SECOND), .tv_nsec = (long)(time % NANOS_PER_SECOND)};
}

#endif
