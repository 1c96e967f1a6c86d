package io.nativeipc.internal.sys;

import static io.nativeipc.internal.sys.Failure.Kind.NEVER;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the C shim, {@code ipc_<c name>} in {@code native/shim/ipc_shim.h}. A plain call cannot reach them,
 * because the C function is variadic, takes a struct whose layout differs between platforms, or returns an error
 * number. The shim flattens structs into arrays of 64-bit integers in native byte order; the order of the fields is
 * documented here and in the header. Everything else is as in {@link Posix}: a failure is {@code -errno}.
 */
@Failure(NEVER)
public interface Shim {

    /** The version of this interface that the library was built for. */
    int VERSION = 4;

    /** Never fails. The loader rejects a library of another version. */
    int ipc_version();

    /**
     * Returns the value of a constant, a size or an offset in the headers that the library was built with.
     *
     * @param number receives the value, as 64 bits in native byte order
     * @return 0, or −ENOENT for a name that the library does not know
     */
    int ipc_number(String name, ByteBuffer number);

    // <fcntl.h>

    /** <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a> */
    int ipc_open(String path, int flags, int mode);

    /** <a href="https://man7.org/linux/man-pages/man2/open.2.html">openat(2)</a> */
    int ipc_openat(int dirfd, String path, int flags, int mode);

    /**
     * Returns the file handle, which differs from that of every file that has the same inode number later. The last
     * component of the path is not followed; an empty path means {@code dirfd} itself.
     *
     * @param identify 1 accepts a handle that cannot be opened (AT_HANDLE_FID)
     * @param handle receives the type as 32 bits and then the handle
     * @return the number of bytes; −EOPNOTSUPP for a file system without handles
     * @see <a href="https://man7.org/linux/man-pages/man2/name_to_handle_at.2.html">name_to_handle_at(2)</a>
     */
    int ipc_name_to_handle_at(int dirfd, String path, int identify, ByteBuffer handle, long size);

    /** <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a> with an integer argument */
    int ipc_fcntl(int fd, int cmd, long arg);

    /**
     * Calls fcntl(2) with a {@code struct flock} that begins at {@code SEEK_SET}.
     *
     * @return 0, or for a {@code GETLK} command the {@code l_type} that was found, or −errno
     */
    int ipc_fcntl_lock(int fd, int cmd, int type, long start, long length);

    /** <a href="https://man7.org/linux/man-pages/man3/posix_fallocate.3.html">posix_fallocate(3)</a> */
    int ipc_posix_fallocate(int fd, long offset, long length);

    // <sys/stat.h>: mode uid gid size dev ino nlink mtime ctime (seconds)

    /** The number of 64-bit fields that {@link #ipc_fstat} and {@link #ipc_lstat} fill. */
    int STAT_FIELDS = 9;

    /** <a href="https://man7.org/linux/man-pages/man2/fstat.2.html">fstat(2)</a> */
    int ipc_fstat(int fd, ByteBuffer st);

    /** <a href="https://man7.org/linux/man-pages/man2/lstat.2.html">lstat(2)</a> */
    int ipc_lstat(String path, ByteBuffer st);

    /** The number of 64-bit fields of {@link #ipc_statx}: seconds and nanoseconds. */
    int STATX_FIELDS = 2;

    /**
     * Returns the time of creation; {@code dirfd} and {@code path} are as for {@link #ipc_name_to_handle_at}.
     *
     * @return 0, or −ENODATA for a file system that does not keep it
     * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
     */
    int ipc_statx(int dirfd, String path, ByteBuffer st);

    // <sys/mman.h>

    /** Variadic on macOS. <a href="https://man7.org/linux/man-pages/man3/shm_open.3.html">shm_open(3)</a> */
    int ipc_shm_open(String name, int oflag, int mode);

    // <sys/socket.h>, <sys/un.h>: stream sockets of AF_UNIX; pid uid gid

    /**
     * <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>; −ENAMETOOLONG for a path of more than
     * 107 bytes
     */
    int ipc_bind(int fd, String path);

    /**
     * <a href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</a>; −ENAMETOOLONG for a path of more
     * than 107 bytes
     */
    int ipc_connect(int fd, String path);

    /** The number of 64-bit fields of {@link #ipc_getpeercred}. */
    int UCRED_FIELDS = 3;

    /**
     * SO_PEERCRED of <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>; on systems that have only
     * getpeereid the pid is 0
     */
    int ipc_getpeercred(int fd, ByteBuffer cred);

