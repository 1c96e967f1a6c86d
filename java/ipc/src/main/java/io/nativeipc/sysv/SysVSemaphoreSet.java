package io.nativeipc.sysv;

import io.nativeipc.CreateOption;
import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creations;
import io.nativeipc.internal.lifecycle.CreateOptions;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.internal.wait.Backoff;
import io.nativeipc.internal.wait.SlicedWait;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A System V semaphore set: counters that are changed together, all or none. A thread can also wait until a counter is
 * 0.
 *
 * <pre>{@code
 * try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {3, 1})) { // 3 tables, 1 cook
 *     try {
 *         SemaphoreOperations party = SemaphoreOperations.of(0, -2).and(1, -1);
 *         set.operate(party.undo()); // the kernel gives them back if this process dies
 *         System.out.println("left: " + set.value(0) + " tables and " + set.value(1) + " cooks");
 *         if (!set.tryOperate(party, Duration.ofMillis(100))) {
 *             System.out.println("no room for another party");
 *         }
 *         set.operate(SemaphoreOperations.of(0, 2).and(1, 1).undo());
 *     } finally {
 *         set.remove();
 *     }
 * }
 * }</pre>
 *
 * <p>C calls: {@code semget} and {@code semctl(SETALL)} to create; {@code semop} with IPC_NOWAIT, and
 * {@code semtimedop} in slices of 50 ms, to operate; {@code semctl} to get and set values; {@code semctl(IPC_RMID)} on
 * {@link #remove}. With {@link SemaphoreOperations#undo} the kernel reverts an operation when this process ends, which
 * POSIX semaphores do not support.
 *
 * <p><b>Creation.</b> Between semget and SETALL, other processes could find the set with meaningless values. The
 * creator therefore finishes with an operation that changes nothing but the operation time of the set. {@link #open}
 * waits, at most one second, until a set that was created in the last 2 seconds has an operation time.
 *
 * <p>The waiting methods block. An interrupt or a close ends them within 100 ms, and the removal of the set immediately
 * (EIDRM). The set remains usable after an interrupt. Every method may be called from any thread, including virtual
 * threads, whose carriers are never blocked. After {@link #close} every method except {@code stat} and {@code remove}
 * throws {@link IllegalStateException}; the set itself exists until it is removed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/semget.2.html">semget(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/semop.2.html">semop(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/semctl.2.html">semctl(2)</a>
 */
public final class SysVSemaphoreSet extends SysVObject {
    private static final Duration IN_CREATION = Duration.ofSeconds(2);

    private final @Nullable SemaphoreOperations[] acquisitions;
    private final @Nullable SemaphoreOperations[] releases;
    private final @Nullable SemaphoreOperations[] zeros;

    private SysVSemaphoreSet(String address, int id, int count, boolean created) {
        super(SysVControl.SEMAPHORES, address, id, created);
        this.acquisitions = new SemaphoreOperations[count];
        this.releases = new SemaphoreOperations[count];
        this.zeros = new SemaphoreOperations[count];
    }

    /**
     * Returns the operation on one semaphore, which is created on first use: a set may have thousands of semaphores,
     * few of them used.
     */
    private SemaphoreOperations single(@Nullable SemaphoreOperations[] made, int index, int delta) {
        SemaphoreOperations operation = made[check(index)];
        if (operation == null) {
            operation = SemaphoreOperations.of(index, delta);
            made[index] = operation;
        }
        return operation;
    }

    /**
     * Creates a set.
     *
     * @param key the key, or {@link SysVKey#PRIVATE} for a set that can be found only by its {@link #id()}
     * @param values the initial values, 0 to 32767 each, one for each semaphore
     * @param options the {@link Permissions}: the mode, and optionally the group
     * @return the new set, which the caller must close
     * @throws io.nativeipc.AlreadyExistsException if the key is in use (EEXIST)
     * @throws io.nativeipc.NoSpaceException if a limit of kernel.sem is reached (ENOSPC)
     */
    public static SysVSemaphoreSet create(SysVKey key, int[] values, CreateOption... options) throws IpcException {
        Permissions permissions = CreateOptions.permissions(options);
        if (values.length == 0) {
            throw new IllegalArgumentException("a set has at least one semaphore");
        }
        for (int value : values) {
            requireValue(value);
        }
        long gid = Groups.idOf(permissions);
        try (Creations.OpenIntent intent = Creations.begin(CreatedKind.SYSV_SEM, SysVObjects.intended(key));
                Undo undo = new Undo()) {
            assert intent != null;
            int id = semget(key, values.length, SysVObjects.creationFlags(permissions));
            undo.add(() -> SysVControl.SEMAPHORES.remove(id));
            SysVSemaphoreSet set =
                    new SysVSemaphoreSet(SysVControl.SEMAPHORES.address(key, id), id, values.length, true);
            if (gid >= 0) {
                SysVControl.SEMAPHORES.setPermissions(id, set.address, permissions.mode(), gid);
            }
            set.setValues(values);
            int first = values[0] > 0 ? -1 : 1;
            set.tryOperate(SemaphoreOperations.of(0, first).and(0, -first));
            Creations.add(CreatedKind.SYSV_SEM, SysVObjects.named(key, id), id);
            return undo.done(set);
        }
    }

    /**
     * Opens an existing set.
     *
     * @param key the key
     * @return the set, which the caller must close
     * @throws io.nativeipc.NotFoundException if no set has this key (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if the mode denies access (EACCES)
     */
    public static SysVSemaphoreSet open(SysVKey key) throws IOException {
        return open(key, 0);
    }

    /** Opens a set that must have at least this many semaphores (EINVAL if it has fewer). */
    private static SysVSemaphoreSet open(SysVKey key, int least) throws IOException {
        return initialized(SysVControl.SEMAPHORES.address(key), semget(key.notPrivate(), least, 0600));
    }

    /**
     * Opens the set with this key, or creates it with these values; {@link #created()} reports which.
     *
     * @param key the key; {@link SysVKey#PRIVATE} creates an object without a key
     * @param values the initial values of a new set, 0 to 32767 each; an existing set must have at least as many
     *     semaphores
     * @param options the {@link Permissions} of a new set: the mode, and optionally the group
     * @return the set, which the caller must close
     * @throws IpcException if the set can be neither opened nor created
     */
    public static SysVSemaphoreSet openOrCreate(SysVKey key, int[] values, CreateOption... options) throws IOException {
        Permissions permissions = CreateOptions.permissions(options);
        return SysVControl.SEMAPHORES.openOrCreate(
                key, () -> open(key, values.length), () -> create(key, values, permissions));
    }

    /**
     * Opens the set with this id.
     *
     * @param semid the kernel's id of the set
     * @return the set, which the caller must close
     * @throws io.nativeipc.NotFoundException if no set has this id (EINVAL)
     */
    public static SysVSemaphoreSet attach(int semid) throws IOException {
        return initialized(SysVControl.SEMAPHORES.address(semid), semid);
    }

    /**
     * Removes the set with this key.
     *
     * @param key the key
     * @throws io.nativeipc.NotFoundException if no set has this key (ENOENT)
     */
    public static void remove(SysVKey key) throws IpcException {
        SysVControl.SEMAPHORES.remove(semget(key.notPrivate(), 0, 0), SysVControl.SEMAPHORES.address(key));
    }

    private static int semget(SysVKey key, int count, int flags) throws IpcException {
        int id = Native.posix().semget(key.value(), count, flags);
        if (id < 0) {
            boolean creating = (flags & Constants.IPC_CREAT) != 0;
            String hint = SysVLimits.semget(-id, key, count, creating);
            throw PosixFailure.exception(-id, "semget", SysVControl.SEMAPHORES.address(key), hint);
        }
        return id;
    }

    /**
     * Waits for a creator that is between semget and its first operation. Sets of other programs may never have had an
     * operation.
     */
    private static SysVSemaphoreSet initialized(String address, int id) throws IOException {
        Backoff backoff = new Backoff(address);
        while (true) {
            SemaphoreSetStat stat = SemaphoreSetStat.of(id, address);
            if (stat.operationTime().isAfter(Instant.EPOCH)
                    || stat.changeTime().isBefore(Instant.now().minus(IN_CREATION))
                    || !backoff.pause()) {
                return new SysVSemaphoreSet(address, id, stat.count(), false);
            }
        }
    }

    private static void requireValue(int value) {
        if (value < 0 || value > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a semaphore's value is 0 to 32767: " + value);
        }
    }

    /** {@return the number of semaphores in the set} */
    public int count() {
        return acquisitions.length;
    }

    /**
     * Decrements a semaphore, waiting until its value is positive.
     *
     * @param index the index of the semaphore, starting at 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void acquire(int index) throws IpcException, InterruptedException {
        operate(single(acquisitions, index, -1));
    }

    /**
     * Decrements a semaphore if its value is positive. Never blocks.
     *
     * @param index the index of the semaphore, starting at 0
     * @return whether the semaphore was decremented
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public boolean tryAcquire(int index) throws IpcException {
        return tryOperate(single(acquisitions, index, -1));
    }

    /**
     * Decrements a semaphore, waiting at most {@code timeout} until its value is positive. Returns false on timeout.
     *
     * @param index the index of the semaphore, starting at 0
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether the semaphore was decremented
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryAcquire(int index, Duration timeout) throws IpcException, InterruptedException {
        return tryOperate(single(acquisitions, index, -1), timeout);
    }

    /**
     * Increments a semaphore. Never blocks.
     *
     * @param index the index of the semaphore, starting at 0
     * @throws IpcException if its value is at its maximum, 32767 (ERANGE)
     */
    public void release(int index) throws IpcException {
        tryOperate(single(releases, index, 1));
    }

    /**
     * Waits until a semaphore's value is 0.
     *
     * @param index the index of the semaphore, starting at 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void awaitZero(int index) throws IpcException, InterruptedException {
        operate(single(zeros, index, 0));
    }

    /**
     * Waits at most {@code timeout} until a semaphore's value is 0. Returns false on timeout.
     *
     * @param index the index of the semaphore, starting at 0
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether the value was 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryAwaitZero(int index, Duration timeout) throws IpcException, InterruptedException {
        return tryOperate(single(zeros, index, 0), timeout);
    }

    /**
     * Performs all of the operations together, waiting until that is possible.
     *
     * @param operations the operations, which are performed together or not at all
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void operate(SemaphoreOperations operations) throws IpcException, InterruptedException {
        operate(operations, Deadline.NEVER);
    }

    /**
     * Performs all of the operations together if that is possible now (semop with IPC_NOWAIT). Never blocks.
     *
     * @param operations the operations, which are performed together or not at all
     * @return whether all of them were performed; otherwise none was
     * @throws io.nativeipc.NotFoundException if the set was removed (EINVAL, EIDRM)
     * @throws IpcException if a semaphore is not in the set (EFBIG), or its value would exceed the maximum, 32767
     *     (ERANGE)
     */
    public boolean tryOperate(SemaphoreOperations operations) throws IpcException {
        requireOpen();
        int result = Native.posix().semop(id, operations.sembufs(false), operations.count());
        return result == 0 || notNow(result, "semop", operations.count());
    }

    /**
     * Performs all of the operations together, waiting at most {@code timeout}. Returns false on timeout.
     *
     * @param operations the operations, which are performed together or not at all
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether all of them were performed; otherwise none was
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryOperate(SemaphoreOperations operations, Duration timeout)
            throws IpcException, InterruptedException {
        return operate(operations, Deadline.after(timeout));
    }

    private boolean operate(SemaphoreOperations operations, long deadline) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        return tryOperate(operations)
                || SlicedWait.until(
                        deadline, this, nanos -> nanos == 0 ? tryOperate(operations) : waitFor(nanos, operations));
    }

    private boolean waitFor(long nanos, SemaphoreOperations operations) throws IpcException {
        requireOpen();
        int result = Native.shim().ipc_semtimedop(id, operations.sembufs(true), operations.count(), nanos);
        return result == 0 || notNow(result, "semtimedop", operations.count());
    }

    /** Returns false if the attempt can be repeated; throws the exception for all other results. */
    private boolean notNow(int result, String call, int operations) throws IpcException {
        if (result == -Errno.EAGAIN || result == -Errno.EINTR) {
            return false;
        } else if (result == -Errno.EINVAL) {
            throw SysVObjects.removed(call, address);
        }
        throw PosixFailure.exception(-result, call, address, SysVLimits.semop(-result, operations, count()));
    }

    /**
     * {@return a semaphore's value (GETVAL), which may have changed when this method returns}
     *
     * @param index the index of the semaphore, starting at 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public int value(int index) throws IpcException {
        return semctl(index, Constants.GETVAL, 0);
    }

    /**
     * Sets a semaphore's value (SETVAL) and discards the undo operations that are recorded for it.
     *
     * @param index the index of the semaphore, starting at 0
     * @param value the value, 0 to 32767
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public void setValue(int index, int value) throws IpcException {
        requireValue(value);
        semctl(index, Constants.SETVAL, value);
    }

    /**
     * {@return the values of all semaphores at one moment (GETALL)}
     *
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public int[] values() throws IpcException {
        requireOpen();
        ByteBuffer array = shorts(count());
        SysVObjects.check(Native.shim().ipc_semctl_array(id, Constants.GETALL, array), "semctl", address);
        int[] values = new int[count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Short.toUnsignedInt(array.getShort(i * Short.BYTES));
        }
        return values;
    }

    /**
     * Sets the values of all semaphores at one moment (SETALL).
     *
     * @param values the values, 0 to 32767 each, one for each semaphore
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public void setValues(int... values) throws IpcException {
        requireOpen();
        if (values.length != count()) {
            throw new IllegalArgumentException(this + " has " + count() + " semaphores, not " + values.length);
        }
        ByteBuffer array = shorts(values.length);
        for (int i = 0; i < values.length; i++) {
            requireValue(values[i]);
            array.putShort(i * Short.BYTES, (short) values[i]);
        }
        SysVObjects.check(Native.shim().ipc_semctl_array(id, Constants.SETALL, array), "semctl", address);
    }

    /**
     * {@return the process of the last operation on a semaphore (GETPID), 0 if there was none}
     *
     * @param index the index of the semaphore, starting at 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public int lastPid(int index) throws IpcException {
        return semctl(index, Constants.GETPID, 0);
    }

    /**
     * {@return the number of threads, in all processes, that wait to decrement a semaphore (GETNCNT)}
     *
     * @param index the index of the semaphore, starting at 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public int waiting(int index) throws IpcException {
        return semctl(index, Constants.GETNCNT, 0);
    }

    /**
     * {@return the number of threads, in all processes, that wait for a semaphore to become 0 (GETZCNT)}
     *
     * @param index the index of the semaphore, starting at 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public int waitingForZero(int index) throws IpcException {
        return semctl(index, Constants.GETZCNT, 0);
    }

    private int semctl(int index, int command, int value) throws IpcException {
        requireOpen();
        return SysVObjects.check(Native.shim().ipc_semctl_val(id, check(index), command, value), "semctl", address);
    }

    private static ByteBuffer shorts(int count) {
        return ByteBuffer.allocateDirect(count * Short.BYTES).order(ByteOrder.nativeOrder());
    }

    private int check(int index) {
        return Objects.checkIndex(index, count());
    }

    /**
     * Requires that the set belongs to the user {@code uid}, as protection against a user that created it first.
     * Otherwise this object is closed, and the method throws {@link io.nativeipc.AccessDeniedException}.
     *
     * @param uid the user id of the required owner
     * @return this object
     * @throws IpcException if a system call fails
     */
    public SysVSemaphoreSet requireOwner(long uid) throws IpcException {
        Opening.requireOwner(stat().perm().uid(), uid, address, this);
        return this;
    }

    /**
     * {@return the current status of the set, as reported by the kernel (semctl with IPC_STAT)}
     *
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public SemaphoreSetStat stat() throws IpcException {
        return SemaphoreSetStat.of(id, address);
    }
}
