package io.nativeipc.ring;

import io.nativeipc.IpcException;
import io.nativeipc.waiting.Backoff;
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

    /** Erases what the channel is found by, if it is still this channel's; its state is RETIRED already. */
    void unlink() throws IpcException;

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
