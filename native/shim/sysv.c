#include "ipc_shim.h"
#include "support.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

/* POSIX does not name the member of struct ipc_perm for the key, nor the member of struct msqid_ds for the bytes. */
#ifdef __APPLE__
#define PERM_KEY _key
#define MSG_CBYTES msg_cbytes
#else
#define PERM_KEY __key
#define MSG_CBYTES __msg_cbytes
#endif

#ifndef __APPLE__
/* POSIX requires the caller to define it. */
union semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
};
#endif

int64_t ipc_ftok(const char *path, int proj_id) {
    /* Every number is a valid key, and -1 also reports a failure. Only a failure sets errno. */
    errno = 0;
    key_t key = ftok(path, proj_id);
    return key == -1 && errno != 0 ? -errno : (int64_t)(uint32_t)key;
}

static struct ipc_permission flatten(const struct ipc_perm *perm) {
    return (struct ipc_permission){
        .key = (int64_t)(uint32_t)perm->PERM_KEY,
        .uid = perm->uid,
        .gid = perm->gid,
        .cuid = perm->cuid,
        .cgid = perm->cgid,
        .mode = perm->mode,
    };
}

static void set_owner_and_mode(struct ipc_perm *perm, const struct ipc_permission *from) {
    perm->uid = (uid_t)from->uid;
    perm->gid = (gid_t)from->gid;
    perm->mode = (unsigned short)from->mode;
}

int ipc_shmctl(int shmid, int cmd, struct ipc_shmid_ds *ds) {
    struct shmid_ds found = {0};
    if (cmd == IPC_SET)
        set_owner_and_mode(&found.shm_perm, &ds->perm);
    int result = or_errno(shmctl(shmid, cmd, &found));
    if (result >= 0 && cmd == IPC_STAT)
        *ds = (struct ipc_shmid_ds){
            .perm = flatten(&found.shm_perm),
            .segsz = (int64_t)found.shm_segsz,
            .nattch = (int64_t)found.shm_nattch,
            .cpid = found.shm_cpid,
            .lpid = found.shm_lpid,
            .atime = found.shm_atime,
            .dtime = found.shm_dtime,
            .ctime = found.shm_ctime,
        };
    return result;
}

int ipc_semctl_val(int semid, int semnum, int cmd, int val) {
    return or_errno(semctl(semid, semnum, cmd, (union semun){.val = val}));
}

int ipc_semctl_buf(int semid, int cmd, struct ipc_semid_ds *ds) {
    struct semid_ds found = {0};
    if (cmd == IPC_SET)
        set_owner_and_mode(&found.sem_perm, &ds->perm);
    int result = or_errno(semctl(semid, 0, cmd, (union semun){.buf = &found}));
    if (result >= 0 && cmd == IPC_STAT)
        *ds = (struct ipc_semid_ds){
            .perm = flatten(&found.sem_perm),
            .nsems = (int64_t)found.sem_nsems,
            .otime = found.sem_otime,
            .ctime = found.sem_ctime,
        };
    return result;
}

int ipc_semctl_array(int semid, int cmd, unsigned short *array) {
    return or_errno(semctl(semid, 0, cmd, (union semun){.array = array}));
}

#ifndef __APPLE__
int ipc_semtimedop(int semid, struct sembuf *sops, int64_t nsops, int64_t nanos) {
    struct timespec timeout = timespec_of(nanos);
    return or_errno(semtimedop(semid, sops, (size_t)nsops, &timeout));
}
#endif

int ipc_msgctl(int msqid, int cmd, struct ipc_msqid_ds *ds) {
    struct msqid_ds found = {0};
    if (cmd == IPC_SET) {
        set_owner_and_mode(&found.msg_perm, &ds->perm);
        found.msg_qbytes = (msglen_t)ds->qbytes;
    }
    int result = or_errno(msgctl(msqid, cmd, &found));
    if (result >= 0 && cmd == IPC_STAT)
        *ds = (struct ipc_msqid_ds){
            .perm = flatten(&found.msg_perm),
            .cbytes = (int64_t)found.MSG_CBYTES,
            .qnum = (int64_t)found.msg_qnum,
            .qbytes = (int64_t)found.msg_qbytes,
            .lspid = found.msg_lspid,
            .lrpid = found.msg_lrpid,
            .stime = found.msg_stime,
            .rtime = found.msg_rtime,
            .ctime = found.msg_ctime,
        };
    return result;
}
