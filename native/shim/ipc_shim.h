/*
 * Functions that Java cannot call directly: they are variadic, take a struct whose layout differs between platforms, or
 * return an error number. Each corresponds to the method of the same name in io.nativeipc.internal.sys.Shim.
 *
 * Every function returns a value >= 0, or -errno. No function retries after EINTR, because only the caller knows the
 * remaining time. Structs are flattened into 64-bit integers in native byte order, in the order of the members below. A
 * key is in the low 32 bits and is never negative. Times are whole seconds. A function without an equivalent on the
 * system returns -ENOSYS; on Windows these are all but the first two.
 */
#ifndef IPC_SHIM_H
#define IPC_SHIM_H

#include <stdint.h>

#define IPC_SHIM_VERSION 4

#ifdef _WIN32
#define IPC_API __declspec(dllexport)
#else
#define IPC_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

IPC_API int ipc_version(void);

/* Reads a constant, a size or an offset of the headers that the library was built with; -ENOENT: it is unknown. */
IPC_API int ipc_number(const char *name, int64_t *number);

/* <fcntl.h> */

IPC_API int ipc_open(const char *path, int flags, int mode);
IPC_API int ipc_openat(int dirfd, const char *path, int flags, int mode);
IPC_API int ipc_fcntl(int fd, int cmd, int64_t arg);

/*
 * Writes the file handle: a 32-bit type, followed by the handle's bytes. A later file with the same inode has a
 * different handle. A symbolic link as the last component of the path is not followed; an empty path means dirfd
 * itself. With identify, a handle that cannot be opened is sufficient (AT_HANDLE_FID). Returns the number of bytes;
 * -EOVERFLOW: they are more than size; -EOPNOTSUPP: the file system has no handles.
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

/* The creation time of a file; dirfd and path as in ipc_name_to_handle_at. -ENODATA: the file system has none. */
IPC_API int ipc_statx(int dirfd, const char *path, struct ipc_statx *st);

/* <sys/mman.h> */

IPC_API int ipc_shm_open(const char *name, int oflag, int mode);

/* <sys/socket.h>, <sys/un.h>: stream sockets of AF_UNIX */

/* -ENAMETOOLONG: the path is too long for sockaddr_un. */
IPC_API int ipc_bind(int fd, const char *path);
IPC_API int ipc_connect(int fd, const char *path);

struct ipc_ucred {
    int64_t pid, uid, gid;
};

/* getsockopt with SO_PEERCRED, or getpeereid, which does not report the pid; pid is then 0. */
IPC_API int ipc_getpeercred(int fd, struct ipc_ucred *cred);

/* The largest number of descriptors that the kernel passes in one message. */
#define IPC_MAX_RIGHTS 253

/* Sends with MSG_DONTWAIT and MSG_NOSIGNAL. Returns the number of bytes; the descriptors go with the first byte. */
IPC_API int64_t ipc_sendmsg(int fd, const void *bytes, int64_t count, const int *fds, int nfds);

/* closed: more descriptors arrived than fit, or than this process may have, and all of them were closed. */
struct ipc_rights {
    int64_t count, closed;
};

/* Receives with MSG_DONTWAIT and MSG_CMSG_CLOEXEC. Returns the number of bytes; fds has room for nfds descriptors. */
IPC_API int64_t ipc_recvmsg(int fd, void *bytes, int64_t count, int *fds, int nfds, struct ipc_rights *rights);

/* <semaphore.h> */

/* Returns the address of the semaphore. */
IPC_API int64_t ipc_sem_open(const char *name, int oflag, int mode, int value);

IPC_API int ipc_sem_sizeof(void);
IPC_API int ipc_sem_alignof(void);

struct ipc_sem {
    int64_t value, shared;
};

/* Describes a semaphore from a copy of its bytes. -EINVAL: they are not a semaphore of this C library. */
IPC_API int ipc_sem_stat(const void *sem, struct ipc_sem *st);

/* nanos is relative, and measured by the monotonic clock if the C library has sem_clockwait. */
IPC_API int ipc_sem_timedwait(int64_t sem, int64_t nanos);

/* <pthread.h> */

IPC_API int ipc_pthread_mutex_sizeof(void);

