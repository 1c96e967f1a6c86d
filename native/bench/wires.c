#include "wires.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int fifos[2];
static int sockets[2];
static mqd_t queues[2];
static sem_t *semaphores[2];
static int msqid = -1;
static int semid = -1;

struct msgbuf_64 {
    long type;
    union message message;
};

void close_wire(void) {
    if (msqid >= 0) {
        msgctl(msqid, IPC_RMID, NULL);
    }
    if (semid >= 0) {
        semctl(semid, 0, IPC_RMID);
    }
}

void fail(const char *what) {
    perror(what);
    close_wire();
    _exit(1);
}

static void hanging(int signal) {
    (void)signal;
    close_wire();
    _exit(1);
}

void end_after(unsigned seconds) {
    signal(SIGALRM, hanging);
    signal(SIGTERM, hanging);
    alarm(seconds);
}

int64_t now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static const char *unique(const char *folder, int direction) {
    static char name[64];
    snprintf(name, sizeof name, "%s/native-ipc-bench.%d.%d", folder, (int)getpid(), direction);
    return name;
}

static void fifo_open(void) {
    for (int i = 0; i < 2; i++) {
        const char *path = unique("/tmp", i);
        if (mkfifo(path, 0600) < 0 || (fifos[i] = open(path, O_RDWR)) < 0) {
            fail("mkfifo");
        }
        unlink(path);
    }
}

static void fifo_send(int direction, const union message *message) {
    if (write(fifos[direction], message, sizeof *message) != sizeof *message) {
        fail("write");
    }
}

static void fifo_receive(int direction, union message *message) {
    if (read(fifos[direction], message, sizeof *message) != sizeof *message) {
        fail("read");
    }
}

/* Connects through a path, as .NET's pipes do. socketpair would create the same sockets. */
static void socket_open(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", unique("/tmp", 0));
    const struct sockaddr *name = (const struct sockaddr *)&address;
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    sockets[0] = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(server, name, sizeof address) < 0 || listen(server, 1) < 0 ||
        connect(sockets[0], name, sizeof address) < 0 || (sockets[1] = accept(server, NULL, NULL)) < 0) {
        fail("socket");
    }
    unlink(address.sun_path);
}

static void socket_send(int direction, const union message *message) {
    if (write(sockets[direction], message, sizeof *message) != sizeof *message) {
        fail("write");
    }
}

static void socket_receive(int direction, union message *message) {
    if (read(sockets[1 - direction], message, sizeof *message) != sizeof *message) {
        fail("read");
    }
}

static void mq_open_both(void) {
    struct mq_attr attr = {.mq_maxmsg = 10, .mq_msgsize = sizeof(union message)};
    for (int i = 0; i < 2; i++) {
        const char *name = unique("", i);
        queues[i] = mq_open(name, O_CREAT | O_EXCL | O_RDWR, 0600, &attr);
        if (queues[i] == (mqd_t)-1) {
            fail("mq_open");
        }
        mq_unlink(name);
    }
}

static void mq_send_64(int direction, const union message *message) {
    if (mq_send(queues[direction], message->bytes, sizeof *message, 0) < 0) {
        fail("mq_send");
    }
}

static void mq_receive_64(int direction, union message *message) {
    if (mq_receive(queues[direction], message->bytes, sizeof *message, NULL) != sizeof *message) {
        fail("mq_receive");
    }
}

static void sem_open_both(void) {
    for (int i = 0; i < 2; i++) {
        const char *name = unique("", i);
        semaphores[i] = sem_open(name, O_CREAT | O_EXCL, 0600, 0);
        if (semaphores[i] == SEM_FAILED) {
            fail("sem_open");
        }
        sem_unlink(name);
    }
}

static void sem_send(int direction, const union message *message) {
    (void)message;
    if (sem_post(semaphores[direction]) < 0) {
        fail("sem_post");
    }
}

static void sem_receive(int direction, union message *message) {
    (void)message;
    while (sem_wait(semaphores[direction]) < 0) {
        if (errno != EINTR) {
            fail("sem_wait");
        }
    }
}

static void sem_try_receive(int direction, union message *message) {
    (void)message;
    if (sem_trywait(semaphores[direction]) < 0) {
        fail("sem_trywait");
    }
}

static void msg_open(void) {
    if ((msqid = msgget(IPC_PRIVATE, 0600)) < 0) {
        fail("msgget");
    }
}

static void msg_send(int direction, const union message *message) {
    struct msgbuf_64 buffer = {.type = 1 + direction, .message = *message};
    if (msgsnd(msqid, &buffer, sizeof buffer.message, 0) < 0) {
        fail("msgsnd");
    }
}

static void msg_receive(int direction, union message *message) {
    struct msgbuf_64 buffer;
    if (msgrcv(msqid, &buffer, sizeof buffer.message, 1 + direction, 0) != sizeof buffer.message) {
        fail("msgrcv");
    }
    *message = buffer.message;
}

static void semget_both(void) {
    if ((semid = semget(IPC_PRIVATE, 2, 0600)) < 0) {
        fail("semget");
    }
}

static void semop_one(int direction, short change) {
    struct sembuf operation = {.sem_num = (unsigned short)direction, .sem_op = change};
    if (semop(semid, &operation, 1) < 0) {
        fail("semop");
    }
}

static void semop_send(int direction, const union message *message) {
    (void)message;
    semop_one(direction, 1);
}

static void semop_receive(int direction, union message *message) {
    (void)message;
    semop_one(direction, -1);
}

static const struct wire WIRES[] = {
    {"fifo", fifo_open, fifo_send, fifo_receive, 1},
    {"pipe", socket_open, socket_send, socket_receive, 1},
    {"posix-mq", mq_open_both, mq_send_64, mq_receive_64, 1},
    {"posix-sem", sem_open_both, sem_send, sem_receive, 0},
    {"posix-sem-try", sem_open_both, sem_send, sem_try_receive, 0},
    {"sysv-mq", msg_open, msg_send, msg_receive, 1},
    {"sysv-sem", semget_both, semop_send, semop_receive, 0},
};

const struct wire *find_wire(const char *name) {
    for (size_t i = 0; i < sizeof WIRES / sizeof WIRES[0]; i++) {
        if (strcmp(WIRES[i].name, name) == 0) {
            return &WIRES[i];
        }
    }
    fprintf(stderr, "no such mechanism: %s; there are", name);
    for (size_t i = 0; i < sizeof WIRES / sizeof WIRES[0]; i++) {
        fprintf(stderr, " %s", WIRES[i].name);
    }
    fprintf(stderr, "\n");
    exit(2);
}
