package io.nativeipc.ring;

/**
 * How long a consumer pauses after a poll that has found nothing.
 *
 * <p>Who looks at once again takes from the producer the line that it is writing in, so there are two pauses. A consumer that
 * runs at the producer's heels finds one message with each poll, and takes a line away with each: then the producer is let
 * ahead once. A round trip has more empty polls between two messages, and is never taken for that.
 */
final class PollPause {
    /** After so many empty polls in a row it is time to see who lives. */
    static final int POLLS_PER_CHECK = 128;

    private static final int PAUSES = 2;
    private static final int PAUSES_AT_HEELS = 128;
    private static final int AT_HEELS = 2;
    private static final int BURST = 64;

    private int emptyPolls;
    /** Messages since the last time that more than {@link #AT_HEELS} polls in a row found nothing. */
    private int burst;

    /**
     * Pauses if a poll has found nothing.
     *
     * @return whether it is time to see who lives
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
