package io.nativeipc.ring;

import io.nativeipc.IpcException;
import io.nativeipc.internal.wait.Backoff;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Where a channel is: what its memory is found by, and where its locks are. */
interface RingPlace extends AutoCloseable {
    /** The channel's address. */
    String address();

    /** Locks of a participant's own. */
    RingLocks openLocks() throws IpcException;

    /** Writes into a new header where the locks are, if that is not the object itself. */
    default void describe(ByteBuffer page) {}

    /**
     * Retires the channel and erases what it is found by, unless that is another channel's by now. Both happen under the creator's
     * lock, which every process takes that creates, unlinks or cleans up: while it is held the name does not change hands.
     *
     * @param memory the channel's
     */
    void unlink(RingMemory memory) throws IOException;

    /** Takes the creator's lock, by a description of its own, since two threads may unlink by the same handle. */
    static RingLocks lockCreator(RingLocks locks, String address) throws IOException {
        boolean locked = false;
        try {
            locked = await(address, () -> locks.tryLock(RingLayout.LOCK_CREATOR));
            if (!locked) {
                throw new IpcException(
                        address, "busy", "another process is creating or removing it; nothing was changed");
            }
            return locks;
        } finally {
            if (!locked) {
                locks.close();
            }
        }
    }

    /** Ends the use of what finding took; memory and locks of participants stay. */
    @Override
    void close();

    /** Something that others may hold up for a moment. */
    interface Attempt {
        boolean succeeds() throws IOException;
    }

    /** Tries for {@link Backoff#PATIENCE}. */
    static boolean await(String address, Attempt attempt) throws IOException {
        return await(address, attempt, Backoff.PATIENCE);
    }

    static boolean await(String address, Attempt attempt, Duration patience) throws IOException {
        Backoff backoff = new Backoff(address, patience);
        while (!attempt.succeeds()) {
            if (!backoff.pause()) {
                return false;
            }
        }
        return true;
    }
}
