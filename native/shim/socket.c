#include "ipc_shim.h"
#include "support.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif
#ifndef MSG_CMSG_CLOEXEC
#define MSG_CMSG_CLOEXEC 0
#endif

/* CMSG_NXTHDR of musl compares signed with unsigned lengths. */
#pragma GCC diagnostic ignored "-Wsign-compare"

typedef int (*bind_or_connect)(int, const struct sockaddr *, socklen_t);

static int with_address(bind_or_connect call, int fd, const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length >= sizeof address.sun_path)
        return -ENAMETOOLONG;
    memcpy(address.sun_path, path, length + 1);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + 1);
    return or_errno(call(fd, (const struct sockaddr *)&address, size));
}

int ipc_bind(int fd, const char *path) {
    return with_address(bind, fd, path);
}

int ipc_connect(int fd, const char *path) {
    return with_address(connect, fd, path);
}

int ipc_getpeercred(int fd, struct ipc_ucred *cred) {
#ifdef __linux__
    struct ucred found;
    socklen_t size = sizeof found;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &found, &size) == -1)
        return -errno;
    *cred = (struct ipc_ucred){.pid = found.pid, .uid = found.uid, .gid = found.gid};
    return 0;
#else
    uid_t uid;
    gid_t gid;
    if (getpeereid(fd, &uid, &gid) == -1)
        return -errno;
    *cred = (struct ipc_ucred){.pid = 0, .uid = uid, .gid = gid};
    return 0;
#endif
}

#define RIGHTS_BYTES(count) ((size_t)(count) * sizeof(int))

int64_t ipc_sendmsg(int fd, const void *bytes, int64_t count, const int *fds, int nfds) {
    union {
        struct cmsghdr first;
        char bytes[CMSG_SPACE(RIGHTS_BYTES(IPC_MAX_RIGHTS))];
    } control;
    if (nfds < 0 || nfds > IPC_MAX_RIGHTS)
        return -EINVAL;
    struct iovec part = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = (size_t)count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (nfds > 0) {
        memset(&control, 0, sizeof control);
        control.first.cmsg_level = SOL_SOCKET;
        control.first.cmsg_type = SCM_RIGHTS;
        control.first.cmsg_len = (socklen_t)CMSG_LEN(RIGHTS_BYTES(nfds));
        memcpy(CMSG_DATA(&control.first), fds, RIGHTS_BYTES(nfds));
        message.msg_control = &control;
        message.msg_controllen = (socklen_t)CMSG_SPACE(RIGHTS_BYTES(nfds));
    }
    ssize_t sent = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent == -1 ? -errno : sent;
}

/* Keeps those descriptors of a control message that fit, and closes the others. */
static void keep(struct cmsghdr *control, int *fds, int nfds, int64_t *count) {
    size_t bytes = control->cmsg_len - CMSG_LEN(0);
    for (size_t i = 0; i + sizeof(int) <= bytes; i += sizeof(int)) {
        int fd;
        memcpy(&fd, CMSG_DATA(control) + i, sizeof fd);
        if (*count < nfds)
            fds[*count] = fd;
        else
            close(fd);
        ++*count;
    }
}

int64_t ipc_recvmsg(int fd, void *bytes, int64_t count, int *fds, int nfds, struct ipc_rights *rights) {
    /* A socket with SO_PASSCRED receives credentials in front of the descriptors. */
    enum { CREDENTIALS = 64 };
    union {
        struct cmsghdr first;
        char bytes[CREDENTIALS + CMSG_SPACE(RIGHTS_BYTES(IPC_MAX_RIGHTS))];
    } control;
    if (nfds < 0 || nfds > IPC_MAX_RIGHTS)
        return -EINVAL;
    struct iovec part = {.iov_base = bytes, .iov_len = (size_t)count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control};
    message.msg_controllen = (socklen_t)(CREDENTIALS + CMSG_LEN(RIGHTS_BYTES(nfds)));
    ssize_t received = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (received == -1)
        return -errno;
    *rights = (struct ipc_rights){0};
    for (struct cmsghdr *each = CMSG_FIRSTHDR(&message); each != NULL; each = CMSG_NXTHDR(&message, each))
        if (each->cmsg_level == SOL_SOCKET && each->cmsg_type == SCM_RIGHTS)
            keep(each, fds, nfds, &rights->count);
    rights->closed = rights->count > nfds || (message.msg_flags & MSG_CTRUNC) != 0;
    for (int i = 0; rights->closed && i < nfds && i < rights->count; i++)
        close(fds[i]);
    return received;
}
