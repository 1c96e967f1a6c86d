/*
 * What Java cannot call directly: functions that are variadic, take a struct whose layout differs between platforms, or
 * return an error number. Each is the twin of the method of the same name in io.nativeipc.internal.sys.Shim.
 *
 * Every function returns a value >= 0, or -errno. None retries after EINTR: the caller knows the time that remains.
 * Structs are flattened into 64-bit integers in native byte order, in the order of the members below; a key fills the low
 * 32 bits and is never negative; times are whole seconds. A function that the system has no equal of returns -ENOSYS:
 * on Windows all but the first two.
 */
#ifndef IPC_SHIM_H
#define IPC_SHIM_H

#include <stdint.h>

#define IPC_SHIM_VERSION 3

#ifdef _WIN32
#define IPC_API __declspec(dllexport)
#else
#define IPC_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

IPC_API int ipc_version(void);

/* What the headers that the library was built with say of a constant, a size or an offset; -ENOENT: nothing. */
IPC_API int ipc_number(const char *name, int64_t *number);

/* <fcntl.h> */

IPC_API int ipc_open(const char *path, int flags, int mode);
IPC_API int ipc_openat(int dirfd, const char *path, int flags, int mode);
IPC_API int ipc_fcntl(int fd, int cmd, int64_t arg);

/*
 * The file handle, which a later file of the same inode has not: a 32-bit type and what follows it. The path's last
 * component is not followed; an empty path is dirfd itself. identify: a handle that cannot be opened will do
 * (AT_HANDLE_FID). The number of bytes; -EOVERFLOW: more than size; -EOPNOTSUPP: the file system has none.
 */
IPC_API int ipc_name_to_handle_at(int dirfd, const char *path, int identify, void *handle, int64_t size);

/* The range begins at SEEK_SET. The GETLK commands return the l_type that was found. */
IPC_API int ipc_fcntl_lock(int fd, int cmd, int type, int64_t start, int64_t length);
IPC_API int ipc_posix_fallocate(int fd, int64_t offset, int64_t length);

/* <sys/stat.h> */

struct ipc_stat {
    int64_t mode, uid, gid, size, dev, ino, nlink, mtime, ctime;
};

IPC_API int ipc_fstat(int fd, struct ipc_stat *st);
IPC_API int ipc_lstat(const char *path, struct ipc_stat *st);

struct ipc_statx {
    int64_t btime, btime_nsec;
};

/* When the file was created; dirfd and path as for ipc_name_to_handle_at. -ENODATA: the file system does not know. */
IPC_API int ipc_statx(int dirfd, const char *path, struct ipc_statx *st);

/* <sys/mman.h> */

IPC_API int ipc_shm_open(const char *name, int oflag, int mode);

/* <sys/socket.h>, <sys/un.h>: stream sockets of AF_UNIX */

/* -ENAMETOOLONG for a path that sockaddr_un has no room for. */
IPC_API int ipc_bind(int fd, const char *path);
IPC_API int ipc_connect(int fd, const char *path);

struct ipc_ucred {
    int64_t pid, uid, gid;
};

/* getsockopt with SO_PEERCRED, or getpeereid, which knows no pid: then it is 0. */
IPC_API int ipc_getpeercred(int fd, struct ipc_ucred *cred);

/* The most descriptors that the kernel passes at once. */
#define IPC_MAX_RIGHTS 253

/* With MSG_DONTWAIT and MSG_NOSIGNAL. The number of bytes sent; the descriptors go with the first of them. */
IPC_API int64_t ipc_sendmsg(int fd, const void *bytes, int64_t count, const int *fds, int nfds);

/* closed: more came than there was room for, or than this process may have, and all of them were closed. */
struct ipc_rights {
    int64_t count, closed;
};

/* With MSG_DONTWAIT and MSG_CMSG_CLOEXEC. The number of bytes received; fds has room for nfds descriptors. */
IPC_API int64_t ipc_recvmsg(int fd, void *bytes, int64_t count, int *fds, int nfds, struct ipc_rights *rights);

/* <semaphore.h> */