    /**
     * Sends the {@code nfds} descriptors in the ints {@code fds} as SCM_RIGHTS, with MSG_DONTWAIT and MSG_NOSIGNAL.
     *
     * @return the number of bytes sent, or −errno
     * @see <a href="https://man7.org/linux/man-pages/man2/sendmsg.2.html">sendmsg(2)</a>
     */
    long ipc_sendmsg(int fd, ByteBuffer bytes, long count, ByteBuffer fds, int nfds);

    /**
     * The number of 64-bit fields of {@link #ipc_recvmsg}: how many descriptors arrived, and whether all were closed.
     */
    int RIGHTS_FIELDS = 2;

    /**
     * Receives with MSG_DONTWAIT and MSG_CMSG_CLOEXEC. If more descriptors arrive than {@code fds} has room for, or
     * than this process may have, all of them are closed.
     *
     * @return the number of bytes received, or −errno
     * @see <a href="https://man7.org/linux/man-pages/man2/recvmsg.2.html">recvmsg(2)</a>
     */
    long ipc_recvmsg(int fd, ByteBuffer bytes, long count, ByteBuffer fds, int nfds, ByteBuffer rights);

    // <semaphore.h>

    /**
     * Returns the semaphore's address, or −errno:
     * <a href="https://man7.org/linux/man-pages/man3/sem_open.3.html">sem_open(3)</a>
     */
    long ipc_sem_open(String name, int oflag, int mode, int value);

    /** Returns {@code sizeof(sem_t)}; never fails. */
    int ipc_sem_sizeof();

    /** Returns the alignment of a {@code sem_t}; never fails. */
    int ipc_sem_alignof();

    /** The number of 64-bit fields of {@link #ipc_sem_stat}: value, shared. */
    int SEM_FIELDS = 2;

    /**
     * Describes a semaphore from a copy of its bytes.
     *
     * @return 0, or −EINVAL if they are not a semaphore of this C library, or −ENOSYS if its format is not known
     */
    int ipc_sem_stat(ByteBuffer sem, ByteBuffer st);

    /**
     * Waits on the monotonic clock if the C library can (sem_clockwait), otherwise by sem_timedwait.
     *
     * @param nanos the time to wait, from now
     * @see <a href="https://man7.org/linux/man-pages/man3/sem_wait.3.html">sem_timedwait(3)</a>
     */
    int ipc_sem_timedwait(long sem, long nanos);

    // <pthread.h>: a mutex is the address of a pthread_mutex_t

    /** Returns {@code sizeof(pthread_mutex_t)}; never fails. */
    int ipc_pthread_mutex_sizeof();

    /** The number of 64-bit fields of {@link #ipc_pthread_mutex_stat}: kind, shared, robust, holder, self, count. */
    int MUTEX_FIELDS = 6;

    /**
     * Describes a mutex from a copy of its bytes. The kind is 0 for normal, 1 for recursive, 2 for error-checking and 3
     * for adaptive. The holder is the thread that holds the mutex, 0 for none, −1 if the mutex does not store it; self
     * is the calling thread; count is how often the holder has locked it.
     *
     * @return 0, or −EINVAL if they are not a mutex of this C library, or −ENOTSUP if it has a priority ceiling
     */
    int ipc_pthread_mutex_stat(ByteBuffer mutex, ByteBuffer st);

    /**
     * Sets the attributes PTHREAD_PROCESS_SHARED, PTHREAD_MUTEX_ROBUST and PTHREAD_MUTEX_RECURSIVE.
     *
     * @see <a href="https://man7.org/linux/man-pages/man3/pthread_mutex_init.3p.html">pthread_mutex_init(3p)</a>
     */
    int ipc_pthread_mutex_init(long mutex);

    /**
     * Calls pthread_mutex_timedlock with a time in the past, because glibc's pthread_mutex_trylock keeps a mutex that
     * is ENOTRECOVERABLE. Returns −EBUSY if the mutex is held. On −EOWNERDEAD the mutex is locked.
     *
     * @see <a href="https://man7.org/linux/man-pages/man3/pthread_mutex_lock.3p.html">pthread_mutex_trylock(3p)</a>
     */
    int ipc_pthread_mutex_trylock(long mutex);

    /**
     * Waits on the monotonic clock if the C library can (pthread_mutex_clocklock), otherwise by
     * pthread_mutex_timedlock. On −EOWNERDEAD the mutex is locked.
     *
     * @param nanos the time to wait, from now
     * @see <a href="https://man7.org/linux/man-pages/man3/pthread_mutex_timedlock.3p.html">
     *     pthread_mutex_timedlock(3p)</a>
     */
    int ipc_pthread_mutex_timedlock(long mutex, long nanos);

