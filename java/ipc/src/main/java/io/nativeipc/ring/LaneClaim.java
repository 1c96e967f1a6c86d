package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Finds a lane for a new producer: the first lane that has no owner and is drained. */
final class LaneClaim {
    private final RingMemory memory;
    private final LivenessLocks locks;

    private LaneClaim(RingMemory memory) throws IpcException {
        this.memory = memory;
        this.locks = memory.join();
    }

    static RingProducer open(RingMemory memory) throws IpcException {
        LaneClaim claim = new LaneClaim(memory);
        try (Undo undo = new Undo()) {
            undo.add(() -> memory.leave(claim.locks));
            RingProducer producer = claim.attempt();
            if (producer == null) {
                throw claim.noLane();
            }
            return undo.done(producer);
        }
    }

    static RingProducer open(RingMemory memory, Duration timeout) throws IpcException, InterruptedException {
        long deadline = Deadline.after(timeout);
        LaneClaim claim = new LaneClaim(memory);
        try (Undo undo = new Undo()) {
            undo.add(() -> memory.leave(claim.locks));
            return undo.done(claim.await(deadline));
        }
    }

    private RingProducer await(long deadline) throws IpcException, InterruptedException {
        Waiting waiting = Events.waiting();
        try {
            for (int attempt = 0; ; attempt++) {
                RingProducer producer = attempt();
                if (producer != null) {
                    return producer;
                } else if (!Waits.pause(attempt, deadline)) {
                    throw noLane();
                }
            }
        } finally {
            waiting.end(memory.address());
        }
    }

    private IpcException noLane() {
        int lanes = memory.options().laneCount();
        String text = "each of the " + lanes + " lanes has a producer, or messages of a former one, or is damaged";
        return new IpcException(memory.address(), "no lane", text);
    }

    /**
     * Tries each lane once; null if no lane is free. If the channel was closed or retired in the meantime, this throws,
     * because waiting for a lane would be useless.
     */
    private @Nullable RingProducer attempt() throws IpcException {
        try {
            memory.requireOpen();
            memory.requireMapped();
            memory.checkAlive();
            for (int lane = 0; lane < memory.options().laneCount(); lane++) {
                Slot slot = new Slot(memory, locks, RingLayout.SLOT_LANE + lane);
                if (slot.tryLock()) {
                    KillPoint.reached("lane.locked");
                    OptionalLong head = free(lane);
                    if (head.isPresent()) {
                        return register(slot, lane, head.getAsLong());
                    }
                    slot.unlock();
                }
            }
            return null;
        } catch (InternalError | IllegalStateException fault) {
            throw memory.failure(fault);
        }
    }

    /**
     * Returns the position at which the lane starts. The result is empty if the lane is not drained or is damaged. A
     * damaged lane affects no other lane, and its consumer reports it.
     */
    private OptionalLong free(int lane) {
        try {
            long head = memory.head(lane);
            return memory.isEmptyAt(lane, head) ? OptionalLong.of(head) : OptionalLong.empty();
        } catch (CorruptException damaged) {
            return OptionalLong.empty();
        }
    }

    /**
     * Registers this process in the slot and creates the producer. Apart from the slot there is nothing to clean up:
     * what a dead producer did not publish is invisible.
     */
    private RingProducer register(Slot slot, int lane, long head) throws IpcException {
        slot.sweep();
        KillPoint.reached("lane.swept");
        slot.register();
        KillPoint.reached("lane.registered");
        try {
            memory.checkAlive();
        } catch (IpcException over) {
            slot.sweep();
            throw over;
        }
        return new RingProducer(memory, locks, slot, new ProducedLane(memory, lane, head));
    }
}
