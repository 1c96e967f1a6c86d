package io.nativeipc.memory;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Region;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.ReadOnlyMemory;
import io.nativeipc.internal.wait.Backoff;
import io.nativeipc.internal.wait.SlicedWait;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;

/**
 * The newest value of one writer, for many readers in any process: a price, a position, a configuration.
 *
 * <pre>{@code
 * try (LatestValue price = LatestValue.openOrCreate(memory, 16);
 *         LatestValueWriter writer = price.writer()) {
 *     ByteBuffer value = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
 *     for (int i = 1; i <= 3; i++) {
 *         writer.set(value.clear().putLong(i).putDouble(100.25 + i).flip());
 *     }
 *     value.clear();
 *     long version = price.read(value);
 *     System.out.println("version " + version + ": " + value.getLong(0) + " " + value.getDouble(8));
 *     price.unlink();
 * } finally {
 *     memory.unlink();
 * }
 * }</pre>
 *
 * <p>The value has a fixed size and lies in a {@link Region} of any kind, from its beginning. The region needs {@link
 * #byteSize(int)} bytes. The writer never waits for a reader; a reader that reads without a pause slows it by the
 * traffic of the processors' caches. A read returns a value that one {@link LatestValueWriter#set} wrote, whole, and
 * its version: the number of values set since the creation. Values that no read saw are gone. The memory has eight
 * cells, so a reader copies again only if the writer sets seven values during the copy. Only {@link #await} makes
 * system calls, and so does a set that wakes a reader.
 * {@code docs/latest-value-layout.md} is the layout, for every language; {@code native_ipc/latest_value.hpp} is the
 * client for C++.
 *
 * <p><b>Creation.</b> The memory of a new value must be all zeros. If a creator dies, the next one continues. The
 * kernel's locks are in a file of the runtime folder, or on Windows are events, as with a
 * {@link io.nativeipc.ring.RingChannel} in a region. {@link #unlink} removes the file.
 *
 * <p><b>A writer's death</b> leaves the last value that was set; what it had not completed is invisible. Readers are
 * not notified, because no value is missing: {@link #writerState} reports the death, which the kernel proves. The next
 * {@link #writer} takes over.
 *
 * <p><b>Trust.</b> Only processes of the same user can open a value. A process that can write to the memory can forge
 * values, but not an access outside of the memory. If the words of the memory contradict each other, or another process
 * has truncated the memory, a method throws {@link CorruptException}.
 *
 * <p><b>Threads.</b> Every method may be called from any thread, also a virtual one. {@link #read},
 * {@link #tryRead(ByteBuffer, Duration)} and {@link #await} can wait; an interrupt or a close ends them within 100 ms.
 * {@link #read} allocates nothing once a value has been set. After close every method throws
 * {@link IllegalStateException}, also after the region was closed.
 */
/*
 * Why a copy is whole, on processors that reorder (arm64) as well as on x86. LATEST is the version of the newest value,
 * value v is in cell v mod 8, L is what a reader finds in LATEST after its copy.
 *
 * Writer: storeStoreFence; store value v in cell v mod 8; store-release LATEST = v.
 * Reader: load-acquire v = LATEST; load the value; loadLoadFence; load L = LATEST; whole if L - v <= 6.
 *
 * 1. The copy has all bytes of v, or newer ones: the release store orders the value before LATEST, the acquire load
 *    orders the copy after it.
 * 2. If the copy has a byte of v + 8, the next value in that cell, then L >= v + 7: the writer's fence orders LATEST =
 *    v + 7 before the bytes of v + 8, the reader's fence orders the load of L after the copy. The release store of
 *    LATEST would not do for this, because it does not hold back the stores that follow (STLR), and neither would an
 *    acquire load of L, because the copy could sink below it.
 *
 * So L - v <= 6 excludes newer bytes. On arm64 the fences are DMB ISHST and DMB ISHLD; on x86 they only hold back the
 * compiler. qemu runs arm64 code with the order of the host, so no test in it can show that a fence is missing.
 *
 * Why a sleeping reader is woken. A reader stores WAKE = 1, executes a full fence, and looks at LATEST once more before
 * it sleeps. The writer stores LATEST and then reads WAKE, without a full fence between, which would cost each set more
 * than the rest of it. So both may miss the other's store, but only while the writer's store is still on its way out of
 * its processor, which takes less than a microsecond. The reader therefore looks again after 100 microseconds: then
 * either it sees that store, or it was not made yet, and its writer will see WAKE = 1. What no processor promises in
 * writing, a slice of 50 ms bounds.
 *
 * The writer clears WAKE before it calls FUTEX_WAKE. A reader whose 1 is cleared has either seen the new LATEST, or gets
 * EAGAIN from FUTEX_WAIT, which compares the word, or is in the kernel's queue when FUTEX_WAKE comes.
 */
