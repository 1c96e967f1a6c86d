package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.MessageSender;
import io.nativeipc.PeerClosedException;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A producer of a {@link RingChannel}, and the only writer of its lane.
 *
 * <p>{@link #offer} copies a message into the lane. {@link #tryClaim} instead reserves room, so that the caller writes
 * the message in place, into {@link #buffer}, and then calls {@link #commit} or {@link #abort}. Offer and tryClaim
 * return false if there is no room now, and count this. When commit or offer has returned, the message will be
 * delivered at least once and in this producer's order, whichever process dies. A claim that was not committed does not
 * exist.
 *
 * <p><b>Allocation.</b> After warm-up, offer allocates nothing, and claims of equal length allocate nothing. A claim
 * allocates one buffer object, 64 bytes of heap, if the last claim that started at the same byte of the lane had
 * another length. Claims of up to 120 bytes (in lanes above 8 MiB, 1/65536 of the lane) are written to private memory,
 * which commit copies into the lane; they rarely allocate. The buffers that are kept take less heap than the lane has
 * bytes, and at most 5 MiB.
 *
 * <p><b>Threads.</b> Call {@link #offer}, tryClaim, commit, abort and {@link #close} from one thread at a time, because
 * only close takes a lock. The methods of {@link MessageSender} exclude each other and close, and may be called from
 * any thread.
 *
 * <p><b>Errors.</b> A producer notices the death of the consumer when there is no room. It then throws
 * {@link PeerClosedException} until there is another consumer. It waits for a consumer that left in order or has not
 * joined yet. If a peer truncated the object, an access throws {@link CorruptException}. The waiting methods end soon
 * after an interrupt or a close. After close, the methods that send or use a claim throw {@link IllegalStateException}.
 * Messages that were not consumed stay in the channel.
 */
public final class RingProducer implements MessageSender {
    private static final int NONE = -1;
    private static final int CLOSED = -2;
    private static final long CHECK_NANOS = 50_000_000;

    private final RingMemory memory;
    private final LivenessLocks locks;
    private final Slot slot;
    private final Slot consumer;
    private final ProducedLane lane;
    private final int maxMessage;

    /** The claim's length, {@link #NONE} or {@link #CLOSED}. */
    private int claimed = NONE;

    /** Shows the current claim, or the last one. */
    private ByteBuffer view = ByteBuffer.allocate(0);

    private long nextCheck = System.nanoTime();

    /** The number of messages when the lane was last found full, for one event until there is room again. */
    private long fullAfter = NONE;

    private RingWait wait;
    private volatile boolean closed;

    /** Called with the lock of the lane's slot held. */
    RingProducer(RingMemory memory, LivenessLocks locks, Slot slot, ProducedLane lane) {
        this.memory = memory;
        this.locks = locks;
        this.slot = slot;
        this.consumer = new Slot(memory, locks, RingLayout.SLOT_CONSUMER);
        this.lane = lane;
        this.maxMessage = memory.options().maxMessage();
        this.wait = RingWait.of(memory.options());
    }

    /**
     * Sets how the waiting methods wait. The default is {@link RingWait#BACK_OFF}, or {@link RingWait#SLEEP} in a
     * channel with sleeping waits.
     *
     * @param strategy what to do while there is no room
     * @return this producer
     * @throws IllegalArgumentException for {@link RingWait#SLEEP} in a channel without sleeping waits
     */
    public RingProducer waitBy(RingWait strategy) {
        wait = strategy.in(memory.options());
        return this;
    }

    /**
     * Claims room for a message, which the caller writes into {@link #buffer}. Never blocks.
     *
     * @param length the message's length in bytes, from 0 to the channel's largest message
     * @return false if there is no room now
     * @throws IllegalStateException if there is a claim already
     * @throws PeerClosedException if there is no room, and the consumer has died or the channel is retired
     */
    public boolean tryClaim(int length) throws IpcException {
        if (claimed != NONE) {
            throw refusal("there is a claim already: commit or abort it");
        }
        checkLength(length);
        memory.requireMapped();
        try {
            if (!lane.claim(length)) {
                return full();
            }
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
        view = lane.claimed(length);
        claimed = length;
        return true;
    }

    /**
     * {@return a buffer that shows only the claimed message} Index 0 is the message's first byte, the capacity is its
     * length, and the byte order is native. The same buffer is returned until {@link #commit} or {@link #abort}. Do not
     * use it afterwards: it then shows private memory or a place in this lane that belongs to a later message, and no
     * other memory.
     */
    public ByteBuffer buffer() {
        if (claimed <= NONE) {
            throw refusal("there is no claim");
        }
        return view;
    }

    /**
     * Publishes the claimed message.
     *
     * @throws IpcException if the memory was truncated
     */
    public void commit() throws IpcException {
        int length = claimed;
        if (length <= NONE) {
            throw refusal("there is no claim to commit");
        }
        claimed = NONE;
        memory.requireMapped();
        try {
            lane.fill(length);
            lane.publish(length);
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    /** Drops the claim. */
    public void abort() {
        if (claimed <= NONE) {
            throw refusal("there is no claim to abort");
        }
        claimed = NONE;
    }

    /**
     * Publishes the bytes between the buffer's position and its limit, and moves the position to the limit. Never
     * blocks.
     *
     * @param message the message, from position to limit
     * @return false if there is no room now; the position stays
     * @throws PeerClosedException if there is no room, and the consumer has died or the channel is retired
     */
    public boolean offer(ByteBuffer message) throws IpcException {
        if (claimed != NONE) {
            throw refusal("there is a claim already: commit or abort it");
        }
        int length = message.remaining();
        checkLength(length);
        memory.requireMapped();
        try {
            if (!lane.claim(length)) {
                return full();
            }
            lane.copy(message, length);
            lane.publish(length);
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
        message.position(message.limit());
        return true;
    }

    private void checkLength(int length) {
        if (length < 0 || length > maxMessage) {
            throw new IllegalArgumentException(
                    "a message of " + memory + " has 0 to " + maxMessage + " bytes, not " + length);
        }
    }

    private IllegalStateException refusal(String otherwise) {
        return new IllegalStateException(memory + (claimed == CLOSED ? " is closed" : ": " + otherwise));
    }

    /** Counts a failed attempt, and from time to time checks the channel's state and the consumer's liveness. */
    private boolean full() throws IpcException {
        lane.countFull();
        if (fullAfter != lane.messages()) {
            fullAfter = lane.messages();
            Events.laneFull(memory.address(), lane.number(), lane.fullEvents());
        }
        long now = System.nanoTime();
        if (now - nextCheck >= 0) {
            MappedMemory.takeFault();
            memory.checkAlive();
            if (consumer.isDead()) {
                String died = "the consumer, process " + consumer.pid() + ", has died";
                Events.ownerDied(memory.address(), died);
                throw new PeerClosedException(memory.address(), "dead", died);
            }
            nextCheck = now + CHECK_NANOS;
        }
        return false;
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
        return trySend(message) || sendBefore(deadline, message);
    }

    private boolean sendBefore(long deadline, ByteBuffer message) throws IpcException, InterruptedException {
        Waiting waiting = Events.waiting();
        try {
            for (int attempt = 0; ; attempt++) {
                long nanos = wait.pauseForRoom(attempt, deadline);
                if (nanos == Waits.EXPIRED) {
                    return false;
                } else if (nanos == Waits.RETRY ? trySend(message) : trySendOrSleep(message, nanos)) {
                    return true;
                }
            }
        } finally {
            waiting.end(memory.address());
        }
    }

    private boolean trySendOrSleep(ByteBuffer message, long nanos) throws IpcException {
        try {
            if (trySendOrAnnounce(message)) {
                return true;
            }
            KillPoint.reached("room.waiting");
            lane.room().sleep(nanos);
            withdraw();
            return false;
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    /**
     * Announces the sleep, then tries once more to send. Either this attempt finds room, or the consumer that makes
     * room finds the announcement and wakes this producer. No room is missed in between.
     */
    private synchronized boolean trySendOrAnnounce(ByteBuffer message) throws IpcException {
        boolean sleeps = false;
        try {
            if (!closed) {
                lane.room().announce();
            }
            sleeps = !trySend(message);
        } finally {
            if (!sleeps) {
                withdraw();
            }
        }
        return !sleeps;
    }

    /** Withdraws the announcement, except after close: the word then belongs to the lane's next owner. */
    private synchronized void withdraw() {
        if (!closed) {
            lane.room().withdraw();
        }
    }

    /** Returns {@link io.nativeipc.MessageSender.Guarantee#PUBLISHED}. */
    @Override
    public Guarantee guarantee() {
        return Guarantee.PUBLISHED;
    }

    /** {@return the number of this producer's lane} */
    public int lane() {
        return lane.number();
    }

    /** {@return how many messages were published in this lane since the channel was created} */
    public long messages() {
        return lane.messages();
    }

    /** {@return how often there was no room in this lane since the channel was created} */
    public long fullEvents() {
        return lane.fullEvents();
    }

    /** Leaves the channel and drops a claim. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            claimed = CLOSED;
            try {
                memory.leave(() -> {
                    lane.writeCounters();
                    slot.sweep();
                });
                KillPoint.reached("close.left");
            } finally {
                memory.leave(locks); // from here on the lane can have another owner
                KillPoint.reached("close.unlocked");
            }
        }
    }

    /** Does what the kernel does when this process dies: releases the lock and leaves every word as it is. */
    synchronized void abandon() {
        closed = true;
        claimed = CLOSED;
        memory.leave(locks);
    }

    /** Returns the address and the lane: {@code ring:/orders lane 0}. */
    @Override
    public String toString() {
        return memory + " lane " + lane.number();
    }
}
