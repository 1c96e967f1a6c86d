/* Calls every function of the shim, with its failures first, and removes the objects that it creates. */
#include "ipc_shim.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The numbers of fields that Shim.java expects. */
_Static_assert(sizeof(struct ipc_stat) == 9 * sizeof(int64_t), "STAT_FIELDS");
_Static_assert(sizeof(struct ipc_shmid_ds) == 13 * sizeof(int64_t), "SHMID_DS_FIELDS");
_Static_assert(sizeof(struct ipc_semid_ds) == 9 * sizeof(int64_t), "SEMID_DS_FIELDS");
_Static_assert(sizeof(struct ipc_msqid_ds) == 14 * sizeof(int64_t), "MSQID_DS_FIELDS");
_Static_assert(sizeof(struct ipc_rights) == 2 * sizeof(int64_t), "RIGHTS_FIELDS");
_Static_assert(sizeof(struct ipc_sem) == 2 * sizeof(int64_t), "SEM_FIELDS");
_Static_assert(sizeof(struct ipc_mutex) == 6 * sizeof(int64_t), "MUTEX_FIELDS");
_Static_assert(sizeof(struct ipc_rwlock) == 3 * sizeof(int64_t), "RWLOCK_FIELDS");
_Static_assert(sizeof(struct ipc_cond) == 1 * sizeof(int64_t), "COND_FIELDS");
_Static_assert(sizeof(struct ipc_mq_attr) == 4 * sizeof(int64_t), "MQ_ATTR_FIELDS");

static int failures;

static void expect(const char *text, int line, long long actual, long long expected) {
    if (actual == expected)
        return;
    printf("line %d: %s is %lld, not %lld\n", line, text, actual, expected);
    failures++;
}

#define EXPECT(actual, expected) expect(#actual, __LINE__, (long long)(actual), (long long)(expected))

static char name[64];

static void errors(void) {
    struct ipc_stat st;
    struct ipc_mq_attr attr;
    EXPECT(ipc_version(), IPC_SHIM_VERSION);
    EXPECT(ipc_open("/no/such/file", O_RDONLY, 0), -ENOENT);
    EXPECT(ipc_fcntl(-1, F_GETFL, 0), -EBADF);
    EXPECT(ipc_fcntl_lock(-1, F_GETLK, F_WRLCK, 0, 1), -EBADF);
    EXPECT(ipc_posix_fallocate(-1, 0, 1), -EBADF);
    EXPECT(ipc_fstat(-1, &st), -EBADF);
    EXPECT(ipc_lstat("/no/such/file", &st), -ENOENT);
    char handle[132];
    struct ipc_statx born;
    EXPECT(ipc_openat(-1, "absent", O_RDONLY, 0), -EBADF);
    EXPECT(ipc_name_to_handle_at(-1, "absent", 0, handle, sizeof handle), -EBADF);
    EXPECT(ipc_statx(-1, "absent", &born), -EBADF);
    EXPECT(ipc_shm_open(name, O_RDWR, 0), -ENOENT);
    EXPECT(ipc_sem_open(name, 0, 0, 0), -ENOENT);
    EXPECT(ipc_ftok("/no/such/file", 1), -ENOENT);
    EXPECT(ipc_shmctl(-1, IPC_RMID, NULL), -EINVAL);
    EXPECT(ipc_semctl_val(-1, 0, GETVAL, 0), -EINVAL);
    EXPECT(ipc_msgctl(-1, IPC_RMID, NULL), -EINVAL);
    EXPECT(ipc_mq_open(name, O_RDWR, 0, 0, 0), -ENOENT);
    EXPECT(ipc_mq_getattr(-1, &attr), -EBADF);
    EXPECT(ipc_getrlimit(-1), -EINVAL);
}

