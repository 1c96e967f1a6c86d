package io.nativeipc.internal.sys;

import static io.nativeipc.internal.sys.Failure.Kind.MINUS_ONE;
import static io.nativeipc.internal.sys.Failure.Kind.NEVER;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libc that a plain call can reach: those with a fixed number of arguments, and only scalars, strings
 * and buffers. Each is declared here once, under its C name, and every provider binds it directly. Functions that need
 * more than a plain call (variadic functions, structs, functions that return an error number) are in {@link Shim}. No
 * function is in both.
 *
 * <p>Every method returns what the C function returns, except that <b>a failure is {@code -errno}</b> instead of
 * {@code -1}. C's {@code int}, {@code mode_t}, {@code key_t} and {@code uid_t} are {@code int}; {@code size_t},
 * {@code off_t}, {@code long} and addresses are {@code long}. A {@link ByteBuffer} is direct, and the C function's
 * pointer points to its position; neither position nor limit changes. A function that the C library lacks returns
 * {@code -ENOSYS}.
 */
@Failure(MINUS_ONE)
public interface Posix {

    /** <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a> */
    @C("<unistd.h> int close(int fd)")
    int close(int fd);

    /** <a href="https://man7.org/linux/man-pages/man2/read.2.html">read(2)</a> */
    @C("<unistd.h> ssize_t read(int fd, void *buf, size_t count)")
    long read(int fd, ByteBuffer buf, long count);

    /** <a href="https://man7.org/linux/man-pages/man2/write.2.html">write(2)</a> */
    @C("<unistd.h> ssize_t write(int fd, const void *buf, size_t count)")
    long write(int fd, ByteBuffer buf, long count);

    /** <a href="https://man7.org/linux/man-pages/man2/pread.2.html">pread(2)</a> */
    @C("<unistd.h> ssize_t pread(int fd, void *buf, size_t count, off_t offset)")
    long pread(int fd, ByteBuffer buf, long count, long offset);

    /** <a href="https://man7.org/linux/man-pages/man2/pread.2.html">pwrite(2)</a> */
    @C("<unistd.h> ssize_t pwrite(int fd, const void *buf, size_t count, off_t offset)")
    long pwrite(int fd, ByteBuffer buf, long count, long offset);

    /** <a href="https://man7.org/linux/man-pages/man2/ftruncate.2.html">ftruncate(2)</a> */
    @C("<unistd.h> int ftruncate(int fd, off_t length)")
    int ftruncate(int fd, long length);

    /** <a href="https://man7.org/linux/man-pages/man2/unlink.2.html">unlink(2)</a> */
    @C("<unistd.h> int unlink(const char *path)")
    int unlink(String path);

    /** <a href="https://man7.org/linux/man-pages/man2/unlink.2.html">unlinkat(2)</a> */
    @C("<unistd.h> int unlinkat(int dirfd, const char *path, int flags)")
    int unlinkat(int dirfd, String path, int flags);

    /** <a href="https://man7.org/linux/man-pages/man2/flock.2.html">flock(2)</a> */
    @C("<sys/file.h> int flock(int fd, int operation)")
    int flock(int fd, int operation);

    /** <a href="https://man7.org/linux/man-pages/man2/link.2.html">linkat(2)</a> */
    @C("<unistd.h> int linkat(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, int flags)")
    int linkat(int olddirfd, String oldpath, int newdirfd, String newpath, int flags);

    /** <a href="https://man7.org/linux/man-pages/man2/chown.2.html">fchown(2)</a>; −1 leaves an id unchanged */
    @C("<unistd.h> int fchown(int fd, uid_t owner, gid_t group)")
    int fchown(int fd, int owner, int group);

    /** <a href="https://man7.org/linux/man-pages/man2/chown.2.html">chown(2)</a>; −1 leaves an id unchanged */
    @C("<unistd.h> int chown(const char *path, uid_t owner, gid_t group)")
    int chown(String path, int owner, int group);

    /** Cannot fail. <a href="https://man7.org/linux/man-pages/man2/geteuid.2.html">geteuid(2)</a> */
    @Failure(NEVER)
    @C("<unistd.h> uid_t geteuid(void)")
    int geteuid();

    /** <a href="https://man7.org/linux/man-pages/man2/mkdir.2.html">mkdir(2)</a> */
    @C("<sys/stat.h> int mkdir(const char *path, mode_t mode)")
    int mkdir(String path, int mode);

