package io.nativeipc.internal.wait;

import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * The pauses of a loop that tries again until another process has finished what it is doing: first it yields, then it sleeps,
 * at most 5 ms at a time, until its deadline. The deadline is a time and no number of attempts, and an interrupt ends the
 * loop with an exception, never with an answer.
 */
public final class Backoff {
    /** How long a creator, or a process that cleans up, is given to finish. */
    public static final Duration PATIENCE = Duration.ofSeconds(1);

    /** So many attempts are made however long each takes, on a machine that is busy or emulated. */
    private static final int LEAST = 4;

    private final String object;
    private final Duration patience;
    private long deadline;
    private int attempt;

    /**
     * A loop of at most {@link #PATIENCE}.
     *
     * @param object what an interrupt's exception names
     */
    public Backoff(String object) {
        this(object, PATIENCE);
    }

    /**
     * A loop of at most this time, which begins with the first pause.
     *
     * @param object what an interrupt's exception names
     */
    public Backoff(String object, Duration patience) {
        this.object = object;
        this.patience = patience;
    }

    /**
     * Pauses after an attempt that failed.
     *
     * @return whether to try again; false when the time is over
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
     * Ends a loop that has no need to pause, because a system call takes its time.
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
}
