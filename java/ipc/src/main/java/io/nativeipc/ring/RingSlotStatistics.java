package io.nativeipc.ring;

/**
 * A place in a channel's registry: of a lane's producer, or of the consumer.
 *
 * @param epoch stands for this owner and no other; 0: there is none
 * @param pid the owner's process, 0 without one; for diagnosis, as in another PID namespace the number names another process
 * @param start when the process began, in clock ticks after the boot; 0 if that is not known
 * @param liveness what the kernel's lock tells
 */
public record RingSlotStatistics(long epoch, int pid, long start, Liveness liveness) {
    /** Whether there is an owner, and whether it lives. */
    public enum Liveness {
        /** Nobody ever came, or who came has left in order. */
        ABSENT,
        /** The kernel holds the lock for the owner; a stopped process is alive. */
        ALIVE,
        /** The kernel has taken the lock away: the owner is dead, and nobody has taken its place. */
        DEAD,
        /** The kernel would not say, or the owner changed meanwhile. */
        UNKNOWN
    }

    /** {@return whether somebody is registered, dead or alive} */
    public boolean isTaken() {
        return epoch != 0;
    }
}
