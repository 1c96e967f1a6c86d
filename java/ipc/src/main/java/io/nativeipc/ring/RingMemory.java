package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.Region;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.liveness.RegionPlace;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.Mapping;
import io.nativeipc.internal.region.Regions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The mapped memory of a channel. The pages of control words are one buffer. The data of each lane is a buffer of its
 * own, so that an index into it is a masked position. The geometry is a copy that no peer can change.
 *
 * <p>The channel, its producers and its consumer share this object. When the last of them is closed, memory that
 * belongs to the channel is unmapped. A caller's region stays open.
 */
final class RingMemory implements RegionPlace.Contents {
    private final RingPlace place;
    private final String address;
    private final RingHeader header;
    private final Region region;
    private final Mapping mapping;
    private final ByteBuffer control;
    private final ByteBuffer[] data;
    private final AtomicInteger users = new AtomicInteger(1);
    private boolean own;
    private boolean closed;

    private RingMemory(RingPlace place, RingHeader header, Region region) {
        this.place = place;
        this.address = place.address();
        this.header = header;
        this.region = region;
        this.mapping = Regions.memoryOf(region).mapping();
        int lanes = header.options().laneCount();
        long capacity = header.options().laneCapacity();
        this.control = region.buffer(0, RingLayout.laneOffset(lanes));
        this.data = new ByteBuffer[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            data[lane] = region.buffer(RingLayout.dataOffset(lane, lanes, capacity), (int) capacity);
        }
    }

    /** Uses the memory of a region. */
    static RingMemory in(Region region, RingPlace place, RingHeader header) {
        return new RingMemory(place, header, region);
    }

    /**
     * Makes the channel the owner of the region, which is then closed with its last user. Called before any other use.
     */
    RingMemory own() {
        own = true;
        return this;
    }

    /**
     * Begins the use by a participant and opens its own locks; {@link #leave(LivenessLocks)} ends it. Like every use of the
     * place, this excludes {@link #close}: the number of a descriptor that close has closed can belong to another file.
     */
    synchronized LivenessLocks join() throws IpcException {
        requireOpen();
        users.incrementAndGet();
        try (Undo undo = new Undo()) {
            undo.add(this::release);
            return undo.done(place.openLocks());
        }
    }

    /** Ends the use by a participant and releases its locks. */
    void leave(LivenessLocks locks) {
        locks.close();
        release();
    }

    /** Retires the channel and removes the name by which it is found, if it is still this channel's. */
    synchronized void unlink() throws IOException {
        requireOpen();
        place.unlink(this);
    }

    synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException(address + " is closed");
        }
    }

    /** Ends the use by the channel object, once. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            place.close();
        }
        release();
    }

    /** Ends one use. This is the last step of {@link #close} and {@link #leave(LivenessLocks)}. */
    void release() {
        if (users.decrementAndGet() == 0 && own) {
            region.close();
        }
    }

    /**
     * Writes the header of a new channel, then READY with a release store: a process that sees READY sees the complete
     * header.
     */
    void publish() {
        header.write(control);
        place.describe(control);
        KillPoint.reached("create.header");
        setInt(RingLayout.STATE_OFFSET, RingLayout.STATE_READY);
        KillPoint.reached("create.ready");
    }

    String address() {
        return address;
    }

    /** Returns the header that the creator wrote. */
    RingHeader header() {
        return header;
    }

    RingOptions options() {
        return header.options();
    }

    /** Returns the header's page with the registry, the consumer's page and the pages of the lanes. */
    ByteBuffer control() {
        return control;
    }

    /** Returns the mapping of the control words, for calls that take an address. */
    Mapping mapping() {
        return mapping;
    }

    /** Returns the word on which the consumer sleeps until there is a message. */
    SleepWord consumerSleep() {
        return sleep(RingLayout.CONSUMER_OFFSET + RingLayout.CONSUMER_WAKE_OFFSET);
    }

    /** Returns the word on which the producer of a lane sleeps until there is room. */
    SleepWord producerSleep(int lane) {
        return sleep(RingLayout.laneOffset(lane) + RingLayout.LANE_ROOM_OFFSET);
    }

    private SleepWord sleep(int offset) {
        return new SleepWord(control, offset, mapping, options().sleepingWaits());
    }

    @Override
    public void retire() {
        setInt(RingLayout.STATE_OFFSET, RingLayout.STATE_RETIRED);
        KillPoint.reached("unlink.retired");
        wakeAll();
    }

    @Override
    public boolean isInstance() {
        return getLong(RingLayout.INSTANCE_ID_OFFSET) == header.instance()
                && getLong(RingLayout.INSTANCE_ID_OFFSET + 8) == header.instanceRest();
    }

    /** Wakes all sleeping participants, so that they see that the channel has ended. */
    void wakeAll() {
        if (options().sleepingWaits()) {
            consumerSleep().wakeUp();
            for (int lane = 0; lane < data.length; lane++) {
                producerSleep(lane).wakeUp();
            }
        }
    }

    ByteBuffer data(int lane) {
        return data[lane];
    }

    long getLong(int offset) {
        return (long) RingLayout.LONG.getAcquire(control, offset);
    }

    void setLong(int offset, long value) {
        RingLayout.LONG.setRelease(control, offset, value);
    }

    int getInt(int offset) {
        return (int) RingLayout.INT.getAcquire(control, offset);
    }

    void setInt(int offset, int value) {
        RingLayout.INT.setRelease(control, offset, value);
    }

    /** Returns the position up to which a lane was consumed. */
    long head(int lane) throws CorruptException {
        long head = getLong(RingLayout.laneOffset(lane) + RingLayout.LANE_HEAD_OFFSET);
        if (head < 0 || head % RecordLayout.RECORD_ALIGNMENT != 0) {
            throw new CorruptException(
                    address, "the head of lane " + lane + " is " + head + ", which is not the start of a record");
        }
        return head;
    }

    /** Returns whether a lane is empty from this position on: no record is published there. */
    boolean isEmptyAt(int lane, long position) {
        int index = (int) (position & options().laneCapacity() - 1);
        return (long) RingLayout.LONG.getAcquire(data[lane], index) == RecordLayout.NOTHING;
    }

    /**
     * Checks that the channel has not ended.
     *
     * @throws PeerClosedException if it was retired
     * @throws CorruptException if the memory belongs to another channel now
     */
    void checkAlive() throws IpcException {
        if (getInt(RingLayout.STATE_OFFSET) == RingLayout.STATE_RETIRED) {
            throw new PeerClosedException(address, "retired", "the channel was unlinked");
        } else if (!isInstance()) {
            throw new CorruptException(address, "the memory now contains another channel");
        }
    }

    /** An operation on the memory. */
    interface Access<T, E extends Exception> {
        T run() throws E;
    }

    /**
     * Runs an operation on the memory. A fault becomes CorruptException or NoSpaceException, and is thrown by this
     * call. Every public method of the channel, its producers and its consumer uses this method, except the calls for
     * one message: they catch the error themselves, because a capturing lambda would allocate.
     */
    <T, E extends Exception> T access(Access<T, E> access) throws E, IpcException {
        requireMapped();
        try {
            T result = access.run();
            MappedMemory.takeFault();
            return result;
        } catch (InternalError | IllegalStateException fault) {
            throw failure(fault);
        } catch (Exception found) {
            if (found instanceof CorruptException) {
                requireMapped(); // the operation may have read the pages that JNA maps over closed memory
            }
            throw found;
        }
    }

    /** Runs the last operation of a participant. In memory that is truncated or closed there is nothing left to do. */
    void leave(Runnable last) {
        if (mapping.isOpen()) {
            try {
                last.run();
                MappedMemory.takeFault();
            } catch (InternalError truncated) {
                return;
            } catch (IllegalStateException closed) {
                if (mapping.isOpen()) {
                    throw closed;
                }
            }
        }
    }

    /**
     * Returns the exception for a fault in the memory. If the fault is an IllegalStateException, throws instead of
     * returning: the fault itself if the memory is open, otherwise an IllegalStateException which reports that the
     * memory is closed.
     */
    IpcException failure(Throwable fault) {
        if (fault instanceof InternalError error) {
            return Regions.memoryOf(region).failure(address, error);
        }
        IllegalStateException thrown = (IllegalStateException) fault;
        throw mapping.isOpen() ? thrown : closedUnder(thrown);
    }

    /**
     * Rejects memory that was closed while the channel uses it, which can only be a caller's region. With JNA its
     * addresses then have other pages, which look like an empty channel.
     */
    void requireMapped() {
        if (!mapping.isOpen()) {
            throw closedUnder(null);
        }
    }

    private IllegalStateException closedUnder(@Nullable IllegalStateException cause) {
        return new IllegalStateException(address + " cannot be used: its region " + region + " is closed", cause);
    }

    @Override
    public String toString() {
        return address;
    }
}