    /** <a href="https://man7.org/linux/man-pages/man3/pthread_mutex_lock.3p.html">pthread_mutex_unlock(3p)</a> */
    int ipc_pthread_mutex_unlock(long mutex);

    /**
     * <a href="https://man7.org/linux/man-pages/man3/pthread_mutex_consistent.3.html">pthread_mutex_consistent(3)</a>
     */
    int ipc_pthread_mutex_consistent(long mutex);

    // <pthread.h>: a read-write lock is the address of a pthread_rwlock_t

    /** Returns {@code sizeof(pthread_rwlock_t)}; never fails. */
    int ipc_pthread_rwlock_sizeof();

    /** The number of 64-bit fields of {@link #ipc_pthread_rwlock_stat}: shared, writer, self. */
    int RWLOCK_FIELDS = 3;

    /**
     * Describes a read-write lock from a copy of its bytes. The writer is the thread that holds it for writing, 0 for
     * none, −1 if the lock does not store it; self is the calling thread.
     *
     * @return 0, or −EINVAL if they are not a lock of this C library
     */
    int ipc_pthread_rwlock_stat(ByteBuffer lock, ByteBuffer st);

    /**
     * Sets the attribute PTHREAD_PROCESS_SHARED.
     *
     * @see <a href="https://man7.org/linux/man-pages/man3/pthread_rwlock_init.3p.html">pthread_rwlock_init(3p)</a>
     */
    int ipc_pthread_rwlock_init(long lock);

    /**
     * Returns −EBUSY if the lock is held for writing.
     *
     * @see <a href="https://man7.org/linux/man-pages/man3/pthread_rwlock_rdlock.3p.html">pthread_rwlock_tryrdlock(3p)</a>
     */
    int ipc_pthread_rwlock_tryrdlock(long lock);

    /**
     * Returns −EBUSY if the lock is held.
     *
     * @see <a href="https://man7.org/linux/man-pages/man3/pthread_rwlock_trywrlock.3p.html">
     *     pthread_rwlock_trywrlock(3p)</a>
     */
    int ipc_pthread_rwlock_trywrlock(long lock);

    /** <a href="https://man7.org/linux/man-pages/man3/pthread_rwlock_unlock.3p.html">pthread_rwlock_unlock(3p)</a> */
    int ipc_pthread_rwlock_unlock(long lock);

    // <pthread.h>: a condition is the address of a pthread_cond_t

    /** Returns {@code sizeof(pthread_cond_t)}; never fails. */
    int ipc_pthread_cond_sizeof();

    /** The number of 64-bit fields of {@link #ipc_pthread_cond_stat}: shared. */
    int COND_FIELDS = 1;

    /**
     * Describes a condition from a copy of its bytes.
     *
     * @return 0, or −EINVAL if they are not a condition of this C library, or −ENOTSUP if its layout is not known
     */
    int ipc_pthread_cond_stat(ByteBuffer cond, ByteBuffer st);

    /**
     * Sets the attribute PTHREAD_PROCESS_SHARED, and leaves the clock of C's timed waits at its default.
     *
     * @see <a href="https://man7.org/linux/man-pages/man3/pthread_cond_init.3p.html">pthread_cond_init(3p)</a>
     */
    int ipc_pthread_cond_init(long cond);

    /**
     * Before glibc 2.41 the second call after the death of a waiter never returns.
     *
     * @see <a href="https://man7.org/linux/man-pages/man3/pthread_cond_signal.3p.html">pthread_cond_signal(3p)</a>
     */
    int ipc_pthread_cond_signal(long cond);

    /**
     * As {@link #ipc_pthread_cond_signal}, for all waiters.
     *
     * @see <a href="https://man7.org/linux/man-pages/man3/pthread_cond_signal.3p.html">pthread_cond_broadcast(3p)</a>
     */
    int ipc_pthread_cond_broadcast(long cond);

    /** Returns the version of the C library: 1000 × major + minor, 2036 for glibc 2.36, or 0 if the C library is not glibc; never fails. */
    int ipc_glibc_version();

    // <linux/futex.h>; −ENOSYS on other systems

    /**
     * Blocks while a word that processes share has the expected value. Returns −EFAULT if the memory no longer exists.
     *
     * @param nanos the maximum time, from now; then the result is −ETIMEDOUT
     * @return 0 when woken, −EAGAIN if the word has another value
     * @see <a href="https://man7.org/linux/man-pages/man2/futex.2.html">futex(2)</a>
     */
    int ipc_futex_wait(long word, int expected, long nanos);

    /**
     * Returns the number of threads that were woken.
     * <a href="https://man7.org/linux/man-pages/man2/futex.2.html">futex(2)</a>
     */
    int ipc_futex_wake(long word, int count);

