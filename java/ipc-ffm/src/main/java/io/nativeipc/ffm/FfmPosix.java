package io.nativeipc.ffm;

import static io.nativeipc.ffm.Calls.INT;
import static io.nativeipc.ffm.Calls.LONG;
import static io.nativeipc.ffm.Calls.POINTER;
import static io.nativeipc.ffm.Calls.failed;
import static io.nativeipc.ffm.Calls.libc;
import static io.nativeipc.ffm.Calls.string;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * libc, called directly. The handles of each C header are in one holder class, so that a program links only those of
 * the headers that it uses. Linking all of them at once takes half a second.
 */
final class FfmPosix extends FfmPosixFiles {

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

        // int sem_init(sem_t *sem, int pshared, unsigned value)
        static final MethodHandle sem_init = libc("sem_init", INT, LONG, INT, INT);

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
    public int sem_init(long sem, int pshared, int value) {
        try (CallState state = CallState.get()) {
            return state.result((int) Semaphore.sem_init.invokeExact(state.segment(), sem, pshared, value));
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
}
