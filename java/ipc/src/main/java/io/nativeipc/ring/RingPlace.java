package io.nativeipc.ring;

import io.nativeipc.IpcException;
import io.nativeipc.waiting.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Where a channel is: what its memory is found by, and where its locks are. */
interface RingPlace extends AutoCloseable {
    /** How long others are given who create or clean up. */
    Duration PATIENCE = Duration.ofSeconds(1);

    /** The channel's address. */
    String address();

    /** Locks of a participant's own. */
    RingLocks openLocks() throws IpcException;

    /** Writes into a new header where the locks are, if that is not the object itself. */
    default void describe(ByteBuffer page) {}

    /** Erases what the channel is found by, if it is still this channel's; its state is RETIRED already. */
    void unlink() throws IpcException;

    /** Ends the use of what finding took; memory and locks of participants stay. */
    @Override
    void close();

    /** Something that others may hold up for a moment. */
    interface Attempt {
        boolean succeeds() throws IpcException;
    }

    /** Tries for {@link #PATIENCE}. */
    static boolean await(Attempt attempt) throws IpcException {
        return await(attempt, PATIENCE);
    }

    static boolean await(Attempt attempt, Duration patience) throws IpcException {
        for (long deadline = Deadline.after(patience); !attempt.succeeds(); LockSupport.parkNanos(1_000_000)) {
            if (Deadline.remaining(deadline) <= 0) {
                return false;
            }
        }
        return true;
    }
}
