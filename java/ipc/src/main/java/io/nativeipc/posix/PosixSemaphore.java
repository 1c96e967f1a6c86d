package io.nativeipc.posix;

import io.nativeipc.CorruptException;
import io.nativeipc.CreateOption;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.NewObject;
import io.nativeipc.internal.lifecycle.CreateOptions;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.locks.SemaphoreCalls;
import io.nativeipc.internal.region.PageProbe;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.unix.FileTypes;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.wait.Backoff;
import io.nativeipc.internal.wait.CallsInFlight;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A POSIX named semaphore: a counter that processes share.
 *
 * <pre>{@code
 * try (SharedMutex mutex = SharedMutex.create(memory, 0); // in the first bytes of the memory
 *         PosixSemaphore counted = PosixSemaphore.create(name, 0)) {
 *     System.out.println("waiting");
 *     counted.acquire();
 *     mutex.acquire();
 *     try {
 *         System.out.println("counter " + memory.buffer().getInt(64));
 *     } finally {
 *         mutex.release();
 *     }
 *     counted.unlink();
 * } finally {
 *     memory.unlink();
 * }
 * }</pre>
 *
 * <p>C calls: {@code sem_open} to create and open; {@code sem_trywait}, and {@code sem_clockwait} in slices of 50 ms,
 * to acquire; {@code sem_post} to release; {@code sem_unlink} to remove the name; {@code sem_close} on {@link #close}.
 * On Linux the semaphore is the file /dev/shm/sem.NAME, through which its mode is set regardless of the umask.
 *
 * <p><b>Trust.</b> A semaphore is memory that every process with write permission maps and whose content the C library
 * trusts. A process that can write to it can crash this process, so the default is access for the owner only. <b>Death
 * of a process.</b> The kernel does not release what a process has acquired when it dies. For System V semaphores it
 * can do so ({@code SEM_UNDO}).
 *
 * <p>{@link #acquire()} and {@link #tryAcquire(Duration)} block. An interrupt or a close ends them within 100 ms; the
 * semaphore remains usable after an interrupt. Every method may be called from any thread, including virtual threads,
 * whose carriers are never blocked. After {@link #close} every method except {@code unlink} throws
 * {@link IllegalStateException}. Close ends the waits and unmaps the memory before it returns. If calls are still in
 * flight after 100 ms, close returns and the last of these calls unmaps the memory.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sem_overview.7.html">sem_overview(7)</a>
 */
@SuppressWarnings("exports") // the additions of the interface to Closeable are internal
public final class PosixSemaphore implements NamedSemaphore {
    /** The length of {@code sem.}, which the C library adds to the name. */
    private static final int PREFIX = 4;

    private final Posix posix = Native.posix();
    private final String name;
    private final String object;
    private final long address;
    private final boolean created;
    private final CallsInFlight inFlight = new CallsInFlight();
    private final SemaphoreCalls calls;

    private PosixSemaphore(String name, long address, boolean created) {
        this.name = name;
        this.object = object(name);
        this.address = address;
        this.created = created;
        int byteSize = Native.shim().ipc_sem_sizeof();
        View view = Native.views().of(address, byteSize, () -> {}); // sem_close unmaps it
        this.calls = new SemaphoreCalls(
                new SemaphoreCalls.Memory() {
                    @Override
                    public long enter() {
                        if (!inFlight.enter()) {
                            throw new IllegalStateException(object + " is closed");
                        }
                        return address;
                    }

                    @Override
                    public void exit() {
                        inFlight.exit();
                    }
                },
                new PageProbe(view.buffer(0, byteSize), address),
                object);
    }

    /**
     * Creates a semaphore.
     *
     * @param name a slash followed by a name without slashes, for example {@code /turn}
     * @param value the initial value, at least 0
     * @param options the {@link Permissions}: the mode, and optionally the group
     * @return the new semaphore, which the caller must close
     * @throws io.nativeipc.AlreadyExistsException if the name is in use (EEXIST)
     * @throws io.nativeipc.NoSpaceException if no space is left for it (ENOSPC)
     */
    public static PosixSemaphore create(String name, int value, CreateOption... options) throws IpcException {
        Permissions permissions = CreateOptions.permissions(options);
        PosixName.check(name, PREFIX);
        if (value < 0) {
            throw new IllegalArgumentException("the value of a semaphore is 0 or more: " + value);
        }
        if (!Platform.current().isLinux()) {
            return createByName(name, value, permissions);
        }
        FileStat made = publish(name, value, permissions);
        try (Undo undo = new Undo()) {
            undo.add(() -> Names.unlinkIfStill(fileOf(name), made));
            long address = semOpen(name, 0, 0, 0);
            undo.add(() -> Native.posix().sem_close(address));
            FileStat named = checkedFile(name);
            if (named == null || !OpenFile.isSame(named, made)) {
                throw new IpcException(object(name), "busy", "another process has removed or replaced it");
            }
            return undo.done(new PosixSemaphore(name, address, true));
        }
    }

    /**
     * Creates the same file as sem_open, but sets its mode and records it before it gets its name. The descriptor is
     * closed before the return, because sem_open needs one and there may be no other left.
     */
    private static FileStat publish(String name, int value, Permissions permissions) throws IpcException {
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
            return undo.done(file.stat());
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
     * @param name a slash followed by a name without slashes, for example {@code /turn}
     * @return the semaphore, which the caller must close
     * @throws io.nativeipc.NotFoundException if the semaphore does not exist (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if the mode denies access (EACCES)
     */
    public static PosixSemaphore open(String name) throws IOException {
        PosixName.check(name, PREFIX);
        Backoff backoff = new Backoff(object(name));
        do {
            FileStat before = checkedFile(name);
            try (OpenFile held = held(name);
                    Undo undo = new Undo()) {
                long address = semOpen(name, 0, 0, 0);
                undo.add(() -> Native.posix().sem_close(address));
                FileStat after = checkedFile(name);
                if (before != null
                        && held != null
                        && after != null
                        && OpenFile.isSame(before, after)
                        && OpenFile.isSame(held.stat(), after)) {
                    return undo.done(new PosixSemaphore(name, address, false));
                }
            }
        } while (backoff.pause());
        throw new IpcException(object(name), "busy", "other processes keep removing and creating it");
    }

    /**
     * Opens the file, so that no lease can be taken on it (F_SETLEASE): sem_open would wait up to 45 seconds for the end
     * of the lease, and no interrupt would end this wait.
     *
     * @return the open file; null if it does not exist, which sem_open reports
     */
    private static @Nullable OpenFile held(String name) throws IpcException {
        int flags = Constants.O_RDWR | Constants.O_NONBLOCK | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;
        int fd = Native.shim().ipc_open(fileOf(name), flags, 0);
        if (fd == -Errno.ENOENT) {
            return null;
        }
        String hint = fd == -Errno.EAGAIN ? "another process has a lease on its file (F_SETLEASE)" : "";
        if (fd < 0) {
            throw PosixFailure.exception(-fd, "sem_open", object(name), hint);
        }
        return new OpenFile(fd, object(name));
    }

    /**
     * Returns the status of the file of this name, which must be a semaphore's. sem_open maps any file, and the first
     * use of memory that does not exist would end the JVM. The caller checks the file before and after sem_open, so
     * that the checked file is the mapped one.
     *
     * @return the status, or null if the file does not exist
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
            String text = "is not a semaphore: its file has " + stat.byteSize() + " bytes, not " + size;
            throw new CorruptException(object(name), text);
        }
        return stat;
    }

    /**
     * Opens the semaphore of this name, or creates it with this initial value; {@link #created} reports which.
     *
     * @param name a slash followed by a name without slashes, for example {@code /turn}
     * @param value the initial value of a new semaphore, at least 0
     * @param options the {@link Permissions}: the mode, and optionally the group
     * @return the semaphore, which the caller must close
     * @throws IpcException if the semaphore can be neither opened nor created
     */
    public static PosixSemaphore openOrCreate(String name, int value, CreateOption... options) throws IOException {
        Permissions permissions = CreateOptions.permissions(options);
        return Opening.openOrCreate(object(name), () -> open(name), () -> create(name, value, permissions));
    }

    /**
     * Removes a name (sem_unlink). Processes that have the semaphore open keep using it.
     *
     * @param name a slash followed by a name without slashes, for example {@code /turn}
     * @throws io.nativeipc.NotFoundException if the semaphore does not exist (ENOENT)
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

    /** Returns the address of a semaphore for which there may not be an object yet. */
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

    /** Decrements the semaphore, waiting until its value is positive. */
    @Override
    public void acquire() throws IpcException, InterruptedException {
        calls.acquire();
    }

    /**
     * Decrements the semaphore if its value is positive (sem_trywait). Never blocks.
     *
     * @return whether the semaphore was decremented
     */
    @Override
    public boolean tryAcquire() throws IpcException {
        return calls.tryAcquire();
    }

    /**
     * Decrements the semaphore, waiting at most {@code timeout} until its value is positive.
     *
     * @return whether the semaphore was decremented; false on timeout
     */
    @Override
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        return calls.tryAcquire(timeout);
    }

    /**
     * Increments the semaphore and wakes one waiter (sem_post). Never blocks.
     *
     * @throws IpcException if the value is at its maximum (EOVERFLOW)
     */
    @Override
    public void release() throws IpcException {
        calls.release();
    }

    /**
     * {@return the value (sem_getvalue), which may have changed when this method returns}
     *
     * @throws IpcException if the system call fails
     */
    public int value() throws IpcException {
        return calls.value();
    }

    /**
     * {@return the current status of the file of this name, as reported by the kernel (lstat of /dev/shm/sem.NAME)}
     *
     * @throws IpcException if the system call fails
     */
    public FileStat stat() throws IpcException {
        return OpenFile.stat(fileOf(name), object);
    }

    /**
     * Requires that the semaphore belongs to the user {@code uid}, as protection against a user that created the name
     * first. Otherwise this object is closed, and the method throws {@link io.nativeipc.AccessDeniedException}.
     *
     * @param uid the user id of the required owner
     * @return this object
     * @throws IpcException if a system call fails
     */
    public PosixSemaphore requireOwner(long uid) throws IpcException {
        Opening.requireOwner(stat().uid(), uid, object, this);
        return this;
    }

    /**
     * Changes the mode of the semaphore, and its group if {@code permissions} has one (chown, chmod of
     * /dev/shm/sem.NAME).
     *
     * @param permissions the mode, and optionally the group
     * @throws IpcException if a system call fails; only the owner may change permissions
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

    /**
     * Returns the path of the file in which glibc and musl keep the semaphore. POSIX has no call that changes its mode.
     */
    private static String fileOf(String name) {
        return "/dev/shm/sem." + name.substring(1);
    }

    /**
     * Removes the name (sem_unlink). Processes that have the semaphore open keep using it. May be called after close.
     *
     * @throws IpcException if the semaphore no longer exists, or a system call fails
     */
    @Override
    public void unlink() throws IpcException {
        unlink(name);
    }

    /** Closes this object. Calls that wait on it throw {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() {
        inFlight.close(() -> posix.sem_close(address));
    }

    /** Returns the address, {@code posix-sem:/turn}. */
    @Override
    public String toString() {
        return object;
    }
}
