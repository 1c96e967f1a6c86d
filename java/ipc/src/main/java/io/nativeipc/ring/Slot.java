package io.nativeipc.ring;

import io.nativeipc.IpcException;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.liveness.ThisProcess;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An entry of the registry, held by a kernel lock on its byte of the object. The kernel releases the lock after the
 * dead owner's last instruction. The next holder of the lock therefore sees everything that the owner wrote, and no
 * write of the owner follows.
 *
 * <p>Only the holder of its lock writes the words of a slot.
 */
final class Slot {
    private final RingMemory memory;
    private final LivenessLocks locks;
    private final int number;
    private final int offset;

    Slot(RingMemory memory, LivenessLocks locks, int number) {
        this.memory = memory;
        this.locks = locks;
        this.number = number;
        this.offset = RingLayout.slotOffset(number);
    }

    /** Acquires the lock of the slot, unless another participant holds it. */
    boolean tryLock() throws IpcException {
        return locks.tryLock(number);
    }

    /** Releases the lock of a slot in which this process is not registered. */
    void unlock() throws IpcException {
        locks.unlock(number);
    }

    /** Returns the number that identifies the owner; 0 if there is no owner. */
    long epoch() {
        return memory.getLong(offset + RingLayout.SLOT_EPOCH_OFFSET);
    }

    /** Returns the owner's process id, for messages. */
    int pid() {
        return memory.getInt(offset + RingLayout.SLOT_PID_OFFSET);
    }

    /** Removes the owner from the registry. */
    void sweep() {
        memory.setLong(offset + RingLayout.SLOT_EPOCH_OFFSET, 0);
    }

    /**
     * Registers this process. The epoch is written last, so that a reader of the epoch sees the pid and the start time
     * that belong to it.
     */
    void register() {
        memory.setInt(offset + RingLayout.SLOT_PID_OFFSET, ThisProcess.PID);
        memory.setLong(offset + RingLayout.SLOT_START_OFFSET, ThisProcess.START);
        memory.setLong(
                offset + RingLayout.SLOT_EPOCH_OFFSET,
                ThreadLocalRandom.current().nextLong() | 1);
    }

    /**
     * Returns whether the owner is dead, which only the kernel can prove: the slot has an owner, no participant holds
     * its lock, and the owner is the same afterwards. An owner whose lock cannot be queried counts as alive.
     */
    boolean isDead() {
        long epoch = epoch();
        return epoch != 0 && locks.isFree(number) && epoch() == epoch;
    }
}
