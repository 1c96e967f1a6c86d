package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.Region;
import io.nativeipc.os.Native;
import java.nio.ByteBuffer;

/**
 * A channel's mapped memory: the pages of control words as one buffer, the data of each lane as another, so that an index
 * into it is a masked position. The geometry is a copy that no peer can change.
 */
final class RingMemory {
    private final RingPlace place;
    private final String address;
    private final RingHeader header;
    private final ByteBuffer control;
    private final ByteBuffer[] data;
    private final long controlAddress;

    /** The pages of control words, and the data of each lane. */
    RingMemory(RingPlace place, RingHeader header, ByteBuffer control, ByteBuffer... data) {
        this.place = place;
        this.address = place.address();
        this.header = header;
        this.control = control;
        this.data = data;
        this.controlAddress = header.options().sleepingWaits() ? Native.shim().ipc_address(control) : 0;
    }

    /** Maps the object of a channel. */
    static RingMemory map(RingFile file, RingHeader header) throws IpcException {
        return of(file, header, file::map);
    }

    /** Takes the memory of a region. */
    static RingMemory in(Region region, RingPlace place, RingHeader header) throws IpcException {
        return of(place, header, (offset, byteSize) -> region.buffer(offset, (int) byteSize));
    }

    /** What gives a part of the channel's memory. */
    private interface Parts {
        ByteBuffer part(long offset, long byteSize) throws IpcException;
    }

    private static RingMemory of(RingPlace place, RingHeader header, Parts parts) throws IpcException {
        int lanes = header.options().laneCount();
        long capacity = header.options().laneCapacity();
        ByteBuffer[] data = new ByteBuffer[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            data[lane] = parts.part(RingLayout.dataOffset(lane, lanes, capacity), capacity);
        }
        return new RingMemory(place, header, parts.part(0, RingLayout.laneOffset(lanes)), data);
    }

    /** Writes the header of a new channel, READY last: who sees it sees all the rest. */
    void publish() {
        header.write(control);
        place.describe(control);
        KillPoint.reached("create.header");
        setInt(RingLayout.STATE_OFFSET, RingLayout.STATE_READY);
        KillPoint.reached("create.ready");
    }

    /** Where the channel is. */
    RingPlace place() {
        return place;
    }

    /** Locks of a participant's own. */
    RingLocks openLocks() throws IpcException {
        return place.openLocks();
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

    /** Where the control words lie, for calls that take an address. */
    long controlAddress() {
        return controlAddress;
    }

    /** Where the consumer sleeps until there is a message. */
    SleepWord consumerSleep() {
        return new SleepWord(this, RingLayout.CONSUMER_OFFSET + RingLayout.CONSUMER_WAKE_OFFSET);
    }

    /** Where the producer of a lane sleeps until there is room. */
    SleepWord producerSleep(int lane) {
        return new SleepWord(this, RingLayout.laneOffset(lane) + RingLayout.LANE_ROOM_OFFSET);
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
    void checkAlive(String call) throws IpcException {
        if (getInt(RingLayout.STATE_OFFSET) == RingLayout.STATE_RETIRED) {
            throw new PeerClosedException(call, address, "retired", 0, "the channel was unlinked");
        } else if (getLong(RingLayout.INSTANCE_ID_OFFSET) != header.instance()
                || getLong(RingLayout.INSTANCE_ID_OFFSET + 8) != header.instanceRest()) {
            throw new CorruptException(address, "the memory is another channel's now");
        }
    }

    /** The JVM turns SIGBUS into InternalError: the object became smaller than the mapping. */
    CorruptException truncated(InternalError cause) {
        return truncated(address, cause);
    }

    static CorruptException truncated(String address, InternalError cause) {
        CorruptException corrupt = new CorruptException(address, "the object has become smaller than its mapping");
        corrupt.initCause(cause);
        return corrupt;
    }

    @Override
    public String toString() {
        return address;
    }
}