public final class LatestValue implements Closeable {
    /** The result of a {@code tryRead} that copied no whole value. */
    public static final long OVERTAKEN = -1;

    /** The number of copies of a call that does not wait. */
    private static final int ATTEMPTS = 1_000;

    /** Stored in the last bytes of a copy's target: still there afterwards, the memory was not. */
    private static final long MARK = 0x5a17_c3e9_9b04_d26bL;

    private final LatestMemory memory;
    private final ByteBuffer bytes;
    private final int valueSize;
    private final boolean created;
    private volatile boolean closed;

    LatestValue(LatestMemory memory, boolean created) {
        this.memory = memory;
        this.bytes = memory.bytes;
        this.valueSize = memory.valueSize;
        this.created = created;
    }

    /**
     * {@return the number of bytes of memory that a value takes}
     *
     * @param valueSize the size of the value in bytes, 1 to 2^27
     * @throws IllegalArgumentException if the size is out of range
     */
    public static long byteSize(int valueSize) {
        if (valueSize < 1 || valueSize > LatestLayout.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a value has 1 to " + LatestLayout.MAX_VALUE + " bytes, not " + valueSize);
        }
        return LatestLayout.totalSize(valueSize);
    }

    /**
     * Creates a value in memory that is all zeros. Its version is 0 until it is set.
     *
     * @param region the memory, which must stay open while the value is used
     * @param valueSize the size of the value in bytes, 1 to 2^27
     * @return the value, which the caller must close
     * @throws AlreadyExistsException if there is a value in this memory
     * @throws CorruptException if the memory is not all zeros; nothing was changed
     * @throws IllegalArgumentException if the size is out of range, or the region is too small or read-only, or does not
     *     begin at a multiple of 64 bytes in memory
     */
    public static LatestValue create(Region region, int valueSize) throws IOException {
        byteSize(valueSize);
        return new LatestValue(LatestMemory.create(region, valueSize), true);
    }

    /**
     * Opens the value in this memory. If another process is creating it, waits for at most 1 s. A region that is
     * read-only is enough to read.
     *
     * @param region the memory, which must stay open while the value is used
     * @return the value, which the caller must close
     * @throws NotFoundException if there is no value in this memory, or it was unlinked
     * @throws CorruptException if the memory contains something else, or an unfinished value
     */
    public static LatestValue open(Region region) throws IOException {
        return new LatestValue(LatestMemory.open(region, Backoff.PATIENCE), false);
    }

    /**
     * Opens the value in this memory, or creates it.
     *
     * @param region the memory, which must stay open while the value is used
     * @param valueSize the size of the value in bytes, 1 to 2^27
     * @return the value, which the caller must close
     * @throws CorruptException if the memory contains something else
     * @throws IllegalArgumentException if the size is out of range or not that of the existing value, or the region is
     *     too small or read-only
     */
    public static LatestValue openOrCreate(Region region, int valueSize) throws IOException {
        byteSize(valueSize);
        LatestValue value = Opening.openOrCreate(
                LatestMemory.address(region),
                () -> new LatestValue(LatestMemory.openFor(region, valueSize), false),
                () -> create(region, valueSize));
        if (value.valueSize != valueSize) {
            value.close();
            throw new IllegalArgumentException(value + " has " + value.valueSize + " bytes and not " + valueSize);
        }
        return value;
    }

    /** {@return whether this object created the value} */
    public boolean created() {
        return created;
    }

    /** {@return the size of the value in bytes} */
    public int valueSize() {
        return valueSize;
    }

