package io.nativeipc.ring;

/**
 * The pause of a consumer after a poll that found nothing.
 *
 * <p>A consumer that polls again at once takes the cache line away from the producer that is writing it. There are
 * therefore two lengths of pause. A consumer that runs close behind the producer finds one message with each poll and
 * takes a line away with each. It then pauses longer, once, so that the producer gets ahead. A round trip has more
 * empty polls between two messages, so it is never mistaken for this case.
 */
final class PollPause {
    /** The number of consecutive empty polls between two checks of the participants' liveness. */
    static final int POLLS_PER_CHECK = 128;

    private static final int PAUSES = 2;
    private static final int PAUSES_AT_HEELS = 128;
    private static final int AT_HEELS = 2;
    private static final int BURST = 64;

    private int emptyPolls;
    /** The number of messages since more than {@link #AT_HEELS} consecutive polls last found nothing. */
    private int burst;

    /**
     * Pauses if a poll has found nothing.
     *
     * @return whether to check the liveness of the participants
     */
    boolean after(int messages) {
        if (messages > 0) {
            burst = emptyPolls <= AT_HEELS ? burst + messages : messages;
            emptyPolls = 0;
            return false;
        }
        emptyPolls++;
        int pauses = PAUSES;
        if (emptyPolls == 1 && burst >= BURST) {
            pauses = PAUSES_AT_HEELS;
            burst = 0;
        }
        for (; pauses > 0; pauses--) {
            Thread.onSpinWait();
        }
        return emptyPolls % POLLS_PER_CHECK == 0;
    }
}
