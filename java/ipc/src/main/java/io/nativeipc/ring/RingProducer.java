package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.MessageSender;
import io.nativeipc.PeerClosedException;
import io.nativeipc.mechanism.ByteLocks;
import io.nativeipc.waiting.Deadline;
import io.nativeipc.waiting.Waits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A producer of a {@link RingChannel}, the only writer of its lane.
 *
 * <p>{@link #offer} copies a message into the lane; {@link #tryClaim} gives the place instead, to write the message where it
 * will be read: into {@link #buffer}, then {@link #commit} or {@link #abort}. False means that there is no room now, and is
 * counted. No message allocates anything. When commit or offer has returned, the message will be delivered at least once,
 * in this producer's order, whoever dies; a claim that was not committed does not exist.
 *
 * <p><b>Threads.</b> {@link #offer}, tryClaim, commit, abort and {@link #close} are for one thread at a time, for they take no
 * lock. The methods of {@link MessageSender} exclude each other and close, and may be called from any thread.
 *
 * <p>A consumer that has died is found out when there is no room: {@link PeerClosedException}, until there is another one. A
 * consumer that left in order, or never came, is waited for. The waiting methods end soon after an interrupt or a close. A
 * peer that truncates the object makes {@link CorruptException} of the access. After close every method but the counters
 * throws {@link IllegalStateException}; messages that were not consumed stay.
 */
public final class RingProducer implements MessageSender {
    private static final int NONE = 0;
    private static final int CLOSED = -1;
    private static final long CHECK_NANOS = 50_000_000;

    private final RingMemory memory;
    private final ByteLocks locks;
    private final Slot slot;
    private final Slot consumer;
    private final int lane;
    private final ByteBuffer control;
    private final ByteBuffer data;
    private final ByteBuffer view;
    private final int offset;
    private final int capacity;
    private final int maxMessage;

    private long tail;
    private long head;
    /** The claim's length, {@link #NONE} or {@link #CLOSED}. */
    private int claimed = NONE;

    private long messages;
    private long bytes;
    private long fullEvents;
    private long nextCheck = System.nanoTime();
    private RingWait wait = RingWait.BACK_OFF;
    private volatile boolean closed;

    /** With the lane's lock held. */
    private RingProducer(RingMemory memory, ByteLocks locks, Slot slot, int lane, long head) {
        this.memory = memory;
        this.locks = locks;
        this.slot = slot;
        this.consumer = new Slot(memory, locks, RingLayout.SLOT_CONSUMER);
        this.lane = lane;
        this.control = memory.control();
        this.data = memory.data(lane);
        this.view = data.duplicate().order(ByteOrder.nativeOrder());
        this.offset = RingLayout.laneOffset(lane);
        this.capacity = (int) memory.options().laneCapacity();
        this.maxMessage = memory.options().maxMessage();
        this.head = head;
        this.tail = head;
        this.messages = memory.getLong(offset + RingLayout.LANE_MESSAGES_OFFSET);
        this.bytes = memory.getLong(offset + RingLayout.LANE_BYTES_OFFSET);
        this.fullEvents = memory.getLong(offset + RingLayout.LANE_FULL_EVENTS_OFFSET);
    }

    static RingProducer open(RingFile file, RingMemory memory) throws IpcException {
        ByteLocks locks = file.reopen();
        RingProducer producer = claimLane(memory, locks);
        if (producer == null) {
            locks.close();
            throw noLane(memory);
        }
        return producer;
    }

    static RingProducer open(RingFile file, RingMemory memory, Duration timeout)
            throws IpcException, InterruptedException {
        ByteLocks locks = file.reopen();
        long deadline = Deadline.after(timeout);
        try {
            for (int attempt = 0; ; attempt++) {
                RingProducer producer = claimLane(memory, locks);
                if (producer != null) {
                    return producer;
                } else if (!Waits.pause(attempt, deadline)) {
                    throw noLane(memory);
                }
            }
        } catch (IpcException | InterruptedException | RuntimeException e) {
            locks.close();
            throw e;
        }
    }

    private static IpcException noLane(RingMemory memory) {
        int lanes = memory.options().laneCount();
        String text = "each of the " + lanes + " lanes has a producer, or messages of a former one";
        return new IpcException("claim", memory.address(), "no lane", 0, text);
    }

    /** The first lane that nobody holds and that is drained, null if there is none. */
    private static @Nullable RingProducer claimLane(RingMemory memory, ByteLocks locks) throws IpcException {
        try {
            for (int lane = 0; lane < memory.options().laneCount(); lane++) {
                Slot slot = new Slot(memory, locks, RingLayout.SLOT_LANE + lane);
                if (slot.tryLock()) {
                    long head = memory.head(lane);
                    if (memory.isEmptyAt(lane, head)) {
                        return register(memory, locks, slot, lane, head);
                    }
                    slot.unlock();
                }
            }
            return null;
        } catch (IpcException | InternalError e) {
            locks.close();
            throw e instanceof InternalError truncated ? memory.truncated(truncated) : (IpcException) e;
        }
    }

    /** There is nothing else to sweep: what a dead producer did not publish is invisible. */
    private static RingProducer register(RingMemory memory, ByteLocks locks, Slot slot, int lane, long head)
            throws IpcException {
        slot.sweep();
        slot.register();
        try {
            memory.checkAlive("claim");
        } catch (IpcException over) {
            slot.sweep();
            throw over;
        }
        return new RingProducer(memory, locks, slot, lane, head);
    }

    /** Chooses how the methods wait that do; {@link RingWait#BACK_OFF} if this is not called. */
    public RingProducer waitBy(RingWait strategy) {
        wait = strategy;
        return this;
    }

    /**
     * Claims room for a message, to be written into {@link #buffer}; never blocks.
     *
     * @param length the message's bytes, from 1 to the channel's largest message
     * @return false if there is no room now
     * @throws IllegalStateException if there is a claim already
     * @throws PeerClosedException if there is no room, and the consumer has died or the channel is retired
     */
    public boolean tryClaim(int length) throws IpcException {
        if (claimed != NONE) {
            throw refusal("there is a claim already: commit or abort it");
        }
        checkLength(length);
        try {
            if (!makeRoom(length)) {
                return false;
            }
        } catch (InternalError truncated) {
            throw memory.truncated(truncated);
        }
        int index = (int) tail & capacity - 1;
        int payload = index + RecordLayout.RECORD_HEADER_SIZE;
        view.limit(payload + length).position(payload);
        claimed = length;
        return true;
    }

    /** The claimed place, from position to limit: the same buffer each time, in native byte order. */
    public ByteBuffer buffer() {
        if (claimed <= NONE) {
            throw refusal("there is no claim");
        }
        return view;
    }

    /** Publishes the claimed message. */
    public void commit() throws IpcException {
        int length = claimed;
        if (length <= NONE) {
            throw refusal("there is no claim to commit");
        }
        claimed = NONE;
        try {
            publish(length);
        } catch (InternalError truncated) {
            throw memory.truncated(truncated);
        }
    }

    /** Forgets the claim. */
    public void abort() {
        if (claimed <= NONE) {
            throw refusal("there is no claim to abort");
        }
        claimed = NONE;
    }

    /**
     * Publishes what lies between the buffer's position and its limit, and moves the position to the limit; never blocks.
     *
     * @return false if there is no room now; the position stays
     * @throws PeerClosedException if there is no room, and the consumer has died or the channel is retired
     */
    public boolean offer(ByteBuffer message) throws IpcException {
        if (claimed != NONE) {
            throw refusal("there is a claim already: commit or abort it");
        }
        int length = message.remaining();
        checkLength(length);
        try {
            if (!makeRoom(length)) {
                return false;
            }
            int index = (int) tail & capacity - 1;
            data.put(index + RecordLayout.RECORD_HEADER_SIZE, message, message.position(), length);
            publish(length);
        } catch (InternalError truncated) {
            throw memory.truncated(truncated);
        }
        message.position(message.limit());
        return true;
    }

    private void checkLength(int length) {
        if (length < 1 || length > maxMessage) {
            throw new IllegalArgumentException(
                    "a message of " + memory + " has 1 to " + maxMessage + " bytes, not " + length);
        }
    }

    private IllegalStateException refusal(String otherwise) {
        return new IllegalStateException(memory + (claimed == CLOSED ? " is closed" : ": " + otherwise));
    }

    /**
     * Makes the record at the tail one that does not wrap. "+ 8" keeps the word behind the record inside what is free: the 0
     * there, which ends the lane, must not fall on a record that the consumer still looks at.
     */
    private boolean makeRoom(int length) throws IpcException {
        long record = RecordLayout.recordSize(length);
        int index = (int) tail & capacity - 1;
        int rest = capacity - index;
        int pad = record > rest ? rest : 0;
        long needed = tail + pad + record + RecordLayout.RECORD_HEADER_SIZE - capacity;
        if (head < needed) {
            readHead();
            if (head < needed) {
                return full();
            }
        }
        if (pad != 0) {
            // The 0 first: whoever sees the padding goes on at offset 0, and must find nothing there.
            RingLayout.LONG.set(data, 0, RecordLayout.NOTHING);
            long padding =
                    RecordLayout.recordHeader(pad - RecordLayout.RECORD_HEADER_SIZE, RecordLayout.RECORD_PADDING);
            RingLayout.LONG.setRelease(data, index, padding);
            tail += pad;
        }
        return true;
    }

    private void readHead() throws CorruptException {
        long seen = (long) RingLayout.LONG.getAcquire(control, offset + RingLayout.LANE_HEAD_OFFSET);
        if (seen < head || seen > tail || seen % RecordLayout.RECORD_ALIGNMENT != 0) {
            throw new CorruptException(
                    memory.address(),
                    "lane " + lane + " has the head " + seen + ", and was at " + head + " to " + tail);
        }
        head = seen;
    }

    /** Counts, and looks after the consumer from time to time. */
    private boolean full() throws IpcException {
        fullEvents++;
        RingLayout.LONG.setOpaque(control, offset + RingLayout.LANE_FULL_EVENTS_OFFSET, fullEvents);
        long now = System.nanoTime();
        if (now - nextCheck >= 0) {
            memory.checkAlive("claim");
            if (consumer.isDead()) {
                throw new PeerClosedException(
                        "claim", memory.address(), "dead", 0, "the consumer, process " + consumer.pid() + ", has died");
            }
            nextCheck = now + CHECK_NANOS;
        }
        return false;
    }

    /**
     * The release store publishes all that was written before it: the payload, the 0 behind it and a padding's 0. Whoever
     * sees the header sees a whole record, and behind it 0 or a newer header, never old payload.
     */
    private void publish(int length) {
        int index = (int) tail & capacity - 1;
        long next = tail + RecordLayout.recordSize(length);
        RingLayout.LONG.set(data, (int) next & capacity - 1, RecordLayout.NOTHING);
        RingLayout.LONG.setRelease(data, index, RecordLayout.recordHeader(length, RecordLayout.RECORD_MESSAGE));
        tail = next;
        messages++;
        bytes += length;
        RingLayout.LONG.setOpaque(control, offset + RingLayout.LANE_POSITION_OFFSET, next);
        RingLayout.LONG.setOpaque(control, offset + RingLayout.LANE_MESSAGES_OFFSET, messages);
        RingLayout.LONG.setOpaque(control, offset + RingLayout.LANE_BYTES_OFFSET, bytes);
    }

    @Override
    public synchronized boolean trySend(ByteBuffer message) throws IpcException {
        return offer(message);
    }

    @Override
    public boolean trySend(ByteBuffer message, Duration timeout) throws IpcException, InterruptedException {
        return send(message, Deadline.after(timeout));
    }

    @Override
    public void send(ByteBuffer message) throws IpcException, InterruptedException {
        send(message, Deadline.NEVER);
    }

    private boolean send(ByteBuffer message, long deadline) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        for (int attempt = 0; !trySend(message); attempt++) {
            if (!wait.pause(attempt, deadline)) {
                return false;
            }
        }
        return true;
    }

    /** {@link io.nativeipc.MessageSender.Guarantee#PUBLISHED}. */
    @Override
    public Guarantee guarantee() {
        return Guarantee.PUBLISHED;
    }

    /** The number of this producer's lane. */
    public int lane() {
        return lane;
    }

    /** How many messages were published in this lane since the channel was created. */
    public long messages() {
        return messages;
    }

    /** How often there was no room in this lane since the channel was created. */
    public long fullEvents() {
        return fullEvents;
    }

    /** Leaves the channel, and forgets a claim. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            claimed = CLOSED;
            try {
                slot.sweep();
            } finally {
                locks.close(); // from here on the lane may be another's
            }
        }
    }

    /** The address and the lane: {@code ring:/orders lane 0}. */
    @Override
    public String toString() {
        return memory + " lane " + lane;
    }
}
