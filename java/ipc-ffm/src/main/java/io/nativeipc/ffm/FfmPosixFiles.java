package io.nativeipc.ffm;

import static io.nativeipc.ffm.Calls.INT;
import static io.nativeipc.ffm.Calls.LONG;
import static io.nativeipc.ffm.Calls.POINTER;
import static io.nativeipc.ffm.Calls.failed;
import static io.nativeipc.ffm.Calls.libc;
import static io.nativeipc.ffm.Calls.plainLibc;
import static io.nativeipc.ffm.Calls.string;

import io.nativeipc.internal.sys.Posix;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/** The part of {@link Posix} for descriptors, files and mappings. See {@link FfmPosix}. */
abstract class FfmPosixFiles implements Posix {

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

        // int unlinkat(int dirfd, const char *path, int flags)
        static final MethodHandle unlinkat = libc("unlinkat", INT, INT, POINTER, INT);

        // int flock(int fd, int operation)
        static final MethodHandle flock = libc("flock", INT, INT, INT);

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
    public int unlinkat(int dirfd, String path, int flags) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.result((int) Unistd.unlinkat.invokeExact(state.segment(), dirfd, string(arena, path), flags));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int flock(int fd, int operation) {
        try (CallState state = CallState.get()) {
            return state.result((int) Unistd.flock.invokeExact(state.segment(), fd, operation));
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

        // int memfd_create(const char *name, unsigned flags)
        static final MethodHandle memfd_create = libc("memfd_create", INT, POINTER, INT);
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

    @Override
    public int memfd_create(String name, int flags) {
        try (CallState state = CallState.get();
                Arena arena = Arena.ofConfined()) {
            return state.result((int) Mman.memfd_create.invokeExact(state.segment(), string(arena, name), flags));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // <sys/socket.h>

    private static final class Socket {
        // int socket(int domain, int type, int protocol)
        static final MethodHandle socket = libc("socket", INT, INT, INT, INT);

        // int listen(int sockfd, int backlog)
        static final MethodHandle listen = libc("listen", INT, INT, INT);

        // int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags)
        static final MethodHandle accept4 = libc("accept4", INT, INT, LONG, LONG, INT);

        // int shutdown(int sockfd, int how)
        static final MethodHandle shutdown = libc("shutdown", INT, INT, INT);

        // int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen)
        static final MethodHandle getsockopt = libc("getsockopt", INT, INT, INT, INT, POINTER, POINTER);
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        try (CallState state = CallState.get()) {
            return state.result((int) Socket.socket.invokeExact(state.segment(), domain, type, protocol));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int listen(int sockfd, int backlog) {
        try (CallState state = CallState.get()) {
            return state.result((int) Socket.listen.invokeExact(state.segment(), sockfd, backlog));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int accept4(int sockfd, long addr, long addrlen, int flags) {
        try (CallState state = CallState.get()) {
            return state.result((int) Socket.accept4.invokeExact(state.segment(), sockfd, addr, addrlen, flags));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int shutdown(int sockfd, int how) {
        try (CallState state = CallState.get()) {
            return state.result((int) Socket.shutdown.invokeExact(state.segment(), sockfd, how));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int getsockopt(int sockfd, int level, int optname, ByteBuffer optval, ByteBuffer optlen) {
        try (CallState state = CallState.get()) {
            return state.result((int) Socket.getsockopt.invokeExact(
                    state.segment(), sockfd, level, optname, state.memory(optval), state.memory(optlen)));
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