/* The semaphore's address. */
IPC_API int64_t ipc_sem_open(const char *name, int oflag, int mode, int value);

IPC_API int ipc_sem_sizeof(void);

/* nanos count from now; by the monotonic clock where the C library has sem_clockwait. */
IPC_API int ipc_sem_timedwait(int64_t sem, int64_t nanos);

/* <pthread.h> */

IPC_API int ipc_pthread_mutex_sizeof(void);

/* Shared between processes, robust and recursive. */
IPC_API int ipc_pthread_mutex_init(int64_t mutex);
IPC_API int ipc_pthread_mutex_trylock(int64_t mutex);

/* nanos count from now; by the monotonic clock where the C library has pthread_mutex_clocklock. */
IPC_API int ipc_pthread_mutex_timedlock(int64_t mutex, int64_t nanos);
IPC_API int ipc_pthread_mutex_unlock(int64_t mutex);
IPC_API int ipc_pthread_mutex_consistent(int64_t mutex);

/* <linux/futex.h>: words that processes share */

/* nanos count from now. 0: woken, or no longer expected; -ETIMEDOUT, -EAGAIN (another value), -EINTR; -EFAULT: the memory is gone. */
IPC_API int ipc_futex_wait(int64_t word, int expected, int64_t nanos);

/* How many were woken. */
IPC_API int ipc_futex_wake(int64_t word, int count);

/* Where memory lies. */
IPC_API int64_t ipc_address(const void *memory);

/* <sys/ipc.h> */

IPC_API int64_t ipc_ftok(const char *path, int proj_id);

struct ipc_permission {
    int64_t key, uid, gid, cuid, cgid, mode;
};

/* <sys/shm.h> */

struct ipc_shmid_ds {
    struct ipc_permission perm;
    int64_t segsz, nattch, cpid, lpid, atime, dtime, ctime;
};

/* IPC_STAT fills ds; IPC_SET takes uid, gid and mode from it; IPC_RMID takes NULL. */
IPC_API int ipc_shmctl(int shmid, int cmd, struct ipc_shmid_ds *ds);

/* <sys/sem.h> */

struct ipc_semid_ds {
    struct ipc_permission perm;
    int64_t nsems, otime, ctime;
};

/* One function for each member of union semun. */
IPC_API int ipc_semctl_val(int semid, int semnum, int cmd, int val);
IPC_API int ipc_semctl_buf(int semid, int cmd, struct ipc_semid_ds *ds);
IPC_API int ipc_semctl_array(int semid, int cmd, unsigned short *array);

struct sembuf;

/* nanos count from now. */
IPC_API int ipc_semtimedop(int semid, struct sembuf *sops, int64_t nsops, int64_t nanos);

/* <sys/msg.h> */

struct ipc_msqid_ds {
    struct ipc_permission perm;
    int64_t cbytes, qnum, qbytes, lspid, lrpid, stime, rtime, ctime;
};

/* IPC_STAT fills ds; IPC_SET takes uid, gid, mode and qbytes from it; IPC_RMID takes NULL. */
IPC_API int ipc_msgctl(int msqid, int cmd, struct ipc_msqid_ds *ds);

/* <mqueue.h> */

struct ipc_mq_attr {
    int64_t flags, maxmsg, msgsize, curmsgs;
};

/* maxmsg 0: the system's defaults. */
IPC_API int ipc_mq_open(const char *name, int oflag, int mode, int64_t maxmsg, int64_t msgsize);
IPC_API int ipc_mq_getattr(int mqdes, struct ipc_mq_attr *attr);

/* <pwd.h>, <grp.h>, <sys/resource.h> */

/* The group's id, or -ENOENT. */
IPC_API int64_t ipc_getgrnam(const char *name);

/* name receives the name and a NUL; -ENOENT: there is no such id, -ERANGE: the name is longer than size. */
IPC_API int ipc_getpwuid(int uid, char *name, int64_t size);
IPC_API int ipc_getgrgid(int gid, char *name, int64_t size);

/* The soft limit; INT64_MAX: there is none. */
IPC_API int64_t ipc_getrlimit(int resource);

#ifdef __cplusplus
}
#endif

#endif