    /**
     * Copies the newest value, waiting if the writer keeps overtaking the copy. One attempt is almost always enough.
     *
     * @param dst receives {@link #valueSize} bytes at its position, which moves behind them
     * @return the value's version; 0 if none has been set, in which case the position stays
     * @throws IllegalArgumentException if {@code dst} has not enough room
     * @throws ReadOnlyBufferException if {@code dst} is read-only
     * @throws CorruptException if another process has truncated the memory
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public long read(ByteBuffer dst) throws IpcException, InterruptedException {
        long version = tryRead(dst);
        return version == OVERTAKEN ? read(dst, Deadline.NEVER) : version;
    }

    /**
     * Copies the newest value, making a limited number of attempts. Never blocks.
     *
     * @param dst receives {@link #valueSize} bytes at its position, which moves behind them
     * @return the value's version; 0 if none has been set, and {@link #OVERTAKEN} if the writer overtook each copy; the
     *     position then stays, and the bytes behind it are to be ignored
     * @throws IllegalArgumentException if {@code dst} has not enough room
     * @throws ReadOnlyBufferException if {@code dst} is read-only
     * @throws CorruptException if another process has truncated the memory
     */
    public long tryRead(ByteBuffer dst) throws IpcException {
        if (dst.remaining() < valueSize) {
            throw new IllegalArgumentException(
                    this + " has " + valueSize + " bytes, and there is room for " + dst.remaining());
        } else if (dst.isReadOnly()) {
            throw new ReadOnlyMemory("the buffer for the bytes of " + this + " is read-only");
        }
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                long version = copy(dst);
                if (version != OVERTAKEN) {
                    return version;
                }
            }
            return OVERTAKEN;
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    /**
     * Copies the newest value, waiting at most {@code timeout} for a copy that the writer does not overtake.
     *
     * @param dst receives {@link #valueSize} bytes at its position, which moves behind them
     * @param timeout the maximum time to wait; zero does not wait
     * @return as {@link #tryRead(ByteBuffer)}
     * @throws IllegalArgumentException if {@code dst} has not enough room
     * @throws ReadOnlyBufferException if {@code dst} is read-only
     * @throws CorruptException if another process has truncated the memory
     * @throws InterruptedException if the thread is interrupted
     */
    public long tryRead(ByteBuffer dst, Duration timeout) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        long deadline = Deadline.after(timeout);
        long version = tryRead(dst);
        return version == OVERTAKEN ? read(dst, deadline) : version;
    }

    private long read(ByteBuffer dst, long deadline) throws IpcException, InterruptedException {
        for (int failed = 0; Waits.pause(failed, deadline); failed++) {
            long version = tryRead(dst);
            if (version != OVERTAKEN) {
                return version;
            }
        }
        return OVERTAKEN;
    }

    /** Makes one copy. The argument is at the class. */
    private long copy(ByteBuffer dst) throws IpcException {
        memory.requireSame();
        long version = (long) LatestLayout.LONG.getAcquire(bytes, LatestLayout.LATEST_OFFSET);
        if (version == 0) {
            MappedMemory.takeFault();
            requireOpen();
            return 0;
        }
        int position = dst.position();
        mark(dst, position);
        dst.put(position, bytes, LatestLayout.cellOffset(version, memory.cellSize), valueSize);
        VarHandle.loadLoadFence();
        long now = (long) LatestLayout.LONG.getOpaque(bytes, LatestLayout.LATEST_OFFSET);
        if (isMarked(dst, position)) {
            MappedMemory.takeFault();
        }
        requireOpen();
        long newer = now - version;
        if (version < 0 || newer < 0) {
            MappedMemory.takeFault();
            throw new CorruptException(toString(), "its version was " + version + ", and then " + now);
        } else if (newer > LatestLayout.WHOLE) {
            return OVERTAKEN;
        }
        dst.position(position + valueSize);
        return version;
    }

    /**
     * Makes a fault in the copy visible. The JVM throws the error for a missing page some time after the copy, or at
     * the next call that looks for it ({@link MappedMemory#takeFault}), which allocates and takes longer than the copy.
     * The copy ends at the missing page. The last page of a truncated object goes first, so the last bytes of the
     * target then keep the mark. If they have the mark otherwise, the value has it.
     */
    private void mark(ByteBuffer dst, int position) {
        if (valueSize >= Long.BYTES) {
            dst.putLong(position + valueSize - Long.BYTES, MARK);
        } else {
            dst.put(position + valueSize - 1, (byte) MARK);
        }
    }

    private boolean isMarked(ByteBuffer dst, int position) {
        return valueSize >= Long.BYTES
                ? dst.getLong(position + valueSize - Long.BYTES) == MARK
                : dst.get(position + valueSize - 1) == (byte) MARK;
    }

    /**
     * {@return the version of the newest value: the number of values set since the creation}
     *
     * @throws CorruptException if another process has truncated the memory
     */
    public long version() throws IpcException {
        try {
            memory.requireSame();
            long version = memory.version();
            requireOpen();
            return version;
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    /**
     * Waits until the newest value has another version, at most {@code timeout}. The thread sleeps, and the writer wakes
     * it. A virtual thread, a reader whose region is read-only, and every reader on systems other than Linux looks at
     * the version instead, at least once in 5 ms. A program that needs a value sooner than a sleeping thread can get it
     * calls {@link #version} in a loop of its own.
     *
     * @param version the version that the caller has
     * @param timeout the maximum time to wait; zero does not wait
     * @return the version of the newest value; the same as the argument on timeout
     * @throws CorruptException if another process has truncated the memory
     * @throws InterruptedException if the thread is interrupted
     */
    public long await(long version, Duration timeout) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        long deadline = Deadline.after(timeout);
        long now = version();
        if (now != version) {
            return now;
        }
        try {
            return SlicedWait.until(deadline, this, nanos -> isNewer(version, nanos)) ? version() : version;
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    private boolean isNewer(long known, long nanos) throws IpcException {
        if (nanos > 0) {
            memory.sleep(known, nanos);
        }
        return version() != known;
    }

    /** The state of the writer. */
    public enum WriterState {
        /** There is no writer: none has joined, or the last one was closed. */
        ABSENT,
        /** The writer's process is alive. It may be stopped. */
        ALIVE,
        /** The writer's process ended without closing the writer. The last value that it set is whole. */
        DEAD,
        /** The kernel did not report whether the writer is alive. */
        UNKNOWN
    }

    /**
     * {@return the state of the writer, which the kernel proves}
     *
     * @throws CorruptException if another process has truncated the memory
     */
    public synchronized WriterState writerState() throws IpcException {
        requireOpen();
        try {
            long epoch = memory.epoch();
            ByteLocks.Holder holder = memory.place.ownLocks().holder(LatestLayout.SLOT_WRITER);
            boolean same = memory.epoch() == epoch;
            MappedMemory.takeFault();
            if (holder == ByteLocks.Holder.UNKNOWN) {
                return WriterState.UNKNOWN;
            } else if (holder == ByteLocks.Holder.HELD) {
                return epoch == 0 ? WriterState.ABSENT : WriterState.ALIVE;
            }
            return epoch == 0 || !same ? WriterState.ABSENT : WriterState.DEAD;
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    /**
     * Becomes the writer. There is one at a time, in all processes together.
     *
     * @return the writer, which the caller must close
     * @throws IpcException if there is another writer, or the value was unlinked
     * @throws ReadOnlyBufferException if the region is read-only
     * @throws CorruptException if another process has truncated the memory
     */
    public synchronized LatestValueWriter writer() throws IpcException {
        requireOpen();
        requireWritable();
        try {
            return LatestValueWriter.join(memory);
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    /**
     * Ends the value: no process can open it or become its writer any more. Processes that have it open can continue to
     * use it. The memory can hold another value when it is all zeros. Fill it with zeros only when no process has the
     * value open: a process that has gets {@link CorruptException}.
     *
     * @throws IpcException if another process is creating or removing it
     * @throws ReadOnlyBufferException if the region is read-only
     */
    public synchronized void unlink() throws IOException {
        requireOpen();
        requireWritable();
        try {
            memory.place.unlink(memory);
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    private void requireWritable() {
        if (bytes.isReadOnly()) {
            throw new ReadOnlyMemory(this + " cannot be changed: the region is mapped for reading only");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
        memory.requireMapped();
    }

    /** Ends the use of the value; the value, the region and a writer remain. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            memory.place.close();
        }
    }

    /**
     * Returns the place of the value, {@code latest value in posix-shm:/price}. This is not an
     * {@link io.nativeipc.IpcAddress}.
     */
    @Override
    public String toString() {
        return memory.toString();
    }
}
