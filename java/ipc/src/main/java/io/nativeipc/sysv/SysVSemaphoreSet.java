package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creations;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.internal.wait.Backoff;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A System V semaphore set: counters that are changed together, all or none, and that can wait for zero.
 *
 * <p>C calls: {@code semget} and {@code semctl(SETALL)} to create; {@code semop} with IPC_NOWAIT, and {@code semtimedop} in
 * slices of 50 ms, to operate; {@code semctl} to ask and set values; {@code semctl(IPC_RMID)} on {@link #remove}. With
 * {@link SemaphoreOperations#undo} the kernel takes an operation back when this process dies, which a POSIX semaphore cannot.
 *
 * <p><b>Creation.</b> Between semget and SETALL others could find the set with values that mean nothing. So the creator ends
 * with an operation that changes nothing but the set's operation time, and {@link #open} of a set that was made in the last
 * seconds waits until it has one.
 *
 * <p>The waiting methods block, and end at most 100 ms after an interrupt or a close, and at once when the set is removed
 * (EIDRM); after an interrupt the set is as usable as before. Every method may be called from any thread, virtual ones too,
 * whose carriers are never blocked. After {@link #close} every method but {@code stat} and {@code remove} throws
 * {@link IllegalStateException}; the set itself lives until it is removed.
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

    /** The operation on one semaphore, made when it is first used: a set may have thousands of which few are. */
    private SemaphoreOperations single(@Nullable SemaphoreOperations[] made, int index, int delta) {
        SemaphoreOperations operation = made[check(index)];
        if (operation == null) {
            operation = SemaphoreOperations.of(index, delta);
            made[index] = operation;
        }
        return operation;
    }

    /**
     * {@link #create(SysVKey, Permissions, int...)} for the owner alone.
     *
     * @param key the key; {@link SysVKey#PRIVATE} creates an object that has none
     * @param values what the semaphores begin with, 0 to 32767 each; as many as there are to be
     * @return the new set, which the caller closes
     * @throws IpcException if the key is in use, or the system refuses
     */
    public static SysVSemaphoreSet create(SysVKey key, int... values) throws IpcException {
        return create(key, Permissions.OWNER, values);
    }

    /**
     * Creates a set.
     *
     * @param key the key, or {@link SysVKey#PRIVATE} for a set that is found by its {@link #id()} alone
     * @param permissions who else may use it
     * @param values what the semaphores begin with, 0 to 32767 each; as many as there are to be
     * @return the new set, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the key is in use (EEXIST)
     * @throws io.nativeipc.NoSpaceException if the limits of kernel.sem are used up (ENOSPC)
     */
    public static SysVSemaphoreSet create(SysVKey key, Permissions permissions, int... values) throws IpcException {
        if (values.length == 0) {
            throw new IllegalArgumentException("a set has at least one semaphore");
        }
        for (int value : values) {
            requireValue(value);
        }
        long gid = Groups.idOf(permissions);
        try (Creations.Begun begun = Creations.begin(CreatedKind.SYSV_SEM, SysVObjects.intended(key));
                Undo undo = new Undo()) {
            assert begun != null;
            int id = semget(key, values.length, SysVObjects.creationFlags(permissions));
            undo.add(() -> SysVControl.SEMAPHORES.control(id, Constants.IPC_RMID, null));
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
     * Finds an existing set.
     *
     * @param key the key
     * @return the set, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is none with this key (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if its mode forbids it (EACCES)
     */
    public static SysVSemaphoreSet open(SysVKey key) throws IOException {
        return open(key, 0);
    }

    /**
     * Finds an existing set that must have at least this many semaphores.
     *
     * @param key the key
     * @param count how many semaphores at least
     * @return the set, which the caller closes
     * @throws IpcException if it has fewer (EINVAL)
     */
    public static SysVSemaphoreSet open(SysVKey key, int count) throws IOException {
        if (count < 0) {
            throw new IllegalArgumentException("a set has no such number of semaphores: " + count);
        }
        int id = semget(key.notPrivate(), count, 0600);
        return initialized(SysVControl.SEMAPHORES.address(key), id);
    }

    /**
     * {@link #openOrCreate(SysVKey, Permissions, int...)} for the owner alone.
     *
     * @param key the key; {@link SysVKey#PRIVATE} creates an object that has none
     * @param values what the semaphores of a new set begin with, 0 to 32767 each
     * @return the set, which the caller closes
     * @throws IpcException if it can be neither found nor created
     */
    public static SysVSemaphoreSet openOrCreate(SysVKey key, int... values) throws IOException {
        return openOrCreate(key, Permissions.OWNER, values);
    }

    /**
     * Finds the set with this key, or creates it with these values; {@link #created()} tells.
     *
     * @param key the key; {@link SysVKey#PRIVATE} creates an object that has none
     * @param permissions who else may use it
     * @param values what the semaphores of a new set begin with, 0 to 32767 each
     * @return the set, which the caller closes
     * @throws IpcException if it can be neither found nor created
     */
    public static SysVSemaphoreSet openOrCreate(SysVKey key, Permissions permissions, int... values)
            throws IOException {
        return SysVControl.SEMAPHORES.openOrCreate(
                key, () -> open(key, values.length), () -> create(key, permissions, values));
    }

    /**
     * Uses the set with this id.
     *
     * @param semid the kernel's id of the set
     * @return the set, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is none with this id (EINVAL)
     */
    public static SysVSemaphoreSet attach(int semid) throws IOException {
        return initialized(SysVControl.SEMAPHORES.address(semid), semid);
    }

    /**
     * Removes the set with this key.
     *
     * @param key the key
     * @throws io.nativeipc.NotFoundException if there is none (ENOENT)
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

    /** Waits for a creator that is between semget and its first operation; foreign sets may never have had one. */
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

    /** {@return how many semaphores are in the set} */
    public int count() {
        return acquisitions.length;
    }

    /**
     * Takes one from a semaphore, waiting for it as long as it takes.
     *
     * @param index which semaphore of the set, from 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void acquire(int index) throws IpcException, InterruptedException {
        operate(single(acquisitions, index, -1));
    }

    /**
     * Takes one from a semaphore if there is one; never blocks.
     *
     * @param index which semaphore of the set, from 0
     * @return whether one was taken
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     */
    public boolean tryAcquire(int index) throws IpcException {
        return tryOperate(single(acquisitions, index, -1));
    }

    /**
     * Takes one from a semaphore, waiting for it at most this long; false when the time is over.
     *
     * @param index which semaphore of the set, from 0
     * @param timeout how long to wait at most; zero does not wait
     * @return whether one was taken
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryAcquire(int index, Duration timeout) throws IpcException, InterruptedException {
        return tryOperate(single(acquisitions, index, -1), timeout);
    }

    /**
     * Gives one to a semaphore; never blocks.
     *
     * @param index which semaphore of the set, from 0
     * @throws IpcException if its value is at its maximum, 32767 (ERANGE)
     */
    public void release(int index) throws IpcException {
        tryOperate(single(releases, index, 1));
    }

    /**
     * Waits until a semaphore's value is 0.
     *
     * @param index which semaphore of the set, from 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void awaitZero(int index) throws IpcException, InterruptedException {
        operate(single(zeros, index, 0));
    }

    /**
     * Waits until a semaphore's value is 0, at most this long; false when the time is over.
     *
     * @param index which semaphore of the set, from 0
     * @param timeout how long to wait at most; zero does not wait
     * @return whether it was 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryAwaitZero(int index, Duration timeout) throws IpcException, InterruptedException {
        return tryOperate(single(zeros, index, 0), timeout);
    }

    /**
     * Does all of the operations at once, waiting until that is possible.
     *
     * @param operations what is done at once, or not at all
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void operate(SemaphoreOperations operations) throws IpcException, InterruptedException {
        operate(operations, Deadline.NEVER);
    }

    /**
     * Does all of the operations at once if that is possible now (semop with IPC_NOWAIT); never blocks.
     *
     * @param operations what is done at once, or not at all
     * @return whether they were done; if not, none was
     * @throws io.nativeipc.NotFoundException if the set was removed (EINVAL, EIDRM)
     * @throws IpcException if a semaphore is not in the set (EFBIG), or would pass its maximum, 32767 (ERANGE)
     */
    public boolean tryOperate(SemaphoreOperations operations) throws IpcException {
        requireOpen();
        int result = Native.posix().semop(id, operations.sembufs(false), operations.count());
        return result == 0 || notNow(result, "semop", operations.count());
    }

    /**
     * Does all of the operations at once, waiting at most this long; false when the time is over.
     *
     * @param operations what is done at once, or not at all
     * @param timeout how long to wait at most; zero does not wait
     * @return whether they were done; if not, none was
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryOperate(SemaphoreOperations operations, Duration timeout)
            throws IpcException, InterruptedException {
        return operate(operations, Deadline.after(timeout));
    }

    private boolean operate(SemaphoreOperations operations, long deadline) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        boolean done = tryOperate(operations);
        for (int attempt = 0; !done; attempt++) {
            long slice = Waits.slice(attempt, deadline);
            if (slice == Waits.EXPIRED) {
                return false;
            } else if (slice == Waits.RETRY) {
                done = tryOperate(operations);
            } else {
                requireOpen();
                int result = Native.shim().ipc_semtimedop(id, operations.sembufs(true), operations.count(), slice);
                done = result == 0 || notNow(result, "semtimedop", operations.count());
            }
        }
        return true;
    }

    /** False for what an attempt may come to, or the exception for what it may not. */
    private boolean notNow(int result, String call, int operations) throws IpcException {
        if (result == -Errno.EAGAIN || result == -Errno.EINTR) {
            return false;
        } else if (result == -Errno.EINVAL) {
            throw SysVObjects.removed(call, address);
        }
        throw PosixFailure.exception(-result, call, address, SysVLimits.semop(-result, operations, count()));
    }

    /**
     * {@return a semaphore's value (GETVAL), which may have changed when this returns}
     *
     * @param index which semaphore of the set, from 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     */
    public int value(int index) throws IpcException {
        return semctl(index, Constants.GETVAL, 0);
    }

    /**
     * Sets a semaphore's value (SETVAL), 0 to 32767, and forgets what would have been undone.
     *
     * @param index which semaphore of the set, from 0
     * @param value 0 to 32767
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     */
    public void setValue(int index, int value) throws IpcException {
        requireValue(value);
        semctl(index, Constants.SETVAL, value);
    }

    /**
     * {@return all values at one moment (GETALL)}
     *
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
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
     * Sets all values at one moment (SETALL).
     *
     * @param values 0 to 32767 each; as many as there are semaphores
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
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
     * {@return the process that operated on a semaphore last (GETPID), 0 if none has}
     *
     * @param index which semaphore of the set, from 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     */
    public int lastPid(int index) throws IpcException {
        return semctl(index, Constants.GETPID, 0);
    }

    /**
     * {@return how many threads of all processes wait to take from a semaphore (GETNCNT)}
     *
     * @param index which semaphore of the set, from 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     */
    public int waiting(int index) throws IpcException {
        return semctl(index, Constants.GETNCNT, 0);
    }

    /**
     * {@return how many threads of all processes wait for a semaphore to become 0 (GETZCNT)}
     *
     * @param index which semaphore of the set, from 0
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
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
     * {@return what the kernel knows of the set now (semctl with IPC_STAT)}
     *
     * @throws IpcException if the set was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     */
    public SemaphoreSetStat stat() throws IpcException {
        return SemaphoreSetStat.of(id, address);
    }
}
