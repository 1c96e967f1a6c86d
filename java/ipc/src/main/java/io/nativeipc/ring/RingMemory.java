package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.Region;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.MappedRegion;
import io.nativeipc.internal.region.Mapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A channel's mapped memory: the pages of control words as one buffer, the data of each lane as another, so that an index
 * into it is a masked position. The geometry is a copy that no peer can change.
 *
 * <p>The channel, its producers and its consumer use it together. When the last of them is closed, memory that is the
 * channel's own is unmapped; a region that the caller gave stays.
 */
final class RingMemory {
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
        this.mapping = MappedRegion.mappingOf(region);
        int lanes = header.options().laneCount();
        long capacity = header.options().laneCapacity();
        this.control = region.buffer(0, RingLayout.laneOffset(lanes));
        this.data = new ByteBuffer[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            data[lane] = region.buffer(RingLayout.dataOffset(lane, lanes, capacity), (int) capacity);
        }
    }

    /** Maps the object of a channel. */
    static RingMemory map(RingFile file, RingHeader header) throws IpcException {
        return in(file.map(header.options().byteSize()), file, header).own();
    }

    /** Takes the memory of a region. */
    static RingMemory in(Region region, RingPlace place, RingHeader header) {
        return new RingMemory(place, header, region);
    }

    /** Said before anything else uses it: the region is this channel's own, and goes with its last user. */
    RingMemory own() {
        own = true;
        return this;
    }

    /**
     * Begins the use by a participant, with locks of its own; it ends by {@link #leave}. Like all that uses the place, it
     * excludes {@link #close}: behind a number that close has given back there may be another file.
     */
    synchronized RingLocks join() throws IpcException {
        requireOpen();
        users.incrementAndGet();
        try (Undo undo = new Undo()) {
            undo.add(this::release);
            return undo.done(place.openLocks());
        }
    }

    /** Ends the use by a participant: gives up its locks. */
    void leave(RingLocks locks) {
        locks.close();
        release();
    }

    /** Retires the channel and erases what it is found by, if that is still this channel's. */
    synchronized void unlink() throws IOException {
        requireOpen();
        place.unlink(this);
    }

    synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException(address + " is closed");
        }
    }

    /** Ends the channel's own use, once. */
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

    /** Ends one use: what {@link #close} and {@link #leave} do at last. */
    void release() {
        if (users.decrementAndGet() == 0 && own) {
            region.close();
        }
    }

    /** Writes the header of a new channel, READY last: who sees it sees all the rest. */
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

    /** What the creator wrote into the header. */
    RingHeader header() {
        return header;
    }

    RingOptions options() {
        return header.options();
    }

    /** The header's page, the registry, the consumer's page and those of the lanes. */
    ByteBuffer control() {
        return control;
    }

    /** What the control words are in, for calls that take an address. */
    Mapping mapping() {
        return mapping;
    }

    /** Where the consumer sleeps until there is a message. */
    SleepWord consumerSleep() {
        return new SleepWord(this, RingLayout.CONSUMER_OFFSET + RingLayout.CONSUMER_WAKE_OFFSET);
    }

    /** Where the producer of a lane sleeps until there is room. */
    SleepWord producerSleep(int lane) {
        return new SleepWord(this, RingLayout.laneOffset(lane) + RingLayout.LANE_ROOM_OFFSET);
    }

    /** Ends the channel for all that use it. */
    void retire() {
        setInt(RingLayout.STATE_OFFSET, RingLayout.STATE_RETIRED);
        KillPoint.reached("unlink.retired");
        wakeAll();
    }

    /** Whether the memory is still that of the channel that was opened. */
    boolean isInstance() {
        return getLong(RingLayout.INSTANCE_ID_OFFSET) == header.instance()
                && getLong(RingLayout.INSTANCE_ID_OFFSET + 8) == header.instanceRest();
    }

    /** Wakes all who sleep, so that they see that the channel is over. */
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

    /** The position up to which a lane was consumed. */
    long head(int lane) throws CorruptException {
        long head = getLong(RingLayout.laneOffset(lane) + RingLayout.LANE_HEAD_OFFSET);
        if (head < 0 || head % RecordLayout.RECORD_ALIGNMENT != 0) {
            throw new CorruptException(address, "lane " + lane + " has the head " + head + ", where no record begins");
        }
        return head;
    }

    /** Whether all of a lane is consumed up to this position of it. */
    boolean isEmptyAt(int lane, long position) {
        int index = (int) (position & options().laneCapacity() - 1);
        return (long) RingLayout.LONG.getAcquire(data[lane], index) == RecordLayout.NOTHING;
    }

    /**
     * Refuses to go on in a channel that is over.
     *
     * @throws PeerClosedException if it was retired
     * @throws CorruptException if this is another channel's memory now
     */
    void checkAlive() throws IpcException {
        if (getInt(RingLayout.STATE_OFFSET) == RingLayout.STATE_RETIRED) {
            throw new PeerClosedException(address, "retired", "the channel was unlinked");
        } else if (!isInstance()) {
            throw new CorruptException(address, "the memory is another channel's now");
        }
    }

    /** What touches the memory. */
    interface Access<T, E extends Exception> {
        T run() throws E;
    }

    /**
     * Runs what touches the memory: a fault is CorruptException or NoSpaceException, and belongs to this call. Every public
     * method of the channel, its producers and its consumer goes through this, the calls for one message apart: they catch the
     * error themselves, for a lambda that captures would be garbage.
     */
    <T, E extends Exception> T access(Access<T, E> access) throws E, IpcException {
        requireMapped();
        try {
            T result = access.run();
            MappedRegion.takeFault();
            return result;
        } catch (InternalError | IllegalStateException fault) {
            throw failure(fault);
        }
    }

    /** Runs what a participant does last: in memory that is gone or closed there is nothing left to do. */
    void leave(Runnable last) {
        if (mapping.isOpen()) {
            try {
                last.run();
                MappedRegion.takeFault();
            } catch (InternalError truncated) {
                return;
            } catch (IllegalStateException closed) {
                if (mapping.isOpen()) {
                    throw closed;
                }
            }
        }
    }

    /** What a fault in the memory means. */
    IpcException failure(Throwable fault) {
        if (fault instanceof InternalError error) {
            return MappedRegion.failure(region, address, error);
        }
        IllegalStateException thrown = (IllegalStateException) fault;
        throw mapping.isOpen() ? thrown : closedUnder(thrown);
    }

    /**
     * Refuses memory that was closed under the channel, which only a caller's region can be: with JNA its pages are others by
     * then, and look like an empty channel.
     */
    void requireMapped() {
        if (!mapping.isOpen()) {
            throw closedUnder(null);
        }
    }

    private IllegalStateException closedUnder(@Nullable IllegalStateException cause) {
        return new IllegalStateException(address + " cannot go on: its memory, " + region + ", is closed", cause);
    }

    @Override
    public String toString() {
        return address;
    }
}
