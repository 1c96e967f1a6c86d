package io.nativeipc.ffm;

import static io.nativeipc.ffm.Calls.INT;
import static io.nativeipc.ffm.Calls.LONG;
import static io.nativeipc.ffm.Calls.POINTER;
import static io.nativeipc.ffm.Calls.failed;
import static io.nativeipc.ffm.Calls.libc;
import static io.nativeipc.ffm.Calls.plainLibc;
import static io.nativeipc.ffm.Calls.string;

import io.nativeipc.os.Posix;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * libc, called directly. The handles of a C header are in one holder class, so that a program links only those of the
 * headers that it uses: to link all of them at once costs half a second.
 */
final class FfmPosix implements Posix {

    // <unistd.h>

    private static final class Unistd {
        // int close(int fd)
        static final MethodHandle close = libc("close", INT, INT);

        // ssize_t read(int fd, void *buf, size_t count)
        static final MethodHandle read = libc("read", LONG, INT, POINTER, LONG);

        // ssize_t write(int fd, const void *buf, size_t count)
        static final MethodHandle write = libc("write", LONG, INT, POINTER, LONG);

        // int ftruncate(int fd, off_t length)
        static final MethodHandle ftruncate = libc("ftruncate", INT, INT, LONG);

        // int unlink(const char *path)
        static final MethodHandle unlink = libc("unlink", INT, POINTER);

        // int linkat(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, int flags)
        static final MethodHandle linkat = libc("linkat", INT, INT, POINTER, INT, POINTER, INT);

        // int fchown(int fd, uid_t owner, gid_t group)
        static final MethodHandle fchown = libc("fchown", INT, INT, INT, INT);

        // int chown(const char *path, uid_t owner, gid_t group)
        static final MethodHandle chown = libc("chown", INT, POINTER, INT, INT);

        // uid_t geteuid(void)
        static final MethodHandle geteuid = plainLibc("geteuid", INT);
    }

