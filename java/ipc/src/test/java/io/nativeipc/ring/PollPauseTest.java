package io.nativeipc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tests when a consumer lets its producer get ahead. */
class PollPauseTest {
    private final PollPause pause = new PollPause();

    /** Polls one message each time, with one empty poll in between. Returns the messages before each long pause. */
    private int messagesBeforeTheNextLongPause(int each) {
        for (int messages = 0; ; ) {
            pause.after(each);
            messages += each;
            if (pause.pauses() > 1) {
                return messages;
            }
        }
    }

    @Test
    void aRoundTripPausesMoreAndMoreRarely() {
        for (int interval = PollPause.MOST_OFTEN; interval < PollPause.RAREST; interval *= 2) {
            assertThat(messagesBeforeTheNextLongPause(1)).isEqualTo(interval);
        }
        assertThat(messagesBeforeTheNextLongPause(1)).isEqualTo(PollPause.RAREST);
        assertThat(messagesBeforeTheNextLongPause(1)).as("no more rarely").isEqualTo(PollPause.RAREST);
    }

    @Test
    void aStreamPausesOften() {
        for (int i = 0; i < 10; i++) {
            assertThat(messagesBeforeTheNextLongPause(PollPause.USEFUL)).isEqualTo(PollPause.MOST_OFTEN);
        }
    }

    @Test
    void aStreamAfterRoundTripsPausesOftenAgain() {
        for (int i = 0; i < 5; i++) {
            messagesBeforeTheNextLongPause(1);
        }
        pause.after(PollPause.USEFUL); // the last long pause was useful
        assertThat(messagesBeforeTheNextLongPause(1)).isEqualTo(PollPause.MOST_OFTEN - PollPause.USEFUL);
    }

    @Test
    void aConsumerThatIsNotAtTheHeelsNeverPausesLong() {
        for (int messages = 0; messages < 1000; messages++) {
            pause.after(1);
            for (int empty = 0; empty < 3; empty++) {
                assertThat(pause.pauses()).isEqualTo(1);
            }
        }
    }

    @Test
    void itIsTimeToCheckOnceInManyEmptyPolls() {
        for (int empty = 1; empty <= 3 * PollPause.POLLS_PER_CHECK; empty++) {
            assertThat(pause.after(0)).isEqualTo(empty % PollPause.POLLS_PER_CHECK == 0);
        }
    }
}
