package io.nativeipc.ring;

import io.nativeipc.internal.region.Mapping;
import io.nativeipc.internal.wait.Futex;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The word on which one side of a channel sleeps. The other side clears it before it wakes the sleeper (futex). In a
 * channel without sleeping waits it is never read.
 *
 * <p>This is Dekker's protocol and needs a full fence on both sides. The sleeper stores 1, executes a full fence, and
 * then checks once more for what it waits for. The waker stores what the sleeper waits for, executes a full fence, and
 * then reads the word. One of the two sees the other's store. With release and acquire alone both could read the old
 * value, and the sleeper would sleep although what it waits for has happened. If a waker clears the word and dies
 * before it wakes the sleeper, the sleeper is delayed by one slice of its sleep.
 */
final class SleepWord {
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;

    private final ByteBuffer control;
    private final int offset;
    private final Mapping mapping;
    private final boolean used;

    /**
     * @param offset the offset of the word in the control words
     * @param mapping the mapping that begins with the control words
     * @param used whether the channel has sleeping waits
     */
    SleepWord(ByteBuffer control, int offset, Mapping mapping, boolean used) {
        this.control = control;
        this.offset = offset;
        this.mapping = mapping;
        this.used = used;
    }

    /** Announces that this side sleeps or is about to. The caller checks once more before it sleeps. */
    void announce() {
        RingLayout.INT.setOpaque(control, offset, ASLEEP);
        VarHandle.fullFence();
    }

    /**
     * Sleeps until it is woken, at most this long. Returns at once if the word was cleared after {@link #announce}, or
     * if the memory is closed.
     */
    void sleep(long nanos) {
        if (mapping.enter()) {
            try {
                Futex.await(mapping.address() + offset, ASLEEP, nanos);
            } finally {
                mapping.exit();
            }
        }
    }

    /** Withdraws the announcement: this side is awake. */
    void withdraw() {
        RingLayout.INT.setOpaque(control, offset, AWAKE);
    }

    /**
     * Clears the word, and returns whether a sleeper is to be woken. Called after the store of what the sleeper waits
     * for.
     */
    boolean clear() {
        if (!used) {
            return false;
        }
        VarHandle.fullFence();
        if ((int) RingLayout.INT.getOpaque(control, offset) == AWAKE) {
            return false;
        }
        RingLayout.INT.setOpaque(control, offset, AWAKE);
        return true;
    }

    /** Wakes the sleeper. */
    void wakeUp() {
        if (mapping.enter()) {
            try {
                Futex.wake(mapping.address() + offset, 1);
            } finally {
                mapping.exit();
            }
        }
    }
}