static void descriptors(void) {
    struct ipc_stat st;
    int fd = ipc_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(fd >= 0, 1);
    EXPECT(ipc_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600), -EEXIST);
    EXPECT(ipc_posix_fallocate(fd, 0, 5000), 0);
    EXPECT(ipc_fstat(fd, &st), 0);
    EXPECT(st.mode, S_IFREG | 0600);
    EXPECT(st.uid, geteuid());
    EXPECT(st.size, 5000);
    EXPECT(st.nlink, 1);
    EXPECT(st.mtime > 0, 1);
    EXPECT(ipc_lstat("/", &st), 0);
    EXPECT(st.mode & S_IFMT, S_IFDIR);
    EXPECT(ipc_fcntl(fd, F_GETFL, 0) & O_ACCMODE, O_RDWR);
    char handle[132], again[132];
    int root = ipc_openat(AT_FDCWD, "/", O_RDONLY | O_DIRECTORY, 0);
    EXPECT(ipc_openat(root, "no-such-file", O_RDONLY, 0), -ENOENT);
    int bytes = ipc_name_to_handle_at(root, "proc", 1, handle, sizeof handle);
    if (bytes > 0) { /* otherwise the system has no handles: -EOPNOTSUPP, or -ENOSYS in an emulator */
        EXPECT(ipc_name_to_handle_at(root, "proc", 1, again, sizeof again), bytes);
        EXPECT(memcmp(handle, again, (size_t)bytes), 0);
        EXPECT(ipc_name_to_handle_at(root, "", 1, handle, 1), -EOVERFLOW);
    }
    close(root);

    int other = ipc_shm_open(name, O_RDWR, 0);
    EXPECT(ipc_fcntl_lock(fd, F_OFD_SETLK, F_WRLCK, (int64_t)1 << 62, 1), 0);
    EXPECT(ipc_fcntl_lock(other, F_OFD_SETLK, F_WRLCK, (int64_t)1 << 62, 1), -EAGAIN);
    EXPECT(ipc_fcntl_lock(other, F_OFD_GETLK, F_RDLCK, (int64_t)1 << 62, 1), F_WRLCK);
    EXPECT(ipc_fcntl_lock(other, F_OFD_GETLK, F_RDLCK, 0, 1), F_UNLCK);
    close(other);
    close(fd);
    shm_unlink(name);
}

static void posix_semaphore(void) {
    int64_t sem = ipc_sem_open(name, O_CREAT | O_EXCL, 0600, 1);
    EXPECT(sem > 0, 1);
    EXPECT(ipc_sem_open(name, O_CREAT | O_EXCL, 0600, 1), -EEXIST);
    EXPECT(ipc_sem_sizeof(), sizeof(sem_t));
    EXPECT(ipc_sem_timedwait(sem, INT64_MAX), 0);
    EXPECT(ipc_sem_timedwait(sem, 5000000), -ETIMEDOUT);
    EXPECT(ipc_sem_timedwait(sem, -1), -ETIMEDOUT);
    sem_close((sem_t *)(intptr_t)sem);
    sem_unlink(name);

    struct ipc_sem st;
    sem_t of_process, shared;
    EXPECT(ipc_sem_alignof(), _Alignof(sem_t));
    sem_init(&of_process, 0, 3);
    EXPECT(ipc_sem_stat(&of_process, &st), 0);
    EXPECT(st.shared, 0);
    sem_init(&shared, 1, 3);
    EXPECT(ipc_sem_stat(&shared, &st), 0);
    EXPECT(st.shared, 1);
    EXPECT(st.value, 3);
    memset(&shared, 0x5a, sizeof shared);
    EXPECT(ipc_sem_stat(&shared, &st), -EINVAL);
}

static void kind_of_mutex(int type, int shared, int robust, int protocol) {
    struct ipc_mutex st;
    pthread_mutexattr_t attributes;
    pthread_mutex_t mutex;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, type);
    pthread_mutexattr_setpshared(&attributes, shared ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE);
    pthread_mutexattr_setrobust(&attributes, robust ? PTHREAD_MUTEX_ROBUST : PTHREAD_MUTEX_STALLED);
    EXPECT(pthread_mutexattr_setprotocol(&attributes, protocol), 0);
    EXPECT(pthread_mutex_init(&mutex, &attributes), 0);
    EXPECT(ipc_pthread_mutex_stat(&mutex, &st), 0);
    EXPECT(st.kind, type == PTHREAD_MUTEX_RECURSIVE ? 1 : type == PTHREAD_MUTEX_ERRORCHECK ? 2 : 0);
#ifdef __GLIBC__
    EXPECT(st.shared, shared || robust); /* glibc makes each robust mutex one that processes can share */
#else
    EXPECT(st.shared, shared);
