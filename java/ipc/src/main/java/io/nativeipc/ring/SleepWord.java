package io.nativeipc.ring;

import io.nativeipc.internal.region.Mapping;
import io.nativeipc.internal.sys.Native;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The word on which one side of a channel sleeps, and which the other side clears before it wakes it (futex). In a channel
 * without sleeping waits it is never looked at.
 *
 * <p>This is Dekker's protocol, and needs a full fence on both sides: the sleeper stores 1, fences, and looks once more for
 * what it waits for; the waker stores that, fences, and reads the word. One of the two sees the other. With release and
 * acquire alone both may read the old value, and the sleeper would sleep on a message. Who clears the word and dies before it
 * wakes delays the sleeper by one slice of its sleep.
 */
final class SleepWord {
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;

    private final ByteBuffer control;
    private final int offset;
    private final boolean used;
    private final Mapping mapping;

    SleepWord(RingMemory memory, int offset) {
        this.control = memory.control();
        this.offset = offset;
        this.used = memory.options().sleepingWaits();
        this.mapping = memory.mapping();
    }

    /** Says that one sleeps, or is about to; the caller looks once more before it does. */
    void announce() {
        RingLayout.INT.setOpaque(control, offset, ASLEEP);
        VarHandle.fullFence();
    }

    /** Sleeps until it is woken, or so long; not at all after {@link #clear} since {@link #announce}, or in closed memory. */
    void sleep(long nanos) {
        if (mapping.enter()) {
            try {
                Native.shim().ipc_futex_wait(mapping.address() + offset, ASLEEP, nanos);
            } finally {
                mapping.exit();
            }
        }
    }

    /** Says that one is awake. */
    void withdraw() {
        RingLayout.INT.setOpaque(control, offset, AWAKE);
    }

    /** After what one may sleep for was stored: clears the word, and says whether somebody is to be woken. */
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

    /** Wakes who sleeps. */
    void wakeUp() {
        if (mapping.enter()) {
            try {
                Native.shim().ipc_futex_wake(mapping.address() + offset, 1);
            } finally {
                mapping.exit();
            }
        }
    }
}