    /** <a href="https://man7.org/linux/man-pages/man3/mkfifo.3.html">mkfifo(3)</a> */
    @C("<sys/stat.h> int mkfifo(const char *path, mode_t mode)")
    int mkfifo(String path, int mode);

    /** <a href="https://man7.org/linux/man-pages/man2/fchmod.2.html">fchmod(2)</a> */
    @C("<sys/stat.h> int fchmod(int fd, mode_t mode)")
    int fchmod(int fd, int mode);

    /** <a href="https://man7.org/linux/man-pages/man2/chmod.2.html">chmod(2)</a> */
    @C("<sys/stat.h> int chmod(const char *path, mode_t mode)")
    int chmod(String path, int mode);

    /** Returns the address, or −errno: <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a> */
    @C("<sys/mman.h> void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)")
    long mmap(long addr, long length, int prot, int flags, int fd, long offset);

    /** <a href="https://man7.org/linux/man-pages/man2/munmap.2.html">munmap(2)</a> */
    @C("<sys/mman.h> int munmap(void *addr, size_t length)")
    int munmap(long addr, long length);

    /** <a href="https://man7.org/linux/man-pages/man2/msync.2.html">msync(2)</a> */
    @C("<sys/mman.h> int msync(void *addr, size_t length, int flags)")
    int msync(long addr, long length, int flags);

    /** <a href="https://man7.org/linux/man-pages/man3/shm_open.3.html">shm_unlink(3)</a> */
    @C("<sys/mman.h> int shm_unlink(const char *name)")
    int shm_unlink(String name);

    /** Linux only. <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a> */
    @C("<sys/mman.h> int memfd_create(const char *name, unsigned flags)")
    int memfd_create(String name, int flags);

    /** <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a> */
    @C("<sys/socket.h> int socket(int domain, int type, int protocol)")
    int socket(int domain, int type, int protocol);

    /** <a href="https://man7.org/linux/man-pages/man2/listen.2.html">listen(2)</a> */
    @C("<sys/socket.h> int listen(int sockfd, int backlog)")
    int listen(int sockfd, int backlog);

    /**
     * {@code addr} and {@code addrlen} are 0, because the peer's address is not used.
     * <a href="https://man7.org/linux/man-pages/man2/accept4.2.html">accept4(2)</a>
     */
    @C("<sys/socket.h> int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags)")
    int accept4(int sockfd, long addr, long addrlen, int flags);

    /** <a href="https://man7.org/linux/man-pages/man2/shutdown.2.html">shutdown(2)</a> */
    @C("<sys/socket.h> int shutdown(int sockfd, int how)")
    int shutdown(int sockfd, int how);

    /**
     * {@code optval} and {@code optlen} receive the value and its size.
     * <a href="https://man7.org/linux/man-pages/man2/getsockopt.2.html">getsockopt(2)</a>
     */
    @C("<sys/socket.h> int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen)")
    int getsockopt(int sockfd, int level, int optname, ByteBuffer optval, ByteBuffer optlen);

    /** <a href="https://man7.org/linux/man-pages/man2/shmget.2.html">shmget(2)</a> */
    @C("<sys/shm.h> int shmget(key_t key, size_t size, int shmflg)")
    int shmget(int key, long size, int shmflg);

    /** Returns the address, or −errno: <a href="https://man7.org/linux/man-pages/man2/shmat.2.html">shmat(2)</a> */
    @C("<sys/shm.h> void *shmat(int shmid, const void *shmaddr, int shmflg)")
    long shmat(int shmid, long shmaddr, int shmflg);

    /** <a href="https://man7.org/linux/man-pages/man2/shmdt.2.html">shmdt(2)</a> */
    @C("<sys/shm.h> int shmdt(const void *shmaddr)")
    int shmdt(long shmaddr);

    /** <a href="https://man7.org/linux/man-pages/man2/semget.2.html">semget(2)</a> */
    @C("<sys/sem.h> int semget(key_t key, int nsems, int semflg)")
    int semget(int key, int nsems, int semflg);

    /**
     * {@code sops} is an array of {@code struct sembuf}.
     * <a href="https://man7.org/linux/man-pages/man2/semop.2.html">semop(2)</a>
     */
    @C("<sys/sem.h> int semop(int semid, struct sembuf *sops, size_t nsops)")
    int semop(int semid, ByteBuffer sops, long nsops);