#endif
    EXPECT(st.robust, robust);
    EXPECT(st.holder, 0);
    EXPECT(ipc_pthread_mutex_timedlock((int64_t)(intptr_t)&mutex, 0), 0);
    EXPECT(ipc_pthread_mutex_stat(&mutex, &st), 0);
    EXPECT(st.holder == st.self || st.holder == -1, 1);
    EXPECT(st.count, 1);
    EXPECT(ipc_pthread_mutex_trylock((int64_t)(intptr_t)&mutex), st.kind == 1 ? 0 : -EBUSY);
    EXPECT(ipc_pthread_mutex_stat(&mutex, &st), 0);
    EXPECT(st.count, st.kind == 1 ? 2 : 1);
    if (st.kind == 1)
        pthread_mutex_unlock(&mutex);
    pthread_mutex_unlock(&mutex);
    EXPECT(ipc_pthread_mutex_stat(&mutex, &st), 0);
    EXPECT(st.count, 0);
}

static void kinds_of_mutexes(void) {
    const int types[] = {PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_ERRORCHECK};
    const int protocols[] = {PTHREAD_PRIO_NONE, PTHREAD_PRIO_INHERIT};
    struct ipc_mutex st;
    char bytes[sizeof(pthread_mutex_t)];
    for (int i = 0; i < 24; i++)
        kind_of_mutex(types[i / 8], i & 1, (i & 2) != 0, protocols[(i & 4) != 0]);
    memset(bytes, 0x5a, sizeof bytes);
    EXPECT(ipc_pthread_mutex_stat(bytes, &st), -EINVAL);
}

static void kind_of_lock(int shared) {
    struct ipc_rwlock st;
    pthread_rwlockattr_t attributes;
    pthread_rwlock_t lock;
    int64_t address = (int64_t)(intptr_t)&lock;
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setpshared(&attributes, shared ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE);
    EXPECT(pthread_rwlock_init(&lock, &attributes), 0);
    EXPECT(ipc_pthread_rwlock_stat(&lock, &st), 0);
    EXPECT(st.shared, shared);
    EXPECT(st.writer, 0);
    EXPECT(ipc_pthread_rwlock_trywrlock(address), 0);
    EXPECT(ipc_pthread_rwlock_trywrlock(address), -EBUSY);
    EXPECT(ipc_pthread_rwlock_tryrdlock(address), -EBUSY);
    EXPECT(ipc_pthread_rwlock_stat(&lock, &st), 0);
    EXPECT(st.writer == st.self || st.writer == -1, 1);
    EXPECT(ipc_pthread_rwlock_unlock(address), 0);
    EXPECT(ipc_pthread_rwlock_tryrdlock(address), 0);
    EXPECT(ipc_pthread_rwlock_tryrdlock(address), 0);
    EXPECT(ipc_pthread_rwlock_trywrlock(address), -EBUSY);
    EXPECT(ipc_pthread_rwlock_stat(&lock, &st), 0);
    EXPECT(st.shared, shared);
    EXPECT(st.writer, 0);
    EXPECT(ipc_pthread_rwlock_unlock(address), 0);
    EXPECT(ipc_pthread_rwlock_unlock(address), 0);
    EXPECT(ipc_pthread_rwlock_init(address), 0);
    EXPECT(ipc_pthread_rwlock_stat(&lock, &st), 0);
    EXPECT(st.shared, 1);
}

struct waited {
    pthread_mutex_t mutex;
    pthread_cond_t cond;
    int waits;
};

static void *wait_for(void *objects) {
    struct waited *shared = objects;
    pthread_mutex_lock(&shared->mutex);
    shared->waits = 1;
    while (shared->waits == 1)
        pthread_cond_wait(&shared->cond, &shared->mutex);
    pthread_mutex_unlock(&shared->mutex);
    return NULL;
}

