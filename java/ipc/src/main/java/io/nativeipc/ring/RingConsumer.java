package io.nativeipc.ring;

import io.nativeipc.BatchReceiver;
import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The only consumer of a {@link RingChannel}. It takes the lanes in turn, and at most 256 records of a lane before the
 * next one.
 *
 * <p>A handler receives a read-only buffer that shows only the message. Messages of up to 120 bytes (in lanes above
 * 8 MiB, 1/65536 of the lane) are copied to private memory. Longer ones are shown in place, so a hostile producer can
 * change them while the handler reads: copy what must not change. Do not use the buffer after the handler has returned:
 * it then shows private memory or a later message of the lane, and no other memory.
 *
 * <p>After warm-up, receiving messages of equal length allocates nothing. A message that is too long to be copied
 * allocates one buffer object, 64 bytes of heap, if the last message that started at the same byte of the lane had
 * another length.
 *
 * <p>The consumer's position moves after the handler has returned. If the handler throws, the same message arrives
 * again. After the death of a consumer, at most a quarter of each lane and one message arrive again. Every message is
 * delivered at least once.
 *
 * <p><b>Threads.</b> Call {@link #poll} and {@link #close} from one thread at a time, because poll takes no lock. The
 * methods of {@link BatchReceiver} and {@link #freeDeadLanes} exclude each other and close. They may be called from any
 * thread while no thread is in {@link #poll}.
 *
 * <p><b>Errors.</b> If a lane contains data that no producer writes, the call that finds it throws
 * {@link io.nativeipc.CorruptException}. Later calls skip the lane, and the other lanes continue. If the object was
 * truncated, a call throws CorruptException too, and the messages handled in that call are invalid. If the channel was
 * retired, a call throws {@link io.nativeipc.PeerClosedException} when no message is left.
 *
 * <p>The waiting methods end soon after an interrupt or a close. After close, {@link #freeDeadLanes} and the methods
 * that receive throw {@link IllegalStateException}. A method that receives also throws it if a handler of this consumer
 * calls it.
 */
public final class RingConsumer implements BatchReceiver {
    private static final long CHECK_NANOS = 50_000_000;

    private final RingMemory memory;
    private final LivenessLocks locks;
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

    /** Written only by the receiving thread, which also runs the handler. */
    private boolean receiving;

    RingConsumer(RingMemory memory, LivenessLocks locks, Slot slot) throws IpcException {
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
        LivenessLocks locks = memory.join();
        try (Undo undo = new Undo()) {
            undo.add(() -> memory.leave(locks));
            return undo.done(open(memory, locks));
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    private static RingConsumer open(RingMemory memory, LivenessLocks locks) throws IpcException {
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

    /**
     * Leaves the channel if it was retired. This check follows the lock and the registration, so it cannot miss a
     * retirement.
     */
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
     * Sets how the waiting methods wait. The default is {@link RingWait#BACK_OFF}, or {@link RingWait#SLEEP} in a
     * channel with sleeping waits.
     *
     * @param strategy what to do while no message is available
     * @return this consumer
     * @throws IllegalArgumentException for {@link RingWait#SLEEP} in a channel without sleeping waits
     */
    public RingConsumer waitBy(RingWait strategy) {
        wait = strategy.in(memory.options());
        return this;
    }

    /**
     * Passes available messages to the handler. Never blocks.
     *
     * @param handler receives each message, and acknowledges it by returning normally
     * @param limit the largest number of messages; a call takes at most 256 records of one lane
     * @return the number of messages handled
     * @throws IOException if the handler fails; a message that it did not acknowledge arrives again
     */
    public int poll(MessageHandler handler, int limit) throws IOException {
        begin();
        try {
            return drain(handler, limit);
        } finally {
            end();
        }
    }

    /**
     * Rejects a handler that receives from its own consumer: it would get its own message again, and both calls would
     * move the lane's position.
     */
    private void begin() {
        if (closed) {
            throw new IllegalStateException(memory + " is closed");
        } else if (receiving) {
            throw new IllegalStateException(memory + ": a handler cannot receive from the consumer that called it");
        }
        memory.requireMapped();
        receiving = true;
    }

    /** Ends a call that receives, and completes {@link #close} if the handler called it. */
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
            first = after(lane); // start at another lane each time, so that a failing handler delays only its own lane
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
            MappedMemory.takeFault();
            memory.checkAlive();
            freeLanes();
        }
    }

    /**
     * Frees the lanes of dead producers in which no message is left. A producer is dead if the kernel's lock proves it.
     * Polls do the same from time to time, and so does a new producer that looks for a lane, so no process depends on
     * this call.
     *
     * @return the number of lanes freed
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
                // Only the holder of the lock writes the slot. A different epoch belongs to another owner that came
                // in between. HEAD has been released up to the last message that was consumed.
                int dead = 0;
                if (producer.epoch() == epoch && lanes[lane].isDrained()) {
                    dead = producer.pid();
                    producer.sweep();
                    KillPoint.reached("free.cleared");
                    count(memory, RingLayout.CONSUMER_LANES_FREED_OFFSET);
                    freed++;
                    lanesFreed++;
                }
                producer.unlock();
                KillPoint.reached("free.unlocked");
                if (dead != 0) {
                    Events.ownerDied(memory.address(), "the producer, process " + dead + ", has died");
                }
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
     * Receives a batch, as {@link BatchReceiver#tryReceiveBatch} describes. A batch keeps its room in the lanes until
     * it is acknowledged, and can be as large as the lanes. If the consumer dies before that, the whole batch arrives
     * again.
     */
    @Override
    public int tryReceiveBatch(MessageHandler handler, int limit, BatchEnd end, Duration timeout)
            throws IOException, InterruptedException {
        return receive(handler, limit, end, Deadline.after(timeout));
    }

    private int receive(MessageHandler handler, int limit, @Nullable BatchEnd end, long deadline)
            throws IOException, InterruptedException {
        Waits.throwIfInterrupted();
        Waiting waiting = Waiting.NONE;
        try {
            for (int attempt = 0; ; attempt++) {
                int received = receiveNow(handler, limit, end);
                if (received > 0) {
                    return received;
                }
                waiting = attempt == 0 ? Events.waiting() : waiting;
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
        } finally {
            waiting.end(memory.address());
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

    /**
     * Acknowledges or undoes the batch. In memory that is truncated or closed there is nothing to do: the exception
     * that reports this is already on its way.
     */
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

    /**
     * Announces the sleep, then tries once more to receive. Either this attempt finds a message, or the message's
     * producer finds the announcement and wakes this consumer. No message is missed in between.
     */
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

    /** Withdraws the announcement, except after close: the word then belongs to the next consumer. */
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
     * Leaves the channel. Messages that were handled do not arrive again; the others stay for the next consumer. A
     * handler may call this method. Its message is then the last one, and the receiving call leaves the channel when it
     * ends.
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
            memory.leave(locks); // from here on another consumer can exist
            KillPoint.reached("close.unlocked");
        }
    }

    /** Does what the kernel does when this process dies: releases the lock and leaves every word as it is. */
    synchronized void abandon() {
        closed = true;
        memory.leave(locks);
    }

    /** Returns the address: {@code ring:/orders}. */
    @Override
    public String toString() {
        return memory.toString();
    }
}
