package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.Mapping;
import io.nativeipc.internal.region.ReadOnlyMemory;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A sequence lock in shared memory: a counter by which readers see whether the data that they copied is whole.
 *
 * <pre>{@code
 * SeqLock lock = SeqLock.at(memory, 0); // struct quote { uint32_t sequence; int32_t id; double price; }
 * ByteBuffer quote = memory.buffer();
 * int[] id = new int[1];
 * double[] price = new double[1];
 * lock.read(() -> {
 *     id[0] = quote.getInt(4);
 *     price[0] = quote.getDouble(8);
 * });
 * System.out.println("quote " + id[0] + " " + price[0]);
 * }</pre>
 *
 * <p>This is the seqlock that C programs write by hand: an unsigned counter of 4 or 8 bytes in native byte order. The
 * writer adds 1 before it changes the data and 1 afterwards, so the counter is odd during a change. A reader copies the
 * data, and takes the copy only if the counter was even before and is the same afterwards. No system call is made, and
 * a reader never delays the writer: it needs only a read-only {@link Region}. The caller knows the offset and the width
 * of the counter. Nothing in the bytes shows that they are one.
 *
 * <p><b>The actions.</b> An action that copies can see torn data and can run many times. It only copies the data to
 * private memory: it uses no copied value as an index, a length or a reason to stop. If it throws while the writer was
 * changing the data, it runs again; otherwise the exception is passed on. An action that writes is run once.
 *
 * <p><b>One writer.</b> A seqlock does not exclude writers. Two of them, in one process or in two, need a lock of their
 * own, such as {@link SharedMutex}. A counter of 4 bytes returns to the same value after 2^31
 * changes: a reader that is stopped for exactly that many changes in the middle of a copy takes a torn copy.
 *
 * <p><b>A writer's death.</b> If the writer dies during a change, the counter stays odd, and no reader gets data again.
 * The counter cannot show whether the writer is dead, stopped or slow: {@link #tryRead(Runnable, Duration)} returns
 * false, and {@link #counter} shows an odd number that does not change. A process that knows from elsewhere that the
 * writer is dead ends its change with {@link #recover}. {@link #write} throws {@link IpcException} instead.
 *
 * <p><b>Threads.</b> Every thread can read, also virtual ones. {@link #read} and {@link #tryRead(Runnable, Duration)}
 * wait; an interrupt or a close of the region ends them within 100 ms. The object belongs to no process and is not
 * closed. Each attempt allocates 16 bytes, which shows a missing page. After the region is closed, every method
 * throws {@link IllegalStateException}. If another process has truncated the object, the methods throw
 * {@link CorruptException}.
 *
 * @see <a href="https://docs.kernel.org/locking/seqlock.html">Sequence counters and sequential locks (Linux)</a>
 */
/*
 * Why nothing torn is taken, on processors that reorder (arm64) as well as on x86. W is a change of the writer, D a
 * word of the data, C the counter.
 *
 * Writer: store C odd; storeStoreFence; store D ...; store-release C even.
 * Reader: load-acquire C; load D ...; loadLoadFence; load C.
 *
 * 1. A reader that sees the even C of W sees all D of W: the release store orders them before it, the acquire load
 *    orders the loads of D after it.
 * 2. A reader that sees any D of W sees at least the odd C of W in its second load: the storeStoreFence orders the odd
 *    C before the D, the loadLoadFence orders the second load of C after the load of D. A release store of the odd C
 *    would not do, because it orders only what comes before it: the D could overtake it. An acquire load at the end
 *    would not do either, because the loads of D could sink below it.
 *
 * By 1 the copy is not older than the C of the first load, by 2 not newer than that of the second. If both are the same
 * even number, the copy is the data of that change. On arm64 the fences are DMB ISHST and DMB ISHLD, the accesses STLR
 * and LDAR; on x86 they only hold back the compiler. qemu runs arm64 code with the order of the host, so no test in it
 * can show that a fence is missing.
 */
public final class SeqLock {
    /** The number of attempts of a call that does not wait. A change is short, so they take longer than it does. */
    private static final int ATTEMPTS = 1_000;

    private static final VarHandle INT = FieldAccess.INT;
    private static final VarHandle LONG = FieldAccess.LONG;

    private final Region region;
    private final String object;
    private final Mapping mapping;
    private final ByteBuffer counter;
    private final boolean wide;
    private final boolean readOnly;

    private SeqLock(Region region, long offset, int counterBytes, String object) {
        this.region = region;
        this.object = object;
        this.mapping = Regions.memoryOf(region).mapping();
        this.counter = region.buffer(offset, counterBytes);
        this.wide = counterBytes == Long.BYTES;
        this.readOnly = region.isReadOnly();
    }

    /**
     * Returns the seqlock whose counter has 4 bytes and is at this offset: {@code uint32_t}, {@code unsigned} or
     * {@code atomic_uint} in C.
     *
     * @param region the memory, which must stay open while the seqlock is used
     * @param offset the offset of the counter in the region, in bytes; a multiple of 4
     * @return the seqlock
     * @throws IndexOutOfBoundsException if the counter is not inside the region
     * @throws IllegalArgumentException if the offset is not a multiple of 4, or the region does not belong to this
     *     library
     */
    public static SeqLock at(Region region, long offset) {
        return at(region, offset, Integer.BYTES);
    }

    /**
     * Returns the seqlock whose counter has 8 bytes and is at this offset: {@code uint64_t}, {@code unsigned long} or
     * {@code atomic_ulong} in C on Linux.
     *
     * @param region the memory, which must stay open while the seqlock is used
     * @param offset the offset of the counter in the region, in bytes; a multiple of 8
     * @return the seqlock
     * @throws IndexOutOfBoundsException if the counter is not inside the region
     * @throws IllegalArgumentException if the offset is not a multiple of 8, or the region does not belong to this
     *     library
     */
    public static SeqLock atLong(Region region, long offset) {
        return at(region, offset, Long.BYTES);
    }

    private static SeqLock at(Region region, long offset, int counterBytes) {
        Regions.memoryOf(region).requireInside("a counter", offset, counterBytes);
        String object = "seqlock at " + offset + " of " + region;
        if ((region.address() + offset) % counterBytes != 0) {
            throw new IllegalArgumentException(
                    "a counter of " + counterBytes + " bytes is at a multiple of " + counterBytes + ": " + object);
        }
        return new SeqLock(region, offset, counterBytes, object);
    }

    /**
     * Copies the data, waiting until a copy is whole. Without a writer that is dead or never pauses, this returns at
     * once.
     *
     * @param copy copies the data to private memory; it can run many times
     * @throws CorruptException if another process has truncated the memory
     * @throws InterruptedException if the thread is interrupted
     */
    public void read(Runnable copy) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        boolean whole = tryRead(copy) || read(copy, Deadline.NEVER);
        assert whole;
    }

    /**
     * Copies the data, making a limited number of attempts. Never blocks.
     *
     * @param copy copies the data to private memory; it can run many times
     * @return whether the copy is whole; if not, what was copied is to be ignored
     * @throws CorruptException if another process has truncated the memory
     */
    public boolean tryRead(Runnable copy) throws IpcException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (attempt(copy)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /**
     * Copies the data, waiting at most {@code timeout} until a copy is whole.
     *
     * @param copy copies the data to private memory; it can run many times
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether the copy is whole; false on timeout, which is all that shows a dead writer
     * @throws CorruptException if another process has truncated the memory
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean tryRead(Runnable copy, Duration timeout) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        long deadline = Deadline.after(timeout);
        return tryRead(copy) || read(copy, deadline);
    }

    private boolean read(Runnable copy, long deadline) throws IpcException, InterruptedException {
        Waiting waiting = Events.waiting();
        try {
            for (int failed = 0; Waits.pause(failed, deadline); failed++) {
                if (tryRead(copy)) {
                    return true;
                }
            }
            return false;
        } finally {
            waiting.end(object);
        }
    }

    /** Makes one attempt. The argument is at the class. */
    private boolean attempt(Runnable copy) throws IpcException {
        RuntimeException thrown = null;
        long before;
        long after;
        try {
            before = wide ? (long) LONG.getAcquire(counter, 0) : unsigned((int) INT.getAcquire(counter, 0));
            if (isOdd(before)) {
                requireMemory();
                return false;
            }
            try {
                copy.run();
            } catch (RuntimeException torn) {
                thrown = torn;
            }
            VarHandle.loadLoadFence();
            after = load();
            requireMemory();
        } catch (InternalError | IllegalStateException fault) {
            throw failure(fault);
        }
        if (before != after) {
            return false;
        } else if (thrown != null) {
            throw thrown;
        }
        return true;
    }

    /**
     * Changes the data: makes the counter odd, runs the action, and makes the counter even. Never waits. No other
     * thread may write at the same time.
     *
     * @param change writes the data through buffers of the region. If it throws, the data may be half written: the
     *     counter stays odd, so that no reader takes it, until {@link #recover}
     * @throws IpcException if the counter is odd: a writer is changing the data, or died during a change. Nothing was
     *     changed
     * @throws CorruptException if another process has truncated the memory
     * @throws ReadOnlyBufferException if the region is read-only
     */
    public void write(Runnable change) throws IpcException {
        write(change, false);
    }

    /**
     * Writes the data again after a writer has died, or failed, during a change. Does the same as {@link #write} if the
     * counter is even. The caller must know that no writer is left, for example because it holds the writers' lock.
     *
     * @param change writes all of the data, because what is there may be half written
     * @throws CorruptException if another process has truncated the memory
     * @throws ReadOnlyBufferException if the region is read-only
     */
    public void recover(Runnable change) throws IpcException {
        write(change, true);
    }

    private void write(Runnable change, boolean recovers) throws IpcException {
        if (readOnly) {
            throw new ReadOnlyMemory(object + " cannot be changed: the region is mapped for reading only");
        }
        try {
            long now = load();
            requireMemory(); // the JVM reports a missing page at this load; a store would come too late
            boolean odd = isOdd(now);
            if (odd && !recovers) {
                throw new IpcException(object, "odd", "a writer is changing the data, or died during a change");
            }
            long during = odd ? now : now + 1;
            store(during);
            VarHandle.storeStoreFence();
            change.run();
            if (wide) {
                LONG.setRelease(counter, 0, during + 1);
            } else {
                INT.setRelease(counter, 0, (int) (during + 1));
            }
            requireMemory();
        } catch (InternalError | IllegalStateException fault) {
            throw failure(fault);
        }
    }

    /**
     * {@return the counter, as an unsigned number} It is odd during a change, and it changes with every change.
     *
     * @throws CorruptException if another process has truncated the memory
     */
    public long counter() throws IpcException {
        try {
            long now = load();
            requireMemory();
            return now;
        } catch (InternalError | IllegalStateException fault) {
            throw failure(fault);
        }
    }

    private static boolean isOdd(long counter) {
        return (counter & 1) != 0;
    }

    private long load() {
        return wide ? (long) LONG.getOpaque(counter, 0) : unsigned((int) INT.getOpaque(counter, 0));
    }

    /**
     * Extends a counter of 4 bytes without its sign. A compiler makes one instruction of a load and a sign extension
     * (movslq), and the JVM ends the process if that instruction meets a page that does not exist.
     */
    private static long unsigned(int counter) {
        return Integer.toUnsignedLong(counter);
    }

    private void store(long value) {
        if (wide) {
            LONG.setOpaque(counter, 0, value);
        } else {
            INT.setOpaque(counter, 0, (int) value);
        }
    }

    /**
     * Checks, after an access, that the memory was there. A fault that the JVM has not thrown yet is thrown here. With
     * JNA a closed region has other pages, whose zeros look like an even counter. They appear only after the mapping
     * was marked closed.
     */
    private void requireMemory() {
        MappedMemory.takeFault();
        if (!mapping.isOpen()) {
            throw closed(null);
        }
    }

    /** Returns the exception for a fault in the memory, or throws it if it is an IllegalStateException. */
    private IpcException failure(Throwable fault) {
        if (fault instanceof InternalError error) {
            return Regions.memoryOf(region).failure(object, error);
        }
        IllegalStateException thrown = (IllegalStateException) fault;
        throw mapping.isOpen() ? thrown : closed(thrown);
    }

    private IllegalStateException closed(@Nullable IllegalStateException cause) {
        return new IllegalStateException(object + " cannot be used: the region is closed", cause);
    }

    /**
     * Returns the place of the counter, {@code seqlock at 64 of posix-shm:/quotes}. This is not an
     * {@link io.nativeipc.IpcAddress}.
     */
    @Override
    public String toString() {
        return object;
    }
}