/* Its state is read while a thread waits for it, which changes most of its words. */
static void kind_of_condition(int is_shared, clockid_t clock) {
    struct ipc_cond st;
    struct waited shared = {.mutex = PTHREAD_MUTEX_INITIALIZER};
    int64_t address = (int64_t)(intptr_t)&shared.cond;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, clock);
    pthread_condattr_setpshared(&attributes, is_shared ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE);
    for (int i = 0; i < 3; i++) {
        pthread_t waiter;
        if (i < 2)
            pthread_cond_init(&shared.cond, &attributes);
        else
            EXPECT(ipc_pthread_cond_init(address), 0);
        EXPECT(ipc_pthread_cond_stat(&shared.cond, &st), 0);
        EXPECT(st.shared, i == 2 ? 1 : is_shared);
        shared.waits = 0;
        pthread_create(&waiter, NULL, wait_for, &shared);
        for (int waits = 0; waits == 0;) {
            pthread_mutex_lock(&shared.mutex);
            waits = shared.waits;
            pthread_mutex_unlock(&shared.mutex);
        }
        pthread_mutex_lock(&shared.mutex);
        EXPECT(ipc_pthread_cond_stat(&shared.cond, &st), 0);
        EXPECT(st.shared, i == 2 ? 1 : is_shared);
        shared.waits = 2;
        pthread_mutex_unlock(&shared.mutex);
        EXPECT(i == 0 ? ipc_pthread_cond_signal(address) : ipc_pthread_cond_broadcast(address), 0);
        pthread_join(waiter, NULL);
        EXPECT(ipc_pthread_cond_stat(&shared.cond, &st), 0);
        EXPECT(st.shared, i == 2 ? 1 : is_shared);
    }
}

static void locks_and_conditions(void) {
    char bytes[sizeof(pthread_rwlock_t)];
    struct ipc_rwlock lock;
    struct ipc_cond cond;
    EXPECT(ipc_pthread_rwlock_sizeof(), sizeof(pthread_rwlock_t));
    EXPECT(ipc_pthread_cond_sizeof(), sizeof(pthread_cond_t));
    for (int i = 0; i < 4; i++)
        kind_of_condition(i & 1, (i & 2) != 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME);
    kind_of_lock(0);
    kind_of_lock(1);
    memset(bytes, 0x5a, sizeof bytes);
    EXPECT(ipc_pthread_rwlock_stat(bytes, &lock), -EINVAL);
    EXPECT(ipc_pthread_cond_stat(bytes, &cond), -EINVAL);
#ifdef __GLIBC__
    EXPECT(ipc_glibc_version() >= 2017, 1);
#else
    EXPECT(ipc_glibc_version(), 0);
#endif
}

/* Locks the mutex so many times in a child process, which ends without unlocking it. */
static void die_holding(int64_t mutex, int times) {
    pid_t child = fork();
    if (child == 0) {
        while (times-- > 0)
            EXPECT(ipc_pthread_mutex_trylock(mutex), 0);
        _exit(failures);
    }
    int status = -1;
    EXPECT(waitpid(child, &status, 0), child);
    EXPECT(status, 0);
}

static void robust_mutex(void) {
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int64_t mutex = (int64_t)(intptr_t)memory;
    EXPECT(ipc_pthread_mutex_sizeof(), sizeof(pthread_mutex_t));
    EXPECT(ipc_pthread_mutex_init(mutex), 0);
    EXPECT(ipc_pthread_mutex_unlock(mutex), -EPERM);
    EXPECT(ipc_pthread_mutex_consistent(mutex), -EINVAL);
    EXPECT(ipc_pthread_mutex_trylock(mutex), 0);
    EXPECT(ipc_pthread_mutex_timedlock(mutex, 0), 0);
    pid_t child = fork();
    if (child == 0) {
        EXPECT(ipc_pthread_mutex_trylock(mutex), -EBUSY);
        EXPECT(ipc_pthread_mutex_timedlock(mutex, 5000000), -ETIMEDOUT);
        EXPECT(ipc_pthread_mutex_timedlock(mutex, -1), -ETIMEDOUT);
        EXPECT(ipc_pthread_mutex_unlock(mutex), -EPERM);
        _exit(failures);
    }
    int status = -1;
    EXPECT(waitpid(child, &status, 0), child);
    EXPECT(status, 0);
    EXPECT(ipc_pthread_mutex_unlock(mutex), 0);
    EXPECT(ipc_pthread_mutex_unlock(mutex), 0);
    EXPECT(ipc_pthread_mutex_unlock(mutex), -EPERM);

    die_holding(mutex, 2);
    EXPECT(ipc_pthread_mutex_timedlock(mutex, INT64_MAX), -EOWNERDEAD);
    EXPECT(ipc_pthread_mutex_consistent(mutex), 0);
    EXPECT(ipc_pthread_mutex_unlock(mutex), 0);
    EXPECT(ipc_pthread_mutex_unlock(mutex), -EPERM);
    die_holding(mutex, 1);
    EXPECT(ipc_pthread_mutex_trylock(mutex), -EOWNERDEAD);
    EXPECT(ipc_pthread_mutex_unlock(mutex), 0);
    for (int i = 0; i < 2; i++) {
        EXPECT(ipc_pthread_mutex_trylock(mutex), -ENOTRECOVERABLE);
        EXPECT(ipc_pthread_mutex_timedlock(mutex, 0), -ENOTRECOVERABLE);
    }
    munmap(memory, 4096);
}

