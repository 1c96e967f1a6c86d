#include "ipc_shim.h"
#include "support.h"

#include <fcntl.h>
#include <mqueue.h>
#include <stddef.h>

int ipc_mq_open(const char *name, int oflag, int mode, int64_t maxmsg, int64_t msgsize) {
    struct mq_attr attr = {.mq_maxmsg = (long)maxmsg, .mq_msgsize = (long)msgsize};
    return or_errno(mq_open(name, oflag, (mode_t)mode, maxmsg == 0 ? NULL : &attr));
}

int ipc_mq_getattr(int mqdes, struct ipc_mq_attr *attr) {
    struct mq_attr found;
    if (mq_getattr(mqdes, &found) == -1)
        return -errno;
    *attr = (struct ipc_mq_attr){
        .flags = found.mq_flags,
        .maxmsg = found.mq_maxmsg,
        .msgsize = found.mq_msgsize,
        .curmsgs = found.mq_curmsgs,
    };
    return 0;
}
