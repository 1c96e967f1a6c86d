package io.nativeipc.ring;

/**
 * An entry of a channel's registry, for the consumer or for the producer of a lane.
 *
 * @param epoch a number that identifies this owner and no other; 0 if there is no owner
 * @param pid the owner's process id, 0 if there is no owner; for diagnosis only, because in another PID namespace the
 *     number names another process
 * @param start the time at which the process started, in clock ticks after the boot; 0 if unknown
 * @param liveness whether the owner is alive, as the kernel's lock shows
 */
public record RingSlotStatistics(long epoch, int pid, long start, Liveness liveness) {
    /** Whether there is an owner, and whether it is alive. */
    public enum Liveness {
        /** No participant has registered here, or the last one left in order. */
        ABSENT,
        /** The kernel holds the lock for the owner. A stopped process is alive. */
        ALIVE,
        /** The kernel has released the lock: the owner is dead, and no other participant has taken its place. */
        DEAD,
        /** The kernel did not report whether the lock is held, or the owner changed in the meantime. */
        UNKNOWN
    }

    /** {@return whether a participant is registered, dead or alive} */
    public boolean isTaken() {
        return epoch != 0;
    }
}
