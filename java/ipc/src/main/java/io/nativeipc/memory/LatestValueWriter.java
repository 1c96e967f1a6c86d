package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.liveness.ThisProcess;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.PageProbe;
import java.io.Closeable;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The writer of a {@link LatestValue}, and the only one. It proves by a lock of the kernel that it is alive.
 *
 * <p>{@link #set} never waits and allocates nothing. It makes a system call only while a reader sleeps in
 * {@link LatestValue#await}: {@code futex} with FUTEX_WAKE. When it has returned, every later read in any process returns this
 * value or a newer one. If the process dies during a call, the value before it stays.
 *
 * <p><b>Threads.</b> Call {@link #set} from one thread at a time; {@link #close} may be called from any thread that
 * does not race with it. Closing the {@link LatestValue} leaves the writer open. After close, and after the region was
 * closed, {@link #set} throws {@link IllegalStateException}.
 */
public final class LatestValueWriter implements Closeable {
    private final LatestMemory memory;
    private final LivenessLocks locks;
    private final ByteBuffer bytes;
    private final int valueSize;
    private final PageProbe probe;
    private final boolean tookOver;
    private long version;
    private volatile boolean closed;

    private LatestValueWriter(LatestMemory memory, LivenessLocks locks, boolean tookOver) throws IpcException {
        this.memory = memory;
        this.locks = locks;
        this.bytes = memory.bytes;
        this.valueSize = memory.valueSize;
        int last = bytes.capacity() - Long.BYTES; // the last page of a truncated object goes first
        this.probe = new PageProbe(memory.place.region().buffer(last, Long.BYTES), last);
        this.tookOver = tookOver;
        this.version = memory.version();
    }

    /** Takes the writer's slot. The kernel gives its lock to one process, and after a dead owner's last store. */
    static LatestValueWriter join(LatestMemory memory) throws IpcException {
        String address = memory.toString();
        try (Undo undo = new Undo()) {
            LivenessLocks locks = memory.place.openLocks();
            undo.add(locks::close);
            if (!locks.tryLock(LatestLayout.SLOT_WRITER)) {
                throw new IpcException(
                        address, "busy", "it has a writer: " + writerOf(memory.bytes) + "; close that one first");
            }
            memory.requireSame(); // its locks may be those of a value that was unlinked
            int state = (int) LatestLayout.INT.getAcquire(memory.bytes, LatestLayout.STATE_OFFSET);
            boolean dead = memory.epoch() != 0;
            String former = writerOf(memory.bytes);
            if (state != LatestLayout.STATE_READY) {
                throw new IpcException(address, "retired", "it was unlinked");
            }
            LatestValueWriter writer = new LatestValueWriter(memory, locks, dead);
            if (dead) {
                Events.ownerDied(address, "the writer, " + former + ", has died");
            }
            writer.register();
            return undo.done(writer);
        }
    }

    private static String writerOf(ByteBuffer bytes) {
        int pid = (int) LatestLayout.INT.getAcquire(bytes, LatestLayout.WRITER_PID_OFFSET);
        MappedMemory.takeFault();
        return "process " + Integer.toUnsignedString(pid);
    }

    /** Writes the epoch last, so that a reader of the epoch sees the pid that belongs to it. */
    private void register() {
        LatestLayout.LONG.setRelease(bytes, LatestLayout.WRITER_EPOCH_OFFSET, 0L);
        LatestLayout.INT.setRelease(bytes, LatestLayout.WRITER_PID_OFFSET, ThisProcess.PID);
        LatestLayout.LONG.setRelease(bytes, LatestLayout.WRITER_START_OFFSET, ThisProcess.START);
        long epoch = ThreadLocalRandom.current().nextLong() | 1;
        LatestLayout.LONG.setRelease(bytes, LatestLayout.WRITER_EPOCH_OFFSET, epoch);
    }

    /**
     * Sets the value. Never blocks.
     *
     * @param src the value, from position to limit; the position moves to the limit
     * @throws IllegalArgumentException if {@code src} has not exactly {@link LatestValue#valueSize} bytes
     * @throws CorruptException if another process has truncated the memory; the value was not set
     */
    public void set(ByteBuffer src) throws IpcException {
        int length = src.remaining();
        if (length != valueSize) {
            throw new IllegalArgumentException(memory + " has " + valueSize + " bytes, not " + length);
        }
        requireOpen();
        try {
            memory.requireSame();
            long next = version + 1;
            // The argument is at LatestValue. A former writer's last store of LATEST is before this fence too: this
            // writer has read it under the lock that the kernel took from the dead one.
            VarHandle.storeStoreFence();
            bytes.put(LatestLayout.cellOffset(next, memory.cellSize), src, src.position(), length);
            probe.requirePages(memory);
            LatestLayout.LONG.setRelease(bytes, LatestLayout.LATEST_OFFSET, next);
            version = next;
            memory.wakeReaders();
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
        requireOpen();
        src.position(src.limit());
    }

    /** {@return the version of the value that was set last} */
    public long version() {
        return version;
    }

    /** {@return whether the former writer's process ended without closing its writer} */
    public boolean tookOver() {
        return tookOver;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the writer of " + memory + " is closed");
        }
        memory.requireMapped();
    }

    /** Leaves the value, which keeps the last value that was set. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                if (memory.isMapped()) {
                    if (memory.isInstance()) {
                        LatestLayout.LONG.setRelease(bytes, LatestLayout.WRITER_EPOCH_OFFSET, 0L);
                    }
                    MappedMemory.takeFault();
                }
            } catch (InternalError | IllegalStateException gone) {
                return; // there is nothing left to do in memory that is truncated or closed
            } finally {
                locks.close(); // from here on there can be another writer
            }
        }
    }

    /** Returns the place of the value, {@code writer of latest value in posix-shm:/price}. */
    @Override
    public String toString() {
        return "writer of " + memory;
    }
}
