package io.nativeipc.internal.wait;

import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * The pauses of a loop that tries again until another process has finished its work. The loop first yields, then sleeps
 * for at most 5 ms at a time, until its deadline. The limit is a time and not a number of attempts, and an interrupt
 * ends the loop with an exception, never with a result.
 */
public final class Backoff {
    /** The time that a creator, or a process that cleans up, is given to finish. */
    public static final Duration PATIENCE = Duration.ofSeconds(1);

    /** The minimum number of attempts, however long each takes on a busy or emulated machine. */
    private static final int LEAST = 4;

    private final String object;
    private final Duration patience;
    private long deadline;
    private int attempt;

    /**
     * Creates a loop of at most {@link #PATIENCE}.
     *
     * @param object the object that an interrupt's exception names
     */
    public Backoff(String object) {
        this(object, PATIENCE);
    }

    /**
     * Creates a loop of at most this time, which starts at the first pause.
     *
     * @param object the object that an interrupt's exception names
     */
    public Backoff(String object, Duration patience) {
        this.object = object;
        this.patience = patience;
    }

    /**
     * Pauses after a failed attempt.
     *
     * @return whether to try again; false on timeout
     * @throws InterruptedIOException if the thread is interrupted; its interrupt status is set
     */
    public boolean pause() throws InterruptedIOException {
        if (attempt == 0) {
            deadline = Deadline.after(patience);
        }
        try {
            return Waits.pause(attempt++, deadline) || attempt < LEAST;
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /**
     * Ends a loop that needs no pauses, because a system call takes its time, if the thread is interrupted.
     *
     * @throws InterruptedIOException if the thread is interrupted; its interrupt status is set
     */
    public void refuseInterrupted() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
    }

    private InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException(object + ": interrupted while it was opened or created");
    }

    /** An attempt that another process may delay for a moment. */
    public interface Attempt {
        boolean succeeds() throws IOException;
    }

    /**
     * Repeats an attempt for up to {@link #PATIENCE}.
     *
     * @param object the object that an interrupt's exception names
     * @return false on timeout
     */
    public static boolean until(String object, Attempt attempt) throws IOException {
        return until(object, attempt, PATIENCE);
    }

    /**
     * Repeats an attempt for up to this time.
     *
     * @param object the object that an interrupt's exception names
     * @return false on timeout
     */
    public static boolean until(String object, Attempt attempt, Duration patience) throws IOException {
        Backoff backoff = new Backoff(object, patience);
        while (!attempt.succeeds()) {
            if (!backoff.pause()) {
                return false;
            }
        }
        return true;
    }
}