/*
 * kind: 0 normal, 1 recursive, 2 error-checking, 3 adaptive. holder: the thread that holds it, 0 for none, -1 if the
 * mutex does not store it. self: the calling thread. count: how often the holder has locked it.
 */
struct ipc_mutex {
    int64_t kind, shared, robust, holder, self, count;
};

/*
 * Describes a mutex from a copy of its bytes. -EINVAL: they are not a mutex of this C library; -ENOTSUP: the mutex has a
 * priority ceiling.
 */
IPC_API int ipc_pthread_mutex_stat(const void *mutex, struct ipc_mutex *st);

/* Initialises a mutex that is shared between processes, robust and recursive. */
IPC_API int ipc_pthread_mutex_init(int64_t mutex);
IPC_API int ipc_pthread_mutex_trylock(int64_t mutex);

/* nanos is relative, and measured by the monotonic clock if the C library has pthread_mutex_clocklock. */
IPC_API int ipc_pthread_mutex_timedlock(int64_t mutex, int64_t nanos);
IPC_API int ipc_pthread_mutex_unlock(int64_t mutex);
IPC_API int ipc_pthread_mutex_consistent(int64_t mutex);

IPC_API int ipc_pthread_rwlock_sizeof(void);

/* writer: the thread that holds it for writing, 0 for none, -1 if the lock does not store it. self: the calling thread. */
struct ipc_rwlock {
    int64_t shared, writer, self;
};

/* Describes a read-write lock from a copy of its bytes. -EINVAL: they are not a lock of this C library. */
IPC_API int ipc_pthread_rwlock_stat(const void *lock, struct ipc_rwlock *st);

/* Initialises a read-write lock that is shared between processes. */
IPC_API int ipc_pthread_rwlock_init(int64_t lock);
IPC_API int ipc_pthread_rwlock_tryrdlock(int64_t lock);
IPC_API int ipc_pthread_rwlock_trywrlock(int64_t lock);
IPC_API int ipc_pthread_rwlock_unlock(int64_t lock);

IPC_API int ipc_pthread_cond_sizeof(void);

struct ipc_cond {
    int64_t shared;
};

/*
 * Describes a condition from a copy of its bytes. -EINVAL: they are not a condition of this C library; -ENOTSUP: the
 * layout of this C library is not known.
 */
IPC_API int ipc_pthread_cond_stat(const void *cond, struct ipc_cond *st);

/* Initialises a condition that is shared between processes and whose timed waits use the default clock. */
IPC_API int ipc_pthread_cond_init(int64_t cond);
IPC_API int ipc_pthread_cond_signal(int64_t cond);
IPC_API int ipc_pthread_cond_broadcast(int64_t cond);

/* Returns the version of the C library: 1000 * major + minor, 2036 for 2.36; 0: the C library is not glibc. */
IPC_API int ipc_glibc_version(void);

/* <linux/futex.h>: words that processes share */

/*
 * nanos is relative. Returns 0 if the thread was woken, possibly spuriously, otherwise -ETIMEDOUT, -EAGAIN (the word
 * has another value), -EINTR, or -EFAULT (the memory does not exist any more).
 */
IPC_API int ipc_futex_wait(int64_t word, int expected, int64_t nanos);

/* Returns the number of waiters that were woken. */
IPC_API int ipc_futex_wake(int64_t word, int count);

/* Returns the address of memory. */
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

/* nanos is relative. */
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

/* maxmsg 0 means the system's defaults. */
IPC_API int ipc_mq_open(const char *name, int oflag, int mode, int64_t maxmsg, int64_t msgsize);
IPC_API int ipc_mq_getattr(int mqdes, struct ipc_mq_attr *attr);

/* <pwd.h>, <grp.h>, <sys/resource.h> */

/* Returns the id of the group, or -ENOENT. */
IPC_API int64_t ipc_getgrnam(const char *name);

/* Writes the name and a NUL. -ENOENT: the id does not exist; -ERANGE: the name is longer than size. */
IPC_API int ipc_getpwuid(int uid, char *name, int64_t size);
IPC_API int ipc_getgrgid(int gid, char *name, int64_t size);

/* Returns the soft limit; INT64_MAX means that there is none. */
IPC_API int64_t ipc_getrlimit(int resource);

#ifdef __cplusplus
}
#endif

#endif
