#include "ipc_shim.h"
#include "support.h"

#include <pthread.h>
#include <stdlib.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

static pthread_cond_t *cond_at(int64_t address) {
    return (pthread_cond_t *)(intptr_t)address;
}

int ipc_pthread_cond_sizeof(void) {
    return (int)sizeof(pthread_cond_t);
}

int ipc_glibc_version(void) {
#ifdef __GLIBC__
    char *minor;
    long major = strtol(gnu_get_libc_version(), &minor, 10);
    return (int)(1000 * major + (*minor == '.' ? strtol(minor + 1, NULL, 10) : 0));
#else
    return 0;
#endif
}

static int initialise(pthread_cond_t *cond, int shared) {
    pthread_condattr_t attributes;
    int error = pthread_condattr_init(&attributes);
    if (error != 0)
        return error;
    error = pthread_condattr_setpshared(&attributes, shared);
    if (error == 0)
        error = pthread_cond_init(cond, &attributes);
    pthread_condattr_destroy(&attributes);
    return error;
}

/*
 * The headers do not show the layout, and it has changed twice in glibc. The C library that runs is asked: a shared
 * condition differs from a private one in a word. Since glibc 2.25 the word's lowest bit is the difference, and the
 * number of waiters is above the lowest three; in glibc before and in musl it is all bits of a pointer.
 */
int ipc_pthread_cond_stat(const void *cond, struct ipc_cond *st) {
    enum { WORDS = sizeof(pthread_cond_t) / sizeof(unsigned) };
    union {
        pthread_cond_t cond;
        unsigned words[WORDS];
    } private = {0}, shared = {0};
    int error = initialise(&private.cond, PTHREAD_PROCESS_PRIVATE);
    if (error == 0)
        error = initialise(&shared.cond, PTHREAD_PROCESS_SHARED);
    if (error != 0)
        return -error;
    int i = 0;
    while (i < WORDS && private.words[i] == shared.words[i])
        i++;
    if (i == WORDS)
        return -ENOTSUP;
    unsigned word = ((const unsigned *)cond)[i], mark = shared.words[i];
    if (mark == 1 ? word >> 3 > 4 << 20 /* the kernel's PID_MAX_LIMIT */ : word != mark && word != 0)
        return -EINVAL;
    *st = (struct ipc_cond){.shared = (word & mark) != 0};
    return 0;
}

int ipc_pthread_cond_init(int64_t address) {
    return -initialise(cond_at(address), PTHREAD_PROCESS_SHARED);
}

int ipc_pthread_cond_signal(int64_t address) {
    return -pthread_cond_signal(cond_at(address));
}

int ipc_pthread_cond_broadcast(int64_t address) {
    return -pthread_cond_broadcast(cond_at(address));
}
