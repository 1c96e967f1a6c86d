package io.nativeipc.internal.locks;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Log;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.unix.FileTypes;
import io.nativeipc.internal.unix.ListeningSocket;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.unix.PinnedFile;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Removes the names of objects that are files on Linux, each under its {@link NameLock}. */
public final class Names {
    private static final int ATTEMPTS = 10;

    private Names() {}

    /**
     * Removes a name at the caller's request.
     *
     * @param path the path of the name
     * @param object the address, for errors
     * @param type the only type (S_IFMT) that is removed
     * @param call removes the name, and returns 0 or −errno
     * @return the result of the call
     * @throws IpcException if an object of another type has the name
     */
    public static int unlink(String path, String object, int type, IntSupplier call) throws IpcException {
        if (!Platform.current().isLinux()) {
            return call.getAsInt();
        }
        for (int attempt = 1; ; attempt++) {
            try (PinnedFile file = PinnedFile.of(path, object)) {
                FileStat stat = file.stat();
                requireType(stat, type, object);
                // A lock that stays unavailable prevents a removal of leftovers, but not this requested removal.
                try (NameLock lock = NameLock.of(file, stat, path)) {
                    if (lock == null || attempt == ATTEMPTS || hasName(path, object, stat)) {
                        return call.getAsInt();
                    }
                }
            } catch (NotFoundException absent) {
                return call.getAsInt();
            } catch (IpcException e) {
                if (e.code() != Errno.EMFILE && e.code() != Errno.ENFILE) {
                    throw e;
                }
                return unlinkWithoutLock(path, object, type, call);
            }
        }
    }

    /** A lock needs a descriptor, and a removal at the caller's request must be possible when there is none. */
    private static int unlinkWithoutLock(String path, String object, int type, IntSupplier call) throws IpcException {
        try {
            requireType(OpenFile.stat(path, object), type, object);
        } catch (NotFoundException absent) {
            // the call reports it
        }
        return call.getAsInt();
    }

    private static void requireType(FileStat stat, int type, String object) throws IpcException {
        if ((stat.mode() & Constants.S_IFMT) != type) {
            throw new IpcException(
                    object, "wrong type", "it is " + FileTypes.name(stat.mode()) + "; it was not touched");
        }
    }

    /** Calls {@link #unlink(String, String, int, IntSupplier)} with unlink(2). */
    public static int unlink(String path, String object, int type) throws IpcException {
        return unlink(path, object, type, () -> Native.posix().unlink(path));
    }

    private static boolean hasName(String path, String object, FileStat stat) throws IpcException {
        return OpenFile.isSame(OpenFile.stat(path, object), stat);
    }

    /**
     * Removes the name of a message queue by mq_unlink(3), as {@link #unlink(String, String, int, IntSupplier)} does.
     */
    public static int unlinkQueue(String name) {
        int fd = openQueue(name);
        if (fd < 0) { // absent, or not accessible to this user
            return Native.posix().mq_unlink(name);
        }
        NameLock lock = NameLock.of(fd);
        int result = Native.posix().mq_unlink(name);
        if (lock != null) {
            lock.close();
        }
        return result;
    }

    /**
     * Removes the name of a message queue unless it now refers to a queue other than the given one, which the caller
     * has open.
     */
    public static void unlinkQueueIfStill(String name, FileStat own) throws IpcException {
        int fd = openQueue(name);
        if (fd < 0) { // absent, or another user's, or there is no descriptor left: then the record of it stays
            return;
        }
        NameLock lock = NameLock.of(fd);
        try {
            if (isStillQueue(name, own)) {
                Native.posix().mq_unlink(name);
            }
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    private static boolean isStillQueue(String name, FileStat own) throws IpcException {
        int fd = openQueue(name);
        if (fd < 0) {
            return false;
        }
        try (OpenFile queue = new OpenFile(fd, name)) {
            return OpenFile.isSame(queue.stat(), own);
        }
    }

    /** Returns a descriptor of the queue, or −errno. Its mode may allow only to write. */
    public static int openQueue(String name) {
        int flags = Constants.O_NONBLOCK | Constants.O_CLOEXEC;
        int fd = Native.shim().ipc_mq_open(name, Constants.O_RDONLY | flags, 0, 0, 0);
        return fd == -Errno.EACCES ? Native.shim().ipc_mq_open(name, Constants.O_WRONLY | flags, 0, 0, 0) : fd;
    }

    /**
     * Removes a name unless it now refers to a file other than the given one, which the caller has open. The lock needs
     * a descriptor; if there is none left, the name is removed without it.
     */
    public static void unlinkIfStill(String path, FileStat own) {
        if (!Platform.current().isLinux()) {
            Native.posix().unlink(path);
            return;
        }
        NameLock lock = lock(path);
        try {
            if (hasName(path, path, own)) {
                Native.posix().unlink(path);
            }
        } catch (IpcException gone) {
            return;
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    private static @Nullable NameLock lock(String path) {
        try (PinnedFile file = PinnedFile.of(path)) {
            return NameLock.of(file, file.stat(), path);
        } catch (IpcException noDescriptor) { // or no such name, as the comparison then shows
            return null;
        }
    }

    /**
     * Removes a socket of this user that refuses connections. The folder's lock excludes servers of this library that
     * have bound and do not listen yet, because they refuse connections too.
     *
     * @param object the address, for errors
     */
    public static void removeDeadSocket(Path path, String object) throws IpcException {
        String name = path.toString();
        try (PinnedFile file = PinnedFile.of(name, object)) {
            if (!isOurSocket(file.stat())) {
                return;
            }
            try (NameLock lock = NameLock.of(file, file.stat(), name)) {
                if (lock == null) {
                    return;
                }
                try (PinnedFile now = PinnedFile.of(name, object)) {
                    if (isOurSocket(now.stat()) && ListeningSocket.isProvenDead(path)) {
                        PosixFailure.check(Native.posix().unlink(name), "unlink", object);
                        Log.debug("removed {0}, to which no process listens any more", object);
                    }
                }
            }
        } catch (NotFoundException removed) {
            return;
        }
    }

    private static boolean isOurSocket(FileStat stat) {
        return (stat.mode() & Constants.S_IFMT) == Constants.S_IFSOCK && stat.uid() == Native.userId();
    }
}
