#include "ipc_shim.h"
#include "support.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Without FUTEX_PRIVATE_FLAG, because the other side is another process. */
int ipc_futex_wait(int64_t word, int expected, int64_t nanos) {
    struct timespec time = timespec_of(nanos);
    return or_errno((int)syscall(SYS_futex, (void *)(intptr_t)word, FUTEX_WAIT, expected, &time, NULL, 0));
}

int ipc_futex_wake(int64_t word, int count) {
    return or_errno((int)syscall(SYS_futex, (void *)(intptr_t)word, FUTEX_WAKE, count, NULL, NULL, 0));
}
