#include "ipc_shim.h"
#include "support.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <unistd.h>

int ipc_open(const char *path, int flags, int mode) {
    return or_errno(open(path, flags, (mode_t)mode));
}

int ipc_openat(int dirfd, const char *path, int flags, int mode) {
    return or_errno(openat(dirfd, path, flags, (mode_t)mode));
}

int ipc_fcntl(int fd, int cmd, int64_t arg) {
    return or_errno(fcntl(fd, cmd, (long)arg));
}

static int is_getlk(int cmd) {
#ifdef F_OFD_GETLK
    if (cmd == F_OFD_GETLK)
        return 1;
#endif
    return cmd == F_GETLK;
}

int ipc_fcntl_lock(int fd, int cmd, int type, int64_t start, int64_t length) {
    /* The F_OFD_ commands fail with EINVAL unless l_pid is 0. */
    struct flock lock = {
        .l_type = (short)type, .l_whence = SEEK_SET, .l_start = (off_t)start, .l_len = (off_t)length, .l_pid = 0};
    int result = or_errno(fcntl(fd, cmd, &lock));
    return result >= 0 && is_getlk(cmd) ? lock.l_type : result;
}

#ifdef __APPLE__
/* An object whose space F_PREALLOCATE cannot reserve, such as shared memory, is only extended. */
int ipc_posix_fallocate(int fd, int64_t offset, int64_t length) {
    struct stat found;
    if (fstat(fd, &found) == -1)
        return -errno;
    if (offset < 0 || length <= 0)
        return -EINVAL;
    int64_t missing = offset + length - found.st_size;
    if (missing <= 0)
        return 0;
    fstore_t store = {.fst_flags = F_ALLOCATEALL, .fst_posmode = F_PEOFPOSMODE, .fst_length = missing};
    if (fcntl(fd, F_PREALLOCATE, &store) == -1 && errno == ENOSPC)
        return -ENOSPC;
    return or_errno(ftruncate(fd, found.st_size + missing));
}
#else
/* posix_fallocate returns the error number and does not set errno. */
int ipc_posix_fallocate(int fd, int64_t offset, int64_t length) {
    return -posix_fallocate(fd, (off_t)offset, (off_t)length);
}
#endif

static void flatten(const struct stat *from, struct ipc_stat *to) {
    *to = (struct ipc_stat){
        .mode = from->st_mode,
        .uid = from->st_uid,
        .gid = from->st_gid,
        .size = from->st_size,
        .dev = (int64_t)from->st_dev,
        .ino = (int64_t)from->st_ino,
        .nlink = (int64_t)from->st_nlink,
        .mtime = from->st_mtime,
        .ctime = from->st_ctime,
    };
}

int ipc_fstat(int fd, struct ipc_stat *st) {
    struct stat found;
    if (fstat(fd, &found) == -1)
        return -errno;
    flatten(&found, st);
    return 0;
}

int ipc_lstat(const char *path, struct ipc_stat *st) {
    struct stat found;
    if (lstat(path, &found) == -1)
        return -errno;
    flatten(&found, st);
    return 0;
}

#ifdef __linux__
/* Since Linux 6.5; the headers may be older. */
#ifndef AT_HANDLE_FID
#define AT_HANDLE_FID 0x200
#endif
#define LARGEST_HANDLE 128 /* MAX_HANDLE_SZ, which musl's headers do not have */

int ipc_name_to_handle_at(int dirfd, const char *path, int identify, void *handle, int64_t size) {
    union {
        struct file_handle header;
        char room[sizeof(struct file_handle) + LARGEST_HANDLE];
    } found = {.header = {.handle_bytes = LARGEST_HANDLE}};
    int mount;
    int flags = AT_EMPTY_PATH | (identify ? AT_HANDLE_FID : 0);
    if (name_to_handle_at(dirfd, path, &found.header, &mount, flags) == -1)
        return -errno;
    int type = found.header.handle_type;
    int count = (int)(sizeof type + found.header.handle_bytes);
    if (size < count)
        return -EOVERFLOW;
    memcpy(handle, &type, sizeof type);
    memcpy((char *)handle + sizeof type, found.header.f_handle, found.header.handle_bytes);
    return count;
}

int ipc_statx(int dirfd, const char *path, struct ipc_statx *st) {
    struct statx found;
    if (syscall(SYS_statx, dirfd, path, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_BTIME, &found) == -1) /* not in glibc 2.17 */
        return -errno;
    if (!(found.stx_mask & STATX_BTIME))
        return -ENODATA;
    *st = (struct ipc_statx){.btime = found.stx_btime.tv_sec, .btime_nsec = found.stx_btime.tv_nsec};
    return 0;
}
#else
int ipc_name_to_handle_at(int dirfd, const char *path, int identify, void *handle, int64_t size) {
    (void)dirfd, (void)path, (void)identify, (void)handle, (void)size;
    return -EOPNOTSUPP;
}

int ipc_statx(int dirfd, const char *path, struct ipc_statx *st) {
    struct stat found;
    int result = *path == 0 ? fstat(dirfd, &found) : fstatat(dirfd, path, &found, AT_SYMLINK_NOFOLLOW);
    if (result == -1)
        return -errno;
    *st = (struct ipc_statx){.btime = found.st_birthtimespec.tv_sec, .btime_nsec = found.st_birthtimespec.tv_nsec};
    return 0;
}
#endif

int ipc_shm_open(const char *name, int oflag, int mode) {
    return or_errno(shm_open(name, oflag, (mode_t)mode));
}