    /** <a href="https://man7.org/linux/man-pages/man2/msgget.2.html">msgget(2)</a> */
    @C("<sys/msg.h> int msgget(key_t key, int msgflg)")
    int msgget(int key, int msgflg);

    /**
     * {@code msgp} is a {@code struct msgbuf}.
     * <a href="https://man7.org/linux/man-pages/man2/msgsnd.2.html">msgsnd(2)</a>
     */
    @C("<sys/msg.h> int msgsnd(int msqid, const void *msgp, size_t msgsz, int msgflg)")
    int msgsnd(int msqid, ByteBuffer msgp, long msgsz, int msgflg);

    /**
     * {@code msgp} is a {@code struct msgbuf}.
     * <a href="https://man7.org/linux/man-pages/man2/msgrcv.2.html">msgrcv(2)</a>
     */
    @C("<sys/msg.h> ssize_t msgrcv(int msqid, void *msgp, size_t msgsz, long msgtyp, int msgflg)")
    long msgrcv(int msqid, ByteBuffer msgp, long msgsz, long msgtyp, int msgflg);

    // a semaphore is the address that ipc_sem_open returned

    /** <a href="https://man7.org/linux/man-pages/man3/sem_post.3.html">sem_post(3)</a> */
    @C("<semaphore.h> int sem_post(sem_t *sem)")
    int sem_post(long sem);

    /** <a href="https://man7.org/linux/man-pages/man3/sem_wait.3.html">sem_trywait(3)</a> */
    @C("<semaphore.h> int sem_trywait(sem_t *sem)")
    int sem_trywait(long sem);

    /**
     * {@code sval} receives one int.
     * <a href="https://man7.org/linux/man-pages/man3/sem_getvalue.3.html">sem_getvalue(3)</a>
     */
    @C("<semaphore.h> int sem_getvalue(sem_t *sem, int *sval)")
    int sem_getvalue(long sem, ByteBuffer sval);

    /** <a href="https://man7.org/linux/man-pages/man3/sem_init.3.html">sem_init(3)</a> */
    @C("<semaphore.h> int sem_init(sem_t *sem, int pshared, unsigned value)")
    int sem_init(long sem, int pshared, int value);

    /** <a href="https://man7.org/linux/man-pages/man3/sem_close.3.html">sem_close(3)</a> */
    @C("<semaphore.h> int sem_close(sem_t *sem)")
    int sem_close(long sem);

    /** <a href="https://man7.org/linux/man-pages/man3/sem_unlink.3.html">sem_unlink(3)</a> */
    @C("<semaphore.h> int sem_unlink(const char *name)")
    int sem_unlink(String name);

    /** <a href="https://man7.org/linux/man-pages/man3/mq_send.3.html">mq_send(3)</a> */
    @C("<mqueue.h> int mq_send(mqd_t mqdes, const char *msg_ptr, size_t msg_len, unsigned msg_prio)")
    int mq_send(int mqdes, ByteBuffer msg_ptr, long msg_len, int msg_prio);

    /**
     * {@code msg_prio} receives one int, or is null.
     * <a href="https://man7.org/linux/man-pages/man3/mq_receive.3.html">mq_receive(3)</a>
     */
    @C("<mqueue.h> ssize_t mq_receive(mqd_t mqdes, char *msg_ptr, size_t msg_len, unsigned *msg_prio)")
    long mq_receive(int mqdes, ByteBuffer msg_ptr, long msg_len, @Nullable ByteBuffer msg_prio);

    /** <a href="https://man7.org/linux/man-pages/man3/mq_close.3.html">mq_close(3)</a> */
    @C("<mqueue.h> int mq_close(mqd_t mqdes)")
    int mq_close(int mqdes);

    /** <a href="https://man7.org/linux/man-pages/man3/mq_unlink.3.html">mq_unlink(3)</a> */
    @C("<mqueue.h> int mq_unlink(const char *name)")
    int mq_unlink(String name);

    /**
     * {@code fds} is an array of {@code struct pollfd}.
     * <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
     */
    @C("<poll.h> int poll(struct pollfd *fds, nfds_t nfds, int timeout)")
    int poll(ByteBuffer fds, long nfds, int timeout);

    /** <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a> */
    @C("<sys/eventfd.h> int eventfd(unsigned initval, int flags)")
    int eventfd(int initval, int flags);
}
