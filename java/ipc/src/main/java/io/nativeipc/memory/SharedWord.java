package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.region.PageProbe;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.wait.Futex;
import io.nativeipc.internal.wait.SlicedWait;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * An int inside shared memory that processes change atomically and wait for: a futex word on Linux.
 *
 * <p>A C program declares it as {@code _Atomic int} or {@code std::atomic<int>}, changes it with its atomic functions,
 * and waits and wakes with {@code syscall(SYS_futex, &word, FUTEX_WAIT, expected, …)} and {@code FUTEX_WAKE}, without
 * FUTEX_PRIVATE_FLAG. Do not use {@code std::atomic::wait}, which does not wake other processes.
 *
 * <p>C calls: none to read and write; {@code futex} with FUTEX_WAIT in slices of 50 ms to wait, and with FUTEX_WAKE. On
 * systems other than Linux, and where a filter of system calls forbids the futex, waits look at the word at least once
 * in 5 ms; {@link #wake} does nothing there.
 *
 * <p><b>What is checked.</b> {@code at} checks the alignment, and that the word ends before the region and its object
 * do. Every int is a valid word. Each method reads the memory first: memory that another process has truncated, also
 * during a wait, makes it throw {@link CorruptException}, which no object of pthreads in memory can promise.
 *
 * <p><b>Death of a process.</b> A process that is killed while it waits leaves nothing behind. The word does not record
 * which process changed it, so the death of a process that others wait for is not reported.
 *
 * <p><b>Threads.</b> Every method may be called from any thread, including virtual threads, whose carriers are never
 * blocked. {@link #await} blocks. An interrupt, or a close of the region, ends it within 100 ms. After a close of the
 * region every method throws {@link IllegalStateException}. The word itself holds nothing that is to be closed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/futex.2.html">futex(2)</a>
 */
public final class SharedWord {
    private static final VarHandle INT = FieldAccess.INT;

    /** The number of bytes that a probe reads. */
    private static final int PROBED = Long.BYTES;

    private final ObjectPlace place;
    private final ByteBuffer word;
    private final PageProbe probe;

    private SharedWord(ObjectPlace place, ByteBuffer word, PageProbe probe) {
        this.place = place;
        this.word = word;
        this.probe = probe;
    }

    /**
     * Opens the word at an offset of a region.
     *
     * @param region the memory, of at least 8 bytes, which must stay open while the word is used
     * @param offset the offset of the word in the region, in bytes; a multiple of 4
     * @return the word
     * @throws IndexOutOfBoundsException if the word is not inside the region
     * @throws IllegalArgumentException if the offset is not a multiple of 4, or the region is smaller than 8 bytes,
     *     read-only, or not a region of this library
     * @throws CorruptException if its object has become too small for the word
     */
    public static SharedWord at(Region region, long offset) throws CorruptException {
        ObjectPlace place = ObjectPlace.of("word", region, offset, Integer.BYTES, Integer.BYTES);
        long byteSize = place.mapping().view().byteSize();
        if (byteSize < PROBED) {
            throw new IllegalArgumentException(
                    "a word needs a region of at least " + PROBED + " bytes: " + place.object());
        }
        long probed = Math.min(offset, byteSize - PROBED);
        ObjectPlace around = new ObjectPlace(place.mapping(), probed, place.object());
        ByteBuffer word = place.mapping().view().buffer(offset, Integer.BYTES);
        return new SharedWord(place, word, around.probe(PROBED));
    }

    /** Begins a use of the memory: a compare-and-set of memory that was truncated could end the JVM. */
    private long enter() throws CorruptException {
        long address = place.enter();
        try {
            probe.requirePages(place.object());
            return address;
        } catch (CorruptException truncated) {
            place.exit();
            throw truncated;
        }
    }

    /**
     * {@return the value, read with the effects of a volatile read}
     *
     * @throws CorruptException if another process has truncated the memory
     */
    public int get() throws CorruptException {
        enter();
        try {
            return (int) INT.getVolatile(word, 0);
        } finally {
            place.exit();
        }
    }

    /**
     * Writes a value with the effects of a volatile write. Wakes no waiter.
     *
     * @param value the new value
     * @throws CorruptException if another process has truncated the memory
     */
    public void set(int value) throws CorruptException {
        enter();
        try {
            INT.setVolatile(word, 0, value);
        } finally {
            place.exit();
        }
    }

    /**
     * {@return the value, read with {@code memory_order_acquire}}
     *
     * @throws CorruptException if another process has truncated the memory
     */
    public int getAcquire() throws CorruptException {
        enter();
        try {
            return (int) INT.getAcquire(word, 0);
        } finally {
            place.exit();
        }
    }

    /**
     * Writes a value with {@code memory_order_release}. Wakes no waiter.
     *
     * @param value the new value
     * @throws CorruptException if another process has truncated the memory
     */
    public void setRelease(int value) throws CorruptException {
        enter();
        try {
            INT.setRelease(word, 0, value);
        } finally {
            place.exit();
        }
    }

    /**
     * Writes a value if the word has the expected one, as one atomic step. Wakes no waiter.
     *
     * @param expected the expected value
     * @param value the new value
     * @return whether the value was written
     * @throws CorruptException if another process has truncated the memory
     */
    public boolean compareAndSet(int expected, int value) throws CorruptException {
        enter();
        try {
            return INT.compareAndSet(word, 0, expected, value);
        } finally {
            place.exit();
        }
    }

    /**
     * Adds to the value, as one atomic step. Wakes no waiter.
     *
     * @param delta what is added
     * @return the value before the addition
     * @throws CorruptException if another process has truncated the memory
     */
    public int getAndAdd(int delta) throws CorruptException {
        enter();
        try {
            return (int) INT.getAndAdd(word, 0, delta);
        } finally {
            place.exit();
        }
    }

    /**
     * Waits while the word has this value. A process that changes the word wakes the waiters with {@link #wake}; a change
     * without it is seen within 50 ms.
     *
     * @param expected the value that the word has now
     * @throws CorruptException if another process has truncated the memory, also during the wait
     * @throws IpcException if a system call fails
     * @throws InterruptedException if the thread is interrupted
     */
    public void await(int expected) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        boolean changed = get() != expected || await(expected, Deadline.NEVER);
        assert changed;
    }

    /**
     * Waits while the word has this value, for at most {@code timeout}.
     *
     * @param expected the value that the word has now
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether the word has another value; false on timeout
     * @throws CorruptException if another process has truncated the memory, also during the wait
     * @throws IpcException if a system call fails
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean await(int expected, Duration timeout) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        return get() != expected || await(expected, Deadline.after(timeout));
    }

    private boolean await(int expected, long deadline) throws IpcException, InterruptedException {
        return SlicedWait.until(deadline, this, nanos -> attempt(expected, nanos));
    }

    /** The result of the system call does not matter: the word decides, and a truncation is found when it is read. */
    private boolean attempt(int expected, long nanos) throws CorruptException {
        if (nanos > 0) {
            long address = enter();
            try {
                if (Platform.current().isLinux()) {
                    Futex.await(address, expected, nanos);
                } else {
                    LockSupport.parkNanos(Math.min(nanos, Waits.LONGEST_PAUSE));
                }
            } finally {
                place.exit();
            }
        }
        return get() != expected;
    }

    /**
     * Wakes threads that wait for the word, of whatever process. Never blocks.
     *
     * @param count the maximum number of threads, at least 1
     * @return how many threads were woken; a virtual thread is not counted, because it waits without the kernel
     * @throws CorruptException if another process has truncated the memory
     */
    public int wake(int count) throws CorruptException {
        if (count < 1) {
            throw new IllegalArgumentException("at least 1 thread can be woken: " + count);
        }
        long address = enter();
        try {
            return Platform.current().isLinux() ? Futex.wake(address, count) : 0;
        } finally {
            place.exit();
        }
    }

    /**
     * Wakes all threads that wait for the word, as {@link #wake} does.
     *
     * @return how many threads were woken
     * @throws CorruptException if another process has truncated the memory
     */
    public int wakeAll() throws CorruptException {
        return wake(Integer.MAX_VALUE);
    }

    /** Returns the place of the word, {@code word at 64 of sysv-shm:0x00001234}. */
    @Override
    public String toString() {
        return place.object();
    }
}