    /** Returns the address of a direct buffer's position, for calls that take an address. This is not a C function. */
    long ipc_address(ByteBuffer memory);

    // <sys/ipc.h>

    /**
     * Returns the key in the low half of a long that is never negative, because a key may be any 32-bit number.
     *
     * @see <a href="https://man7.org/linux/man-pages/man3/ftok.3.html">ftok(3)</a>
     */
    long ipc_ftok(String path, int proj_id);

    // <sys/shm.h>: key uid gid cuid cgid mode segsz nattch cpid lpid atime dtime ctime (seconds)

    /** The number of 64-bit fields of {@link #ipc_shmctl}. */
    int SHMID_DS_FIELDS = 13;

    /**
     * IPC_STAT fills {@code ds}; IPC_SET takes uid, gid and mode from it; IPC_RMID takes null.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/shmctl.2.html">shmctl(2)</a>
     */
    int ipc_shmctl(int shmid, int cmd, @Nullable ByteBuffer ds);

    // <sys/sem.h>: the three members of union semun; key uid gid cuid cgid mode nsems otime ctime (seconds)

    /** The number of 64-bit fields of {@link #ipc_semctl_buf}. */
    int SEMID_DS_FIELDS = 9;

    /**
     * GETVAL, SETVAL, GETPID, GETNCNT, GETZCNT, IPC_RMID.
     * <a href="https://man7.org/linux/man-pages/man2/semctl.2.html">semctl(2)</a>
     */
    int ipc_semctl_val(int semid, int semnum, int cmd, int val);

    /** IPC_STAT and IPC_SET. <a href="https://man7.org/linux/man-pages/man2/semctl.2.html">semctl(2)</a> */
    int ipc_semctl_buf(int semid, int cmd, ByteBuffer ds);

    /**
     * GETALL and SETALL: an unsigned short for each semaphore.
     * <a href="https://man7.org/linux/man-pages/man2/semctl.2.html">semctl(2)</a>
     */
    int ipc_semctl_array(int semid, int cmd, ByteBuffer array);

    /**
     * Linux only.
     *
     * @param nanos the time to wait, from now
     * @see <a href="https://man7.org/linux/man-pages/man2/semop.2.html">semtimedop(2)</a>
     */
    int ipc_semtimedop(int semid, ByteBuffer sops, long nsops, long nanos);

    // <sys/msg.h>: key uid gid cuid cgid mode cbytes qnum qbytes lspid lrpid stime rtime ctime (seconds)

    /** The number of 64-bit fields of {@link #ipc_msgctl}. */
    int MSQID_DS_FIELDS = 14;

    /**
     * IPC_STAT fills {@code ds}; IPC_SET takes uid, gid, mode and qbytes from it; IPC_RMID takes null.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/msgctl.2.html">msgctl(2)</a>
     */
    int ipc_msgctl(int msqid, int cmd, @Nullable ByteBuffer ds);

    // <mqueue.h>: flags maxmsg msgsize curmsgs

    /** The number of 64-bit fields of {@link #ipc_mq_getattr}. */
    int MQ_ATTR_FIELDS = 4;

    /**
     * {@code maxmsg} 0: the system's defaults.
     * <a href="https://man7.org/linux/man-pages/man3/mq_open.3.html">mq_open(3)</a>
     */
    int ipc_mq_open(String name, int oflag, int mode, long maxmsg, long msgsize);

    /** <a href="https://man7.org/linux/man-pages/man3/mq_getattr.3.html">mq_getattr(3)</a> */
    int ipc_mq_getattr(int mqdes, ByteBuffer attr);

    // <pwd.h>, <grp.h>, <sys/resource.h>

    /**
     * Returns the group's id, or −ENOENT
     * <a href="https://man7.org/linux/man-pages/man3/getgrnam.3.html">getgrnam_r(3)</a>
     */
    long ipc_getgrnam(String name);

    /**
     * {@code name} receives the user's name, terminated by a NUL.
     * <a href="https://man7.org/linux/man-pages/man3/getpwnam.3.html">getpwuid_r(3)</a>
     */
    int ipc_getpwuid(int uid, ByteBuffer name, long size);

    /**
     * {@code name} receives the group's name, terminated by a NUL.
     * <a href="https://man7.org/linux/man-pages/man3/getgrnam.3.html">getgrgid_r(3)</a>
     */
    int ipc_getgrgid(int gid, ByteBuffer name, long size);

    /**
     * Returns the soft limit, {@code Long.MAX_VALUE} for none, or −errno:
     * <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
     */
    long ipc_getrlimit(int resource);
}