static void sysv_shared_memory(void) {
    struct ipc_shmid_ds ds;
    int id = shmget(IPC_PRIVATE, 5000, IPC_CREAT | 0640);
    EXPECT(ipc_shmctl(id, IPC_STAT, &ds), 0);
    EXPECT(ds.perm.key, IPC_PRIVATE);
    EXPECT(ds.perm.uid, geteuid());
    EXPECT(ds.perm.cgid, getegid());
    EXPECT(ds.perm.mode & 0777, 0640);
    EXPECT(ds.segsz, 5000);
    EXPECT(ds.nattch, 0);
    EXPECT(ds.cpid, getpid());
    EXPECT(ds.ctime > 0, 1);
    ds.perm.mode = 0600;
    EXPECT(ipc_shmctl(id, IPC_SET, &ds), 0);
    EXPECT(ipc_shmctl(id, IPC_STAT, &ds), 0);
    EXPECT(ds.perm.mode & 0777, 0600);
    EXPECT(ipc_shmctl(id, IPC_RMID, NULL), 0);
    EXPECT(ipc_shmctl(id, IPC_STAT, &ds), -EINVAL);
}

static void sysv_semaphores(void) {
    struct ipc_semid_ds ds;
    unsigned short values[3] = {1, 2, 3}, read_back[3] = {0};
    struct sembuf take_four = {.sem_num = 2, .sem_op = -4};
    int id = semget(IPC_PRIVATE, 3, IPC_CREAT | 0600);
    EXPECT(ipc_semctl_array(id, SETALL, values), 0);
    EXPECT(ipc_semctl_array(id, GETALL, read_back), 0);
    EXPECT(memcmp(values, read_back, sizeof values), 0);
    EXPECT(ipc_semctl_val(id, 0, SETVAL, 7), 0);
    EXPECT(ipc_semctl_val(id, 0, GETVAL, 0), 7);
    EXPECT(ipc_semtimedop(id, &take_four, 1, 5000000), -EAGAIN);
    EXPECT(ipc_semctl_val(id, 2, SETVAL, 4), 0);
    EXPECT(ipc_semtimedop(id, &take_four, 1, INT64_MAX), 0);
    EXPECT(ipc_semctl_val(id, 2, GETPID, 0), getpid());
    EXPECT(ipc_semctl_buf(id, IPC_STAT, &ds), 0);
    EXPECT(ds.nsems, 3);
    EXPECT(ds.otime > 0, 1);
    ds.perm.mode = 0640;
    EXPECT(ipc_semctl_buf(id, IPC_SET, &ds), 0);
    EXPECT(ipc_semctl_buf(id, IPC_STAT, &ds), 0);
    EXPECT(ds.perm.mode & 0777, 0640);
    EXPECT(ipc_semctl_val(id, 0, IPC_RMID, 0), 0);
}

static void sysv_messages(void) {
    struct ipc_msqid_ds ds;
    struct {
        long type;
        char text[4];
    } message = {9, "abc"};
    int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    EXPECT(msgsnd(id, &message, sizeof message.text, 0), 0);
    EXPECT(ipc_msgctl(id, IPC_STAT, &ds), 0);
    EXPECT(ds.cbytes, 4);
    EXPECT(ds.qnum, 1);
    EXPECT(ds.lspid, getpid());
    EXPECT(ds.lrpid, 0);
    ds.qbytes = 1000;
    EXPECT(ipc_msgctl(id, IPC_SET, &ds), 0);
    EXPECT(ipc_msgctl(id, IPC_STAT, &ds), 0);
    EXPECT(ds.qbytes, 1000);
    EXPECT(ds.perm.mode & 0777, 0600);
    EXPECT(ipc_msgctl(id, IPC_RMID, NULL), 0);
}

