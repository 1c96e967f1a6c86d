package io.nativeipc.ring;

import io.nativeipc.BatchReceiver;
import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.MappedRegion;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.Waits;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one consumer of a {@link RingChannel}. It takes the lanes in turn, at most 256 records of one before the next.
 *
 * <p>A handler receives a read-only buffer that shows the message and nothing else. Messages of up to 120 bytes (in lanes above
 * 8 MiB, 1/65536 of the lane) are copied to private memory; longer ones are shown in place, so a hostile producer can change
 * them while the handler reads: copy what must not change. The buffer must not be used after the handler has returned: it then
 * shows private memory or a later message of the lane, and no other memory. After warm-up, receiving messages of equal length
 * allocates nothing. A message that starts at a byte of the lane where the last one had another length, and is too long to be
 * copied, allocates one buffer object, 64 bytes of heap. The consumer's position moves after
 * the handler has returned: when it throws, the same message comes again, and after the death of a consumer at most a quarter
 * of each lane and one message: at least once.
 *
 * <p><b>Threads.</b> {@link #poll} and {@link #close} are for one thread at a time, for they take no lock. The methods of
 * {@link BatchReceiver} and {@link #freeDeadLanes} exclude each other and close, and may be called from any thread while none is
 * in {@link #poll}.
 *
 * <p>A lane in which something stands that no producer writes is {@link io.nativeipc.CorruptException}, once, and is left out
 * afterwards; the others go on. Truncation of the object is CorruptException too, and what was handled in that call is worth
 * nothing. A channel that was retired is {@link io.nativeipc.PeerClosedException} when nothing is left in it. The waiting
 * methods end soon after an interrupt or a close. After close every method but the counters throws
 * {@link IllegalStateException}, and so does a method that receives if a handler of this consumer calls it.
 */
public final class RingConsumer implements BatchReceiver {
    private static final long CHECK_NANOS = 50_000_000;

    private final RingMemory memory;
    private final RingLocks locks;
    private final Slot slot;
    private final Slot[] producers;
    private final ConsumedLane[] lanes;
    private final SleepWord wake;
    private final PollPause pause = new PollPause();

    private int first;
    private long nextCheck = System.nanoTime() + CHECK_NANOS;
    private RingWait wait;
    private final long takeovers;
    private long lanesFreed;
    private volatile boolean closed;

    /** Set by the one thread that receives, in which its handler runs. */
    private boolean receiving;

    RingConsumer(RingMemory memory, RingLocks locks, Slot slot) throws IpcException {
        this.memory = memory;
        this.locks = locks;
        this.slot = slot;
        this.wait = RingWait.of(memory.options());
        this.wake = memory.consumerSleep();
        this.takeovers = memory.getLong(RingLayout.CONSUMER_OFFSET + RingLayout.CONSUMER_TAKEOVERS_OFFSET);
        this.lanesFreed = memory.getLong(RingLayout.CONSUMER_OFFSET + RingLayout.CONSUMER_LANES_FREED_OFFSET);
        int count = memory.options().laneCount();
        this.producers = new Slot[count];
        this.lanes = new ConsumedLane[count];
        for (int lane = 0; lane < count; lane++) {
            producers[lane] = new Slot(memory, locks, RingLayout.SLOT_LANE + lane);
            lanes[lane] = new ConsumedLane(memory, lane);
        }
    }

    static RingConsumer open(RingMemory memory) throws IpcException {
        RingLocks locks = memory.join();
        try (Undo undo = new Undo()) {
            undo.add(() -> memory.leave(locks));
            return undo.done(open(memory, locks));
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    private static RingConsumer open(RingMemory memory, RingLocks locks) throws IpcException {
        Slot slot = new Slot(memory, locks, RingLayout.SLOT_CONSUMER);
        if (!slot.tryLock()) {
            String text = "it has a consumer already, process " + slot.pid();
            throw new IpcException(memory.address(), "busy", text);
        }
        KillPoint.reached("consumer.locked");
        if (slot.epoch() != 0) {
            count(memory, RingLayout.CONSUMER_TAKEOVERS_OFFSET);
            slot.sweep();
        }
        memory.consumerSleep().withdraw();
        KillPoint.reached("consumer.swept");
        RingConsumer consumer = new RingConsumer(memory, locks, slot);
        slot.register();
        KillPoint.reached("consumer.registered");
        consumer.leaveIfOver();
        return consumer;
    }

    /** After it has the lock and stands in the registry, it cannot miss that the channel was retired. */
    private void leaveIfOver() throws IpcException {
        try {
            memory.checkAlive();
        } catch (IpcException over) {
            slot.sweep();
            throw over;
        }
    }

    private static void count(RingMemory memory, int counter) {
        int offset = RingLayout.CONSUMER_OFFSET + counter;
        memory.setLong(offset, memory.getLong(offset) + 1);
    }

    /**
     * Chooses how the methods wait that do: {@link RingWait#BACK_OFF} if this is not called, in a channel with sleeping waits
     * {@link RingWait#SLEEP}.
     *
     * @param strategy what to do while there is nothing to be done
     * @return this consumer
     * @throws IllegalArgumentException for {@link RingWait#SLEEP} in a channel without sleeping waits
     */
    public RingConsumer waitBy(RingWait strategy) {
        wait = strategy.in(memory.options());
        return this;
    }

    /**
     * Gives the messages that are there to the handler; never blocks.
     *
     * @param handler is given each message, and acknowledges it by its normal return
     * @param limit how many at most; more than 256 records of one lane are left to the next call
     * @return how many it was
     * @throws IOException if the handler fails; what it has not taken comes again
     */
    public int poll(MessageHandler handler, int limit) throws IOException {
        begin();
        try {
            return drain(handler, limit);
        } finally {
            end();
        }
    }

    /** A handler's receiving would get its own message again, and both would move the lane's position. */
    private void begin() {
        if (closed) {
            throw new IllegalStateException(memory + " is closed");
        } else if (receiving) {
            throw new IllegalStateException(memory + ": a handler cannot receive from the consumer that called it");
        }
        memory.requireMapped();
        receiving = true;
    }

    /** Does what {@link #close} has left to do if the handler called it. */
    private void end() {
        receiving = false;
        if (closed) {
            leave();
        }
    }

    private int drain(MessageHandler handler, int limit) throws IOException {
        if (limit < 1) {
            throw new IllegalArgumentException("a poll takes at least 1 message: " + limit);
        }
        try {
            int handled = 0;
            int lane = first;
            first = after(lane); // another one each time, so that a handler that fails holds up its own lane alone
            for (int turn = 0; turn < lanes.length && handled < limit; turn++) {
                handled += lanes[lane].drain(handler, limit - handled);
                lane = after(lane);
            }
            if (pause.after(handled) && !closed) {
                checkWhenDue();
            }
            return handled;
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    private int after(int lane) {
        return lane + 1 == lanes.length ? 0 : lane + 1;
    }

    private void checkWhenDue() throws IpcException {
        long now = System.nanoTime();
        if (now - nextCheck >= 0) {
            nextCheck = now + CHECK_NANOS;
            MappedRegion.takeFault();
            memory.checkAlive();
            freeLanes();
        }
    }

    /**
     * Frees the lanes of producers that the kernel proves dead and of whom nothing is left to consume. Polls do this from time
     * to time, and so does a producer that looks for a lane: nobody depends on this call.
     *
     * @return how many were freed
     * @throws IpcException if the memory was truncated, or the system refuses
     */
    public synchronized int freeDeadLanes() throws IpcException {
        if (closed) {
            throw new IllegalStateException(memory + " is closed");
        }
        return memory.access(this::freeLanes);
    }

    private int freeLanes() throws IpcException {
        int freed = 0;
        for (int lane = 0; lane < lanes.length; lane++) {
            Slot producer = producers[lane];
            long epoch = producer.epoch();
            if (producer.isDead() && producer.tryLock()) {
                KillPoint.reached("free.locked");
                // Under the lock nobody else writes the slot: another epoch is another owner's, who was here in
                // between. What was consumed up to the last message is released.
                if (producer.epoch() == epoch && lanes[lane].isDrained()) {
                    producer.sweep();
                    KillPoint.reached("free.cleared");
                    count(memory, RingLayout.CONSUMER_LANES_FREED_OFFSET);
                    freed++;
                    lanesFreed++;
                }
                producer.unlock();
                KillPoint.reached("free.unlocked");
            }
        }
        return freed;
    }

    @Override
    public synchronized boolean tryReceive(MessageHandler handler) throws IOException {
        return poll(handler, 1) == 1;
    }

    @Override
    public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return receive(handler, 1, null, Deadline.after(timeout)) == 1;
    }

    @Override
    public void receive(MessageHandler handler) throws IOException, InterruptedException {
        receive(handler, 1, null, Deadline.NEVER);
    }

    /**
     * As {@link BatchReceiver} says. A batch keeps its room in the lanes until it is acknowledged, and may be as large as they
     * are; after the death of the consumer all of it comes again.
     */
    @Override
    public int tryReceiveBatch(MessageHandler handler, int limit, BatchEnd end, Duration timeout)
            throws IOException, InterruptedException {
        return receive(handler, limit, end, Deadline.after(timeout));
    }

    private int receive(MessageHandler handler, int limit, @Nullable BatchEnd end, long deadline)
            throws IOException, InterruptedException {
        Waits.throwIfInterrupted();
        for (int attempt = 0; ; attempt++) {
            int received = receiveNow(handler, limit, end);
            if (received > 0) {
                return received;
            }
            long nanos = wait.pause(attempt, deadline);
            if (nanos == Waits.EXPIRED) {
                return 0;
            } else if (nanos != Waits.RETRY) {
                received = receiveOrSleep(handler, limit, end, nanos);
                if (received > 0) {
                    return received;
                }
            } else if (attempt > PollPause.POLLS_PER_CHECK) {
                checkWhileWaiting();
            }
        }
    }

    private synchronized int receiveNow(MessageHandler handler, int limit, @Nullable BatchEnd end)
            throws IOException, InterruptedException {
        return end == null ? poll(handler, limit) : batch(handler, limit, end);
    }

    private int batch(MessageHandler handler, int limit, BatchEnd end) throws IOException, InterruptedException {
        begin();
        boolean acknowledged = false;
        try {
            for (ConsumedLane lane : lanes) {
                lane.hold();
            }
            int handled = drain(handler, limit);
            for (int more = handled; more > 0 && handled < limit && !closed; handled += more) {
                more = drain(handler, limit - handled);
            }
            if (handled > 0) {
                end.beforeAcknowledging();
            }
            acknowledged = true;
            return handled;
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        } finally {
            try {
                endBatch(acknowledged);
            } finally {
                end();
            }
        }
    }

    /** In memory that is gone or closed there is nothing to acknowledge; the exception that says so is on its way. */
    private void endBatch(boolean acknowledged) {
        memory.leave(() -> {
            for (ConsumedLane lane : lanes) {
                if (acknowledged) {
                    lane.keep();
                } else {
                    lane.undo();
                }
            }
        });
    }

    private int receiveOrSleep(MessageHandler handler, int limit, @Nullable BatchEnd end, long nanos)
            throws IOException, InterruptedException {
        try {
            int received = receiveOrAnnounce(handler, limit, end);
            if (received == 0) {
                KillPoint.reached("poll.sleeping");
                wake.sleep(nanos);
                withdraw();
            }
            return received;
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    /** Between the two steps a producer wakes whom it finds announced: there is no moment in which a message may be missed. */
    private synchronized int receiveOrAnnounce(MessageHandler handler, int limit, @Nullable BatchEnd end)
            throws IOException, InterruptedException {
        boolean sleeps = false;
        try {
            if (!closed) {
                wake.announce();
            }
            int received = receiveNow(handler, limit, end);
            sleeps = received == 0;
            return received;
        } finally {
            if (!sleeps) {
                withdraw();
            }
        }
    }

    /** After close the word is the next consumer's. */
    private synchronized void withdraw() {
        if (!closed) {
            wake.withdraw();
        }
    }

    private synchronized void checkWhileWaiting() throws IpcException {
        if (!closed) {
            memory.access(() -> {
                checkWhenDue();
                return true;
            });
        }
    }

    /** {@return how often a consumer took over from a dead one since the channel was created} */
    public long takeovers() {
        return takeovers;
    }

    /** {@return how many lanes of dead producers a consumer has freed since the channel was created} */
    public long lanesFreed() {
        return lanesFreed;
    }

    /**
     * Leaves the channel. What was handled does not come again; the rest stays for the next consumer. A handler may call this:
     * its message is the last one, and the channel is left when the call that receives ends.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (receiving) {
                for (ConsumedLane lane : lanes) {
                    lane.stop();
                }
            } else {
                leave();
            }
        }
    }

    private void leave() {
        try {
            memory.leave(() -> {
                for (ConsumedLane lane : lanes) {
                    lane.release();
                }
                slot.sweep();
            });
            KillPoint.reached("close.left");
        } finally {
            memory.leave(locks); // from here on there may be another consumer
            KillPoint.reached("close.unlocked");
        }
    }

    /** Does what the kernel does when this process dies: gives up the lock, and leaves every word as it is. */
    synchronized void abandon() {
        closed = true;
        memory.leave(locks);
    }

    /** The address: {@code ring:/orders}. */
    @Override
    public String toString() {
        return memory.toString();
    }
}
