/* The functions that have no equivalent on this system. */
#include "ipc_shim.h"

#include <errno.h>

#pragma GCC diagnostic ignored "-Wunused-parameter"

/* macOS has no futex, no POSIX message queue, no robust mutex, and no wait for a semaphore with a timeout. The layout of
 * its conditions and read-write locks is not known. */

int ipc_sem_timedwait(int64_t sem, int64_t nanos) {
    return -ENOSYS;
}

int ipc_pthread_mutex_sizeof(void) {
    return -ENOSYS;
}

int ipc_pthread_mutex_stat(const void *mutex, struct ipc_mutex *st) {
    return -ENOSYS;
}

int ipc_pthread_mutex_init(int64_t mutex) {
    return -ENOSYS;
}

int ipc_pthread_mutex_trylock(int64_t mutex) {
    return -ENOSYS;
}

int ipc_pthread_mutex_timedlock(int64_t mutex, int64_t nanos) {
    return -ENOSYS;
}

int ipc_pthread_mutex_unlock(int64_t mutex) {
    return -ENOSYS;
}

int ipc_pthread_mutex_consistent(int64_t mutex) {
    return -ENOSYS;
}

int ipc_pthread_rwlock_sizeof(void) {
    return -ENOSYS;
}

int ipc_pthread_rwlock_stat(const void *lock, struct ipc_rwlock *st) {
    return -ENOSYS;
}

int ipc_pthread_rwlock_init(int64_t lock) {
    return -ENOSYS;
}

int ipc_pthread_rwlock_tryrdlock(int64_t lock) {
    return -ENOSYS;
}

int ipc_pthread_rwlock_trywrlock(int64_t lock) {
    return -ENOSYS;
}

int ipc_pthread_rwlock_unlock(int64_t lock) {
    return -ENOSYS;
}

int ipc_pthread_cond_sizeof(void) {
    return -ENOSYS;
}

int ipc_pthread_cond_stat(const void *cond, struct ipc_cond *st) {
    return -ENOSYS;
}

int ipc_pthread_cond_init(int64_t cond) {
    return -ENOSYS;
}

int ipc_pthread_cond_signal(int64_t cond) {
    return -ENOSYS;
}

int ipc_pthread_cond_broadcast(int64_t cond) {
    return -ENOSYS;
}

int ipc_glibc_version(void) {
    return 0;
}

int ipc_futex_wait(int64_t word, int expected, int64_t nanos) {
    return -ENOSYS;
}

int ipc_futex_wake(int64_t word, int count) {
    return -ENOSYS;
}

int ipc_semtimedop(int semid, struct sembuf *sops, int64_t nsops, int64_t nanos) {
    return -ENOSYS;
}

int ipc_mq_open(const char *name, int oflag, int mode, int64_t maxmsg, int64_t msgsize) {
    return -ENOSYS;
}

int ipc_mq_getattr(int mqdes, struct ipc_mq_attr *attr) {
    return -ENOSYS;
}

#ifdef _WIN32

int ipc_open(const char *path, int flags, int mode) {
    return -ENOSYS;
}

int ipc_fcntl(int fd, int cmd, int64_t arg) {
    return -ENOSYS;
}

int ipc_fcntl_lock(int fd, int cmd, int type, int64_t start, int64_t length) {
    return -ENOSYS;
}

int ipc_posix_fallocate(int fd, int64_t offset, int64_t length) {
    return -ENOSYS;
}

int ipc_fstat(int fd, struct ipc_stat *st) {
    return -ENOSYS;
}

int ipc_openat(int dirfd, const char *path, int flags, int mode) {
    return -ENOSYS;
}

int ipc_name_to_handle_at(int dirfd, const char *path, int identify, void *handle, int64_t size) {
    return -ENOSYS;
}

int ipc_statx(int dirfd, const char *path, struct ipc_statx *st) {
    return -ENOSYS;
}

int ipc_lstat(const char *path, struct ipc_stat *st) {
    return -ENOSYS;
}

int ipc_shm_open(const char *name, int oflag, int mode) {
    return -ENOSYS;
}

int ipc_bind(int fd, const char *path) {
    return -ENOSYS;
}

int ipc_connect(int fd, const char *path) {
    return -ENOSYS;
}

int ipc_getpeercred(int fd, struct ipc_ucred *cred) {
    return -ENOSYS;
}

int64_t ipc_sendmsg(int fd, const void *bytes, int64_t count, const int *fds, int nfds) {
    return -ENOSYS;
}

int64_t ipc_recvmsg(int fd, void *bytes, int64_t count, int *fds, int nfds, struct ipc_rights *rights) {
    return -ENOSYS;
}

int64_t ipc_sem_open(const char *name, int oflag, int mode, int value) {
    return -ENOSYS;
}

int ipc_sem_sizeof(void) {
    return -ENOSYS;
}

int ipc_sem_alignof(void) {
    return -ENOSYS;
}

int ipc_sem_stat(const void *sem, struct ipc_sem *st) {
    return -ENOSYS;
}

int64_t ipc_ftok(const char *path, int proj_id) {
    return -ENOSYS;
}

int ipc_shmctl(int shmid, int cmd, struct ipc_shmid_ds *ds) {
    return -ENOSYS;
}

int ipc_semctl_val(int semid, int semnum, int cmd, int val) {
    return -ENOSYS;
}

int ipc_semctl_buf(int semid, int cmd, struct ipc_semid_ds *ds) {
    return -ENOSYS;
}

int ipc_semctl_array(int semid, int cmd, unsigned short *array) {
    return -ENOSYS;
}

int ipc_msgctl(int msqid, int cmd, struct ipc_msqid_ds *ds) {
    return -ENOSYS;
}

int64_t ipc_getgrnam(const char *name) {
    return -ENOSYS;
}

int ipc_getpwuid(int uid, char *name, int64_t size) {
    return -ENOSYS;
}

int ipc_getgrgid(int gid, char *name, int64_t size) {
    return -ENOSYS;
}

int64_t ipc_getrlimit(int resource) {
    return -ENOSYS;
}

#endif