static void posix_messages(void) {
    struct ipc_mq_attr attr;
    int queue = ipc_mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, 3, 64);
    EXPECT(queue >= 0, 1);
    EXPECT(mq_send(queue, "x", 1, 0), 0);
    EXPECT(ipc_mq_getattr(queue, &attr), 0);
    EXPECT(attr.maxmsg, 3);
    EXPECT(attr.msgsize, 64);
    EXPECT(attr.curmsgs, 1);
    mq_close(queue);
    mq_unlink(name);
}

static int open_descriptors(void) {
    int count = 0;
    for (int fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) != -1;
    return count;
}

static void descriptors_in_messages(void) {
    int ends[2], pipes[2], fds[IPC_MAX_RIGHTS], before = open_descriptors();
    struct ipc_rights rights;
    char text[8];
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    EXPECT(pipe(pipes), 0);
    EXPECT(ipc_sendmsg(-1, "x", 1, pipes, 2), -EBADF);
    EXPECT(ipc_sendmsg(ends[0], "x", 1, pipes, IPC_MAX_RIGHTS + 1), -EINVAL);
    EXPECT(ipc_recvmsg(ends[1], text, 1, fds, -1, &rights), -EINVAL);
    EXPECT(ipc_recvmsg(ends[1], text, 1, fds, 1, &rights), -EAGAIN);

    EXPECT(ipc_sendmsg(ends[0], "ab", 2, pipes, 2), 2);
    EXPECT(ipc_recvmsg(ends[1], text, sizeof text, fds, 2, &rights), 2);
    EXPECT(rights.count, 2);
    EXPECT(rights.closed, 0);
    EXPECT(fcntl(fds[0], F_GETFD), FD_CLOEXEC);
    EXPECT(write(fds[1], "c", 1), 1);
    EXPECT(read(pipes[0], text, 1), 1);
    close(fds[0]);
    close(fds[1]);

    int received = open_descriptors();
    for (int room = 0; room < 2; room++) {
        EXPECT(ipc_sendmsg(ends[0], "ab", 2, pipes, 2), 2);
        EXPECT(ipc_recvmsg(ends[1], text, sizeof text, fds, room, &rights), 2);
        EXPECT(rights.count > room, 1);
        EXPECT(rights.closed, 1);
        EXPECT(open_descriptors(), received);
    }

    int on = 1;
    EXPECT(setsockopt(ends[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on), 0);
    for (int i = 0; i < IPC_MAX_RIGHTS; i++)
        fds[i] = pipes[0];
    EXPECT(ipc_sendmsg(ends[0], "a", 1, fds, IPC_MAX_RIGHTS), 1);
    EXPECT(ipc_recvmsg(ends[1], text, sizeof text, fds, IPC_MAX_RIGHTS, &rights), 1);
    EXPECT(rights.count, IPC_MAX_RIGHTS);
    EXPECT(rights.closed, 0);
    for (int i = 0; i < rights.count; i++)
        close(fds[i]);

    close(ends[0]);
    EXPECT(ipc_recvmsg(ends[1], text, sizeof text, fds, 1, &rights), 0);
    EXPECT(ipc_sendmsg(ends[1], "x", 1, pipes, 1), -EPIPE);
    close(ends[1]);
    close(pipes[0]);
    close(pipes[1]);
    EXPECT(open_descriptors(), before);
}

static void identities(void) {
    char text[256];
    EXPECT(ipc_getpwuid(0, text, sizeof text), 0);
    EXPECT(strcmp(text, "root"), 0);
    EXPECT(ipc_getgrgid(0, text, sizeof text), 0);
    EXPECT(ipc_getgrnam(text), 0);
    EXPECT(ipc_getpwuid(0, text, 4), -ERANGE);
    EXPECT(ipc_getpwuid(2000000000, text, sizeof text), -ENOENT);
    EXPECT(ipc_getgrnam("no such group"), -ENOENT);
    EXPECT(ipc_getrlimit(RLIMIT_NOFILE) > 0, 1);
    EXPECT(ipc_ftok("/", 'a') >= 0, 1);
}

int main(void) {
    snprintf(name, sizeof name, "/native-ipc-shim-test-%d", (int)getpid());
    errors();
    descriptors();
    posix_semaphore();
    kinds_of_mutexes();
    locks_and_conditions();
    robust_mutex();
    sysv_shared_memory();
    sysv_semaphores();
    sysv_messages();
    posix_messages();
    descriptors_in_messages();
    identities();
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