    @Override
    public int close(int fd) {
        try (CallState state = CallState.get()) {
            return state.result((int) Unistd.close.invokeExact(state.segment(), fd));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long read(int fd, ByteBuffer buf, long count) {
        try (CallState state = CallState.get()) {
            return state.result((long) Unistd.read.invokeExact(state.segment(), fd, state.memory(buf), count));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long write(int fd, ByteBuffer buf, long count) {
        try (CallState state = CallState.get()) {
            return state.result((long) Unistd.write.invokeExact(state.segment(), fd, state.memory(buf), count));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ftruncate(int fd, long length) {
        try (CallState state = CallState.get()) {
            return state.result((int) Unistd.ftruncate.invokeExact(state.segment(), fd, length));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int unlink(String path) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.result((int) Unistd.unlink.invokeExact(state.segment(), string(arena, path)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int linkat(int olddirfd, String oldpath, int newdirfd, String newpath, int flags) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.result((int) Unistd.linkat.invokeExact(
                    state.segment(), olddirfd, string(arena, oldpath), newdirfd, string(arena, newpath), flags));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int fchown(int fd, int owner, int group) {
        try (CallState state = CallState.get()) {
            return state.result((int) Unistd.fchown.invokeExact(state.segment(), fd, owner, group));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int chown(String path, int owner, int group) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.result((int) Unistd.chown.invokeExact(state.segment(), string(arena, path), owner, group));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int geteuid() {
        try {
            return (int) Unistd.geteuid.invokeExact();
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // <sys/stat.h>

    private static final class Stat {
        // int mkfifo(const char *path, mode_t mode)
        static final MethodHandle mkfifo = libc("mkfifo", INT, POINTER, INT);

        // int fchmod(int fd, mode_t mode)
        static final MethodHandle fchmod = libc("fchmod", INT, INT, INT);

        // int chmod(const char *path, mode_t mode)
        static final MethodHandle chmod = libc("chmod", INT, POINTER, INT);
    }

    @Override
    public int mkfifo(String path, int mode) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.result((int) Stat.mkfifo.invokeExact(state.segment(), string(arena, path), mode));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int fchmod(int fd, int mode) {
        try (CallState state = CallState.get()) {
            return state.result((int) Stat.fchmod.invokeExact(state.segment(), fd, mode));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int chmod(String path, int mode) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.result((int) Stat.chmod.invokeExact(state.segment(), string(arena, path), mode));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // <sys/mman.h>

    private static final class Mman {
        // void *mmap(const void *addr, size_t length, int prot, int flags, int fd, off_t offset)
        static final MethodHandle mmap = libc("mmap", LONG, LONG, LONG, INT, INT, INT, LONG);

        // int munmap(const void *addr, size_t length)
        static final MethodHandle munmap = libc("munmap", INT, LONG, LONG);

        // int msync(const void *addr, size_t length, int flags)
        static final MethodHandle msync = libc("msync", INT, LONG, LONG, INT);

        // int shm_unlink(const char *name)
        static final MethodHandle shm_unlink = libc("shm_unlink", INT, POINTER);
    }

    @Override
    public long mmap(long addr, long length, int prot, int flags, int fd, long offset) {
        try (CallState state = CallState.get()) {
            return state.result((long) Mman.mmap.invokeExact(state.segment(), addr, length, prot, flags, fd, offset));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int munmap(long addr, long length) {
        try (CallState state = CallState.get()) {
            return state.result((int) Mman.munmap.invokeExact(state.segment(), addr, length));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int msync(long addr, long length, int flags) {
        try (CallState state = CallState.get()) {
            return state.result((int) Mman.msync.invokeExact(state.segment(), addr, length, flags));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int shm_unlink(String name) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.result((int) Mman.shm_unlink.invokeExact(state.segment(), string(arena, name)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // <sys/shm.h>

    private static final class Shm {
        // int shmget(key_t key, size_t size, int shmflg)
        static final MethodHandle shmget = libc("shmget", INT, INT, LONG, INT);

        // void *shmat(int shmid, const void *shmaddr, int shmflg)
        static final MethodHandle shmat = libc("shmat", LONG, INT, LONG, INT);

        // int shmdt(const void *shmaddr)
        static final MethodHandle shmdt = libc("shmdt", INT, LONG);
    }

    @Override
    public int shmget(int key, long size, int shmflg) {
        try (CallState state = CallState.get()) {
            return state.result((int) Shm.shmget.invokeExact(state.segment(), key, size, shmflg));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long shmat(int shmid, long shmaddr, int shmflg) {
        try (CallState state = CallState.get()) {
            return state.result((long) Shm.shmat.invokeExact(state.segment(), shmid, shmaddr, shmflg));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int shmdt(long shmaddr) {
        try (CallState state = CallState.get()) {
            return state.result((int) Shm.shmdt.invokeExact(state.segment(), shmaddr));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // <sys/sem.h>

    private static final class Sem {
        // int semget(key_t key, int nsems, int semflg)
        static final MethodHandle semget = libc("semget", INT, INT, INT, INT);

        // int semop(int semid, struct sembuf *sops, size_t nsops)
        static final MethodHandle semop = libc("semop", INT, INT, POINTER, LONG);
    }

    @Override
    public int semget(int key, int nsems, int semflg) {
        try (CallState state = CallState.get()) {
            return state.result((int) Sem.semget.invokeExact(state.segment(), key, nsems, semflg));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int semop(int semid, ByteBuffer sops, long nsops) {
        try (CallState state = CallState.get()) {
            return state.result((int) Sem.semop.invokeExact(state.segment(), semid, state.memory(sops), nsops));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // <sys/msg.h>

    private static final class Msg {
        // int msgget(key_t key, int msgflg)
        static final MethodHandle msgget = libc("msgget", INT, INT, INT);

        // int msgsnd(int msqid, const void *msgp, size_t msgsz, int msgflg)
        static final MethodHandle msgsnd = libc("msgsnd", INT, INT, POINTER, LONG, INT);

        // ssize_t msgrcv(int msqid, void *msgp, size_t msgsz, long msgtyp, int msgflg)
        static final MethodHandle msgrcv = libc("msgrcv", LONG, INT, POINTER, LONG, LONG, INT);
    }

    @Override
    public int msgget(int key, int msgflg) {
        try (CallState state = CallState.get()) {
            return state.result((int) Msg.msgget.invokeExact(state.segment(), key, msgflg));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int msgsnd(int msqid, ByteBuffer msgp, long msgsz, int msgflg) {
        try (CallState state = CallState.get()) {
            return state.result(
                    (int) Msg.msgsnd.invokeExact(state.segment(), msqid, state.memory(msgp), msgsz, msgflg));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long msgrcv(int msqid, ByteBuffer msgp, long msgsz, long msgtyp, int msgflg) {
        try (CallState state = CallState.get()) {
            return state.result(
                    (long) Msg.msgrcv.invokeExact(state.segment(), msqid, state.memory(msgp), msgsz, msgtyp, msgflg));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // <semaphore.h>

    private static final class Semaphore {
        // int sem_post(sem_t *sem)
        static final MethodHandle sem_post = libc("sem_post", INT, LONG);

        // int sem_trywait(sem_t *sem)
        static final MethodHandle sem_trywait = libc("sem_trywait", INT, LONG);

        // int sem_getvalue(sem_t *sem, int *sval)
        static final MethodHandle sem_getvalue = libc("sem_getvalue", INT, LONG, POINTER);

        // int sem_close(sem_t *sem)
        static final MethodHandle sem_close = libc("sem_close", INT, LONG);

        // int sem_unlink(const char *name)
        static final MethodHandle sem_unlink = libc("sem_unlink", INT, POINTER);
    }

    @Override
    public int sem_post(long sem) {
        try (CallState state = CallState.get()) {
            return state.result((int) Semaphore.sem_post.invokeExact(state.segment(), sem));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int sem_trywait(long sem) {
        try (CallState state = CallState.get()) {
            return state.result((int) Semaphore.sem_trywait.invokeExact(state.segment(), sem));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int sem_getvalue(long sem, ByteBuffer sval) {
        try (CallState state = CallState.get()) {
            return state.result((int) Semaphore.sem_getvalue.invokeExact(state.segment(), sem, state.memory(sval)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int sem_close(long sem) {
        try (CallState state = CallState.get()) {
            return state.result((int) Semaphore.sem_close.invokeExact(state.segment(), sem));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int sem_unlink(String name) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.result((int) Semaphore.sem_unlink.invokeExact(state.segment(), string(arena, name)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // <mqueue.h>

    private static final class Mqueue {
        // int mq_send(mqd_t mqdes, const char *msg_ptr, size_t msg_len, unsigned msg_prio)
        static final MethodHandle mq_send = libc("mq_send", INT, INT, POINTER, LONG, INT);

        // ssize_t mq_receive(mqd_t mqdes, char *msg_ptr, size_t msg_len, unsigned *msg_prio)
        static final MethodHandle mq_receive = libc("mq_receive", LONG, INT, POINTER, LONG, POINTER);

        // int mq_close(mqd_t mqdes)
        static final MethodHandle mq_close = libc("mq_close", INT, INT);

        // int mq_unlink(const char *name)
        static final MethodHandle mq_unlink = libc("mq_unlink", INT, POINTER);
    }

    @Override
    public int mq_send(int mqdes, ByteBuffer msg_ptr, long msg_len, int msg_prio) {
        try (CallState state = CallState.get()) {
            return state.result(
                    (int) Mqueue.mq_send.invokeExact(state.segment(), mqdes, state.memory(msg_ptr), msg_len, msg_prio));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long mq_receive(int mqdes, ByteBuffer msg_ptr, long msg_len, @Nullable ByteBuffer msg_prio) {
        try (CallState state = CallState.get()) {
            return state.result((long) Mqueue.mq_receive.invokeExact(
                    state.segment(), mqdes, state.memory(msg_ptr), msg_len, state.memory(msg_prio)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int mq_close(int mqdes) {
        try (CallState state = CallState.get()) {
            return state.result((int) Mqueue.mq_close.invokeExact(state.segment(), mqdes));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int mq_unlink(String name) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.result((int) Mqueue.mq_unlink.invokeExact(state.segment(), string(arena, name)));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // <poll.h>

    private static final class Poll {
        // int poll(struct pollfd *fds, nfds_t nfds, int timeout)
        static final MethodHandle poll = libc("poll", INT, POINTER, LONG, INT);
    }

    @Override
    public int poll(ByteBuffer fds, long nfds, int timeout) {
        try (CallState state = CallState.get()) {
            return state.result((int) Poll.poll.invokeExact(state.segment(), state.memory(fds), nfds, timeout));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // <sys/eventfd.h>

    private static final class Eventfd {
        // int eventfd(unsigned initval, int flags)
        static final MethodHandle eventfd = libc("eventfd", INT, INT, INT);
    }

    @Override
    public int eventfd(int initval, int flags) {
        try (CallState state = CallState.get()) {
            return state.result((int) Eventfd.eventfd.invokeExact(state.segment(), initval, flags));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }
}
