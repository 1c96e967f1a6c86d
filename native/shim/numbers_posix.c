#include "ipc_shim.h"
#include "numbers.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <semaphore.h>
#include <stddef.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#ifdef __linux__
#include <linux/net.h>
#include <sys/eventfd.h>
#endif

#ifndef SHM_DEST
#define SHM_DEST 01000 /* macOS calls it SHMSEG_REMOVED, in a header of the kernel alone. */
#endif

/* The argument of msgsnd(2). Some systems do not declare struct msgbuf. */
struct message {
    long mtype;
    char mtext[1];
};

#define NUMBER(name) {#name, (int64_t)(name), 0}
#define X(name) {#name, name, 1},

const struct ipc_entry ipc_entries[] = {
    NUMBER(O_RDONLY), NUMBER(O_WRONLY), NUMBER(O_RDWR), NUMBER(O_CREAT), NUMBER(O_EXCL),
    NUMBER(O_ACCMODE),
    NUMBER(O_NONBLOCK), NUMBER(O_CLOEXEC), NUMBER(O_NOFOLLOW), NUMBER(O_DIRECTORY),
#ifdef O_TMPFILE
    NUMBER(O_TMPFILE),
#endif
#ifdef O_PATH
    NUMBER(O_PATH),
#endif
    NUMBER(AT_FDCWD), NUMBER(AT_SYMLINK_FOLLOW), NUMBER(LOCK_SH), NUMBER(LOCK_EX), NUMBER(LOCK_NB),
    NUMBER(F_GETFL), NUMBER(F_SETFL), NUMBER(F_GETFD), NUMBER(F_SETFD), NUMBER(F_DUPFD_CLOEXEC), NUMBER(FD_CLOEXEC),
#ifdef F_OFD_SETLK
    NUMBER(F_OFD_SETLK), NUMBER(F_OFD_GETLK),
#endif
    NUMBER(F_RDLCK), NUMBER(F_WRLCK), NUMBER(F_UNLCK),
#ifdef F_ADD_SEALS
    NUMBER(F_ADD_SEALS), NUMBER(F_GET_SEALS), NUMBER(F_SEAL_SEAL), NUMBER(F_SEAL_SHRINK), NUMBER(F_SEAL_GROW),
    NUMBER(F_SEAL_WRITE),
#endif
#ifdef F_SEAL_FUTURE_WRITE
    NUMBER(F_SEAL_FUTURE_WRITE),
#endif
#ifdef MFD_CLOEXEC
    NUMBER(MFD_CLOEXEC), NUMBER(MFD_ALLOW_SEALING),
#endif
    NUMBER(S_IFMT), NUMBER(S_IFREG), NUMBER(S_IFIFO), NUMBER(S_IFSOCK), NUMBER(S_IFLNK), NUMBER(S_IFDIR),
    NUMBER(PROT_READ), NUMBER(PROT_WRITE), NUMBER(MAP_SHARED), NUMBER(MAP_PRIVATE),
    NUMBER(MAP_FIXED), NUMBER(MAP_ANONYMOUS), NUMBER(MAP_NORESERVE), NUMBER(MS_SYNC),
    NUMBER(IPC_CREAT), NUMBER(IPC_EXCL), NUMBER(IPC_NOWAIT), NUMBER(IPC_PRIVATE), NUMBER(IPC_RMID), NUMBER(IPC_SET),
    NUMBER(IPC_STAT),
    NUMBER(SHM_RDONLY),
    NUMBER(SHM_DEST),
    NUMBER(AF_UNIX), NUMBER(SOCK_STREAM), NUMBER(SHUT_WR),
    NUMBER(SOL_SOCKET), NUMBER(SO_TYPE), NUMBER(SO_ACCEPTCONN),
#ifdef __SO_ACCEPTCON
    NUMBER(__SO_ACCEPTCON), NUMBER(SS_UNCONNECTED),
#endif
#ifdef SO_DOMAIN
    NUMBER(SO_DOMAIN),
#endif
#ifdef SOCK_CLOEXEC
    NUMBER(SOCK_CLOEXEC), NUMBER(SOCK_NONBLOCK),
#endif
    NUMBER(GETVAL), NUMBER(SETVAL), NUMBER(GETALL), NUMBER(SETALL), NUMBER(GETPID), NUMBER(GETNCNT),
    NUMBER(GETZCNT), NUMBER(SEM_UNDO),
#ifdef MSG_EXCEPT
    NUMBER(MSG_EXCEPT),
#endif
    NUMBER(POLLIN), NUMBER(POLLOUT), NUMBER(POLLERR), NUMBER(POLLHUP),
#ifdef EFD_CLOEXEC
    NUMBER(EFD_CLOEXEC), NUMBER(EFD_NONBLOCK),
#endif
#ifdef RLIMIT_MSGQUEUE
    NUMBER(RLIMIT_MSGQUEUE),
#endif
    NUMBER(RLIMIT_NOFILE), NUMBER(NAME_MAX), NUMBER(PATH_MAX), NUMBER(IPC_MAX_RIGHTS),
#ifdef MQ_PRIO_MAX
    NUMBER(MQ_PRIO_MAX),
#endif
#ifdef MAX_HANDLE_SZ
    NUMBER(MAX_HANDLE_SZ),
#endif
    NUMBER(SEM_VALUE_MAX),
    {"SIZEOF_SEMBUF", sizeof(struct sembuf), 0}, {"SIZEOF_POLLFD", sizeof(struct pollfd), 0},
    {"OFFSETOF_SEMBUF_SEM_NUM", offsetof(struct sembuf, sem_num), 0},
    {"OFFSETOF_SEMBUF_SEM_OP", offsetof(struct sembuf, sem_op), 0},
    {"OFFSETOF_SEMBUF_SEM_FLG", offsetof(struct sembuf, sem_flg), 0},
    {"OFFSETOF_POLLFD_EVENTS", offsetof(struct pollfd, events), 0},
    {"OFFSETOF_POLLFD_REVENTS", offsetof(struct pollfd, revents), 0},
    {"SIZEOF_SEM_T", sizeof(sem_t), 0}, {"OFFSETOF_MSGBUF_MTEXT", offsetof(struct message, mtext), 0},
    {"SIZEOF_SUN_PATH", sizeof ((struct sockaddr_un *)0)->sun_path, 0},
#include "errno_names.def"
};

const int ipc_entry_count = (int)(sizeof ipc_entries / sizeof *ipc_entries);
