#include "ipc_shim.h"
#include "support.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#ifdef __APPLE__
#include <unistd.h>
#endif

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
