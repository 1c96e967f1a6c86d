#include "ipc_shim.h"
#include "support.h"

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Without FUTEX_PRIVATE_FLAG: the other side is another process. */
int ipc_futex_wait(int64_t word, int expected, int64_t nanos) {
    struct timespec time = timespec_of(nanos);
    return or_errno((int)syscall(SYS_futex, (void *)(intptr_t)word, FUTEX_WAIT, expected, &time, NULL, 0));
}

int ipc_futex_wake(int64_t word, int count) {
    return or_errno((int)syscall(SYS_futex, (void *)(intptr_t)word, FUTEX_WAKE, count, NULL, NULL, 0));
}
#else
int ipc_futex_wait(int64_t word, int expected, int64_t nanos) {
    (void)word, (void)expected, (void)nanos;
    return -ENOSYS;
}

int ipc_futex_wake(int64_t word, int count) {
    (void)word, (void)count;
    return -ENOSYS;
}
#endif

int64_t ipc_address(const void *memory) {
    return (int64_t)(intptr_t)memory;
}
