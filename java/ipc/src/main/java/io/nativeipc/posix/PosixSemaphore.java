package io.nativeipc.posix;

import io.nativeipc.CorruptException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.NewObject;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.region.PageProbe;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.wait.Backoff;
import io.nativeipc.internal.wait.CallsInFlight;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A POSIX named semaphore: a counter that processes share.
 *
 * <p>C calls: {@code sem_open} to create and open; {@code sem_trywait}, and {@code sem_clockwait} in slices of 50 ms, to
 * acquire; {@code sem_post} to release; {@code sem_unlink} to erase the name; {@code sem_close} on {@link #close}. On Linux it is the file /dev/shm/sem.NAME, through which the mode is set whatever the umask.
 *
 * <p><b>Trust.</b> A semaphore is memory that every process with write permission maps, and that the C library follows: who
 * may write to it may crash this process. Hence the default of owner only. <b>A process that dies</b> does not give back
 * what it has acquired; System V semaphores can ({@code SEM_UNDO}).
 *
 * <p>{@link #acquire()} and {@link #tryAcquire(Duration)} block, and end at most 100 ms after an interrupt or a close; after
 * an interrupt the semaphore is as usable as before. Every method may be called from any thread, virtual ones too, whose
 * carriers are never blocked. After {@link #close} every method but {@code unlink} throws {@link IllegalStateException}. Close
 * ends the waits, and unmaps the memory before it returns, or when the last call has ended if that takes more than 100 ms.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sem_overview.7.html">sem_overview(7)</a>
 */
@SuppressWarnings("exports") // what the interface adds to Closeable is ours alone
public final class PosixSemaphore implements NamedSemaphore {
    /** "sem." */
    private static final int PREFIX = 4;

    private final Posix posix = Native.posix();
    private final String name;
    private final String object;
    private final long address;
    private final boolean created;
    private final CallsInFlight calls = new CallsInFlight();
    private final PageProbe probe;

    private PosixSemaphore(String name, long address, boolean created) {
        this.name = name;
        this.object = object(name);
        this.address = address;
        this.created = created;
        int byteSize = Native.shim().ipc_sem_sizeof();
        View view = Native.views().of(address, byteSize, () -> {}); // sem_close ends it
        this.probe = new PageProbe(view.buffer(0, byteSize), address);
    }

    /**
     * {@link #create(String, int, Permissions)} for the owner alone.
     *
     * @param name a slash and then no other, {@code /turn}
     * @param value what a new one begins with, 0 or more
     * @return the new semaphore, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static PosixSemaphore create(String name, int value) throws IpcException {
        return create(name, value, Permissions.OWNER);
    }

    /**
     * Creates a semaphore.
     *
     * @param name a slash and then no other, {@code /turn}
     * @param value what it begins with, 0 or more
     * @param permissions who else may use it
     * @return the new semaphore, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the name is in use (EEXIST)
     * @throws io.nativeipc.NoSpaceException if there is no room for it (ENOSPC)
     */
    public static PosixSemaphore create(String name, int value, Permissions permissions) throws IpcException {
        PosixName.check(name, PREFIX);
        if (value < 0) {
            throw new IllegalArgumentException("a semaphore begins with 0 or more: " + value);
        }
        if (!Platform.current().isLinux()) {
            return createByName(name, value, permissions);
        }
        try (Undo undo = new Undo()) {
            publish(name, value, permissions);
            undo.add(() -> Native.posix().sem_unlink(name));
            PosixSemaphore semaphore = new PosixSemaphore(name, semOpen(name, 0, 0, 0), true);
            return undo.done(semaphore);
        }
    }

    /** What sem_open does, file for file, but that the file has its mode and is recorded before it has its name. */
    private static void publish(String name, int value, Permissions permissions) throws IpcException {
        int flags =
                Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;
        NewObject made = NewObject.begin(
                CreatedKind.POSIX_SEM, name, "sem_open", () -> Native.shim().ipc_open(fileOf(name), flags, 0));
        try (OpenFile file = new OpenFile(made.fd(), object(name));
                Undo undo = new Undo()) {
            undo.add(made::discard);
            file.setPermissions(permissions);
            int reserved = -Errno.EINTR;
            while (reserved == -Errno.EINTR) {
                reserved = Native.shim().ipc_posix_fallocate(made.fd(), 0, Constants.SIZEOF_SEM_T);
            }
            if (reserved < 0) {
                String space = file.space(Constants.SIZEOF_SEM_T);
                throw PosixFailure.exception(-reserved, "posix_fallocate", object(name), space);
            }
            View view = file.map(Constants.SIZEOF_SEM_T, false);
            try {
                PosixFailure.check(Native.posix().sem_init(view.address(), 1, value), "sem_init", object(name));
            } finally {
                view.close();
            }
            made.publish();
            undo.done(made);
        }
    }

    private static PosixSemaphore createByName(String name, int value, Permissions permissions) throws IpcException {
        try (Undo undo = new Undo()) {
            long address = semOpen(name, Constants.O_CREAT | Constants.O_EXCL, permissions.mode(), value);
            undo.add(() -> Native.posix().sem_unlink(name));
            PosixSemaphore semaphore = new PosixSemaphore(name, address, true);
            undo.add(semaphore::close);
            semaphore.setMode(permissions.mode(), Groups.idOf(permissions));
            return undo.done(semaphore);
        }
    }

    /**
     * Opens an existing semaphore.
     *
     * @param name a slash and then no other, {@code /turn}
     * @return the semaphore, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is none (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if its mode forbids it (EACCES)
     */
    public static PosixSemaphore open(String name) throws IOException {
        PosixName.check(name, PREFIX);
        Backoff backoff = new Backoff(object(name));
        do {
            try (Undo undo = new Undo()) {
                FileStat before = checkedFile(name);
                long address = semOpen(name, 0, 0, 0);
                undo.add(() -> Native.posix().sem_close(address));
                FileStat after = checkedFile(name);
                if (before != null && after != null && OpenFile.isSame(before, after)) {
                    return undo.done(new PosixSemaphore(name, address, false));
                }
            }
        } while (backoff.pause());
        throw new IpcException(object(name), "busy", "other processes keep removing and creating it");
    }

    /**
     * What the name is of, which must be a semaphore's file: sem_open maps whatever it finds, and the first use of memory
     * that is not there would end the JVM. The file is looked at before and after, so that it is the one that was mapped.
     *
     * @return null if there is none
     */
    private static @Nullable FileStat checkedFile(String name) throws IpcException {
        FileStat stat;
        try {
            stat = OpenFile.stat(fileOf(name), object(name));
        } catch (NotFoundException absent) {
            return null;
        }
        int size = Native.shim().ipc_sem_sizeof();
        if (!OpenFile.isRegular(stat)) {
            throw new IpcException(object(name), "not a semaphore", "it is " + FileTypes.name(stat.mode()));
        } else if (stat.byteSize() != size) {
            String text = "is no semaphore: its file has " + stat.byteSize() + " bytes, not " + size;
            throw new CorruptException(object(name), text);
        }
        return stat;
    }

    /**
     * {@link #openOrCreate(String, int, Permissions)} for the owner alone.
     *
     * @param name a slash and then no other, {@code /turn}
     * @param value what a new one begins with, 0 or more
     * @return the semaphore, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static PosixSemaphore openOrCreate(String name, int value) throws IOException {
        return openOrCreate(name, value, Permissions.OWNER);
    }

    /**
     * Opens the semaphore of this name, or creates it with this value; {@link #created} tells.
     *
     * @param name a slash and then no other, {@code /turn}
     * @param value what a new one begins with, 0 or more
     * @param permissions who else may use it
     * @return the semaphore, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static PosixSemaphore openOrCreate(String name, int value, Permissions permissions) throws IOException {
        return Opening.openOrCreate(object(name), () -> open(name), () -> create(name, value, permissions));
    }

    /**
     * Erases a name (sem_unlink); who has the semaphore open goes on.
     *
     * @param name a slash and then no other, {@code /turn}
     * @throws io.nativeipc.NotFoundException if there is none (ENOENT)
     */
    public static void unlink(String name) throws IpcException {
        PosixName.check(name, PREFIX);
        PosixFailure.check(
                Names.unlink(
                        fileOf(name),
                        object(name),
                        Constants.S_IFREG,
                        () -> Native.posix().sem_unlink(name)),
                "sem_unlink",
                object(name));
    }

    private static long semOpen(String name, int flags, int mode, int value) throws IpcException {
        return PosixFailure.check(Native.shim().ipc_sem_open(name, flags, mode, value), "sem_open", object(name));
    }

    /** The address, before there is an object that knows it. */
    private static String object(String name) {
        return "posix-sem:" + name;
    }

    /** {@return the semaphore's name, {@code /turn}} */
    public String name() {
        return name;
    }

    /** {@return whether this object created the semaphore} */
    @Override
    public boolean created() {
        return created;
    }

    /** Takes one, waiting for it as long as it takes. */
    @Override
    public void acquire() throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        boolean acquired = tryAcquire() || acquire(Deadline.NEVER);
        assert acquired;
    }

    /**
     * Takes one if there is one (sem_trywait); never blocks.
     *
     * @return whether one was taken
     */
    @Override
    public boolean tryAcquire() throws IpcException {
        enter();
        try {
            int result = posix.sem_trywait(address);
            return result == 0 || notNow(result, "sem_trywait");
        } finally {
            calls.exit();
        }
    }

    /**
     * Takes one, waiting for it at most this long.
     *
     * @return whether one was taken; false when the time is over
     */
    @Override
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        return tryAcquire() || acquire(Deadline.after(timeout));
    }

    private boolean acquire(long deadline) throws IpcException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            long slice = Waits.slice(attempt, deadline);
            if (slice == Waits.EXPIRED) {
                return false;
            } else if (slice == Waits.RETRY) {
                if (tryAcquire()) {
                    return true;
                }
            } else if (waitFor(slice)) {
                return true;
            }
        }
    }

    private boolean waitFor(long nanos) throws IpcException {
        enter();
        try {
            int result = Native.shim().ipc_sem_timedwait(address, nanos);
            return result == 0 || notNow(result, "sem_clockwait");
        } finally {
            calls.exit();
        }
    }

    /** False for what an attempt may come to, or the exception for what it may not. */
    private boolean notNow(int result, String call) throws IpcException {
        if (result != -Errno.EAGAIN && result != -Errno.ETIMEDOUT && result != -Errno.EINTR) {
            throw PosixFailure.exception(-result, call, object, "");
        }
        return false;
    }

    /**
     * Gives one back, which wakes one who waits (sem_post); never blocks.
     *
     * @throws IpcException if the value is at its maximum (EOVERFLOW)
     */
    @Override
    public void release() throws IpcException {
        enter();
        try {
            int result = posix.sem_post(address);
            if (result < 0) {
                String hint = "the value is at SEM_VALUE_MAX = " + Constants.SEM_VALUE_MAX;
                throw PosixFailure.exception(-result, "sem_post", object, hint);
            }
        } finally {
            calls.exit();
        }
    }

    /**
     * {@return how many there are (sem_getvalue), which may have changed when this returns}
     *
     * @throws IpcException if the system does not tell
     */
    public int value() throws IpcException {
        ByteBuffer value = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        enter();
        try {
            PosixFailure.check(posix.sem_getvalue(address, value), "sem_getvalue", object);
            return value.getInt(0);
        } finally {
            calls.exit();
        }
    }

    /**
     * {@return what the kernel knows of the semaphore now, by its name (lstat of /dev/shm/sem.NAME)}
     *
     * @throws IpcException if the system does not tell
     */
    public FileStat stat() throws IpcException {
        return OpenFile.stat(fileOf(name), object);
    }

    /**
     * Refuses a semaphore that belongs to another user: a guard against one who took the name first.
     *
     * @param uid the user who must be the owner
     * @return this object
     * @throws IpcException if the system refuses
     */
    public PosixSemaphore requireOwner(long uid) throws IpcException {
        Opening.requireOwner(stat(), uid, object, this);
        return this;
    }

    /**
     * Gives the semaphore another mode, and the group if one is named (chown, chmod of /dev/shm/sem.NAME).
     *
     * @param permissions who else may use it
     * @throws IpcException if the system refuses, as it does to all but the owner
     */
    public void setPermissions(Permissions permissions) throws IpcException {
        setMode(permissions.mode(), Groups.idOf(permissions));
    }

    private void setMode(int mode, long gid) throws IpcException {
        if (gid >= 0) {
            PosixFailure.check(posix.chown(fileOf(name), -1, (int) gid), "chown", object);
        }
        PosixFailure.check(posix.chmod(fileOf(name), mode), "chmod", object);
    }

    /** Both glibc and musl keep a semaphore here, and POSIX has no call that would reach its mode. */
    private static String fileOf(String name) {
        return "/dev/shm/sem." + name.substring(1);
    }

    /**
     * Erases the name (sem_unlink); who has the semaphore open goes on. It may be called after close.
     *
     * @throws IpcException if there is none any more, or the system refuses
     */
    @Override
    public void unlink() throws IpcException {
        unlink(name);
    }

    private void enter() throws CorruptException {
        if (!calls.enter()) {
            throw new IllegalStateException(this + " is closed");
        }
        try {
            probe.requirePages(this);
        } catch (CorruptException truncated) {
            calls.exit();
            throw truncated;
        }
    }

    /** Ends the use; who waits here gets {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() {
        calls.close(() -> posix.sem_close(address));
    }

    /** The address: {@code posix-sem:/turn}. */
    @Override
    public String toString() {
        return object;
    }
}
