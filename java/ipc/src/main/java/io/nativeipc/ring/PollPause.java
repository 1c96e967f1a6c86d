package io.nativeipc.ring;

/**
 * The pause of a consumer after a poll that found nothing.
 *
 * <p>A consumer that polls again at once takes the cache line away from the producer that is writing it. An empty poll
 * therefore pauses, for one PAUSE. A consumer that runs close behind a producer of a stream still finds one message
 * with each poll and takes a line away with each. It pauses longer from time to time, once, so that the producer gets
 * ahead.
 *
 * <p>Whether messages come as a stream cannot be seen before that pause. It shows after it: the next poll that finds
 * messages then finds many. If it finds few, as in a round trip, the pause only delayed a message, and the next one
 * follows after twice as many messages, up to {@link #RAREST}. After a few thousand round trips fewer than one message
 * in a thousand is delayed, whatever the caller does between two polls.
 *
 * <p>Used by the consumer's thread alone. None of this is in shared memory.
 */
final class PollPause {
    /** The number of consecutive empty polls between two checks of the participants' liveness. */
    static final int POLLS_PER_CHECK = 128;

    /** The length of the long pause in PAUSEs. */
    static final int LET_AHEAD = 512;

    /** The fewest and the most messages between two long pauses. */
    static final int MOST_OFTEN = 64;

    static final int RAREST = 65536;

    /** A long pause was useful if the next poll that finds messages finds this many. */
    static final int USEFUL = 4;

    private static final int AT_HEELS = 2;

    private int emptyPolls;
    /** The number of messages since more than {@link #AT_HEELS} consecutive polls last found nothing. */
    private int burst;
    /** The number of messages after which the next long pause is due. */
    private int interval = MOST_OFTEN;

    /** Whether the last pause was a long one that no message has followed yet. */
    private boolean letAhead;

    /**
     * Pauses if a poll has found nothing.
     *
     * @return whether to check the liveness of the participants
     */
    boolean after(int messages) {
        if (messages == 0) {
            return pause(pauses());
        }
        if (letAhead) {
            learn(messages);
        }
        burst = emptyPolls <= AT_HEELS ? Math.min(burst + messages, RAREST) : messages;
        emptyPolls = 0;
        return false;
    }

    private void learn(int messages) {
        letAhead = false;
        interval = messages < USEFUL ? Math.min(interval * 2, RAREST) : MOST_OFTEN;
    }

    /** Counts an empty poll. Returns the length of the pause after it. */
    int pauses() {
        emptyPolls++;
        if (emptyPolls > 1 || burst < interval) {
            return 1;
        }
        burst = 0;
        letAhead = true;
        return LET_AHEAD;
    }

    private boolean pause(int pauses) {
        for (int left = pauses; left > 0; left--) {
            Thread.onSpinWait();
        }
        return emptyPolls % POLLS_PER_CHECK == 0;
    }
}
