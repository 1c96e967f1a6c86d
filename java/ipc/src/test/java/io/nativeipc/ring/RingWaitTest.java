package io.nativeipc.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests how a producer waits for room. A park is recognised by the permit that it consumes. */
class RingWaitTest {
    private static boolean parks(RingWait wait, int attempt) throws InterruptedException {
        LockSupport.unpark(Thread.currentThread());
        assertThat(wait.pauseForRoom(attempt, Deadline.NEVER)).isEqualTo(Waits.RETRY);
        long begin = System.nanoTime();
        LockSupport.parkNanos(20_000_000);
        return System.nanoTime() - begin >= 20_000_000;
    }

    @Test
    void aWaitForRoomParksAfterSomeSpins() throws InterruptedException {
        for (RingWait wait : new RingWait[] {RingWait.YIELD, RingWait.BACK_OFF}) {
            assertThat(parks(wait, RingWait.ROOM_SPINS - 1)).isFalse();
            assertThat(parks(wait, RingWait.ROOM_SPINS)).isTrue();
            assertThat(parks(wait, RingWait.ROOM_SPINS + 63)).isTrue();
        }
        assertThat(parks(RingWait.YIELD, 1_000_000)).isTrue();
        assertThat(parks(RingWait.BACK_OFF, RingWait.ROOM_SPINS + 64 + 100)).isTrue();
    }

    @Test
    void aProducerThatSpinsNeverParks() throws InterruptedException {
        assertThat(parks(RingWait.SPIN, 0)).isFalse();
        assertThat(parks(RingWait.SPIN, 1_000_000)).isFalse();
    }

    @Test
    void aSleepInTheKernelIsTheCallers() throws InterruptedException {
        assertThat(RingWait.SLEEP.pauseForRoom(RingWait.ROOM_SPINS - 1, Deadline.NEVER))
                .isEqualTo(Waits.RETRY);
        assertThat(RingWait.SLEEP.pauseForRoom(RingWait.ROOM_SPINS + 10, Deadline.NEVER))
                .isEqualTo(Waits.SLICE);
    }

    @ParameterizedTest
    @EnumSource
    void everyWaitEndsWithTheTimeOrAnInterrupt(RingWait wait) throws InterruptedException {
        for (int attempt : new int[] {0, RingWait.ROOM_SPINS, 1000}) {
            assertThat(wait.pauseForRoom(attempt, Deadline.PASSED)).isEqualTo(Waits.EXPIRED);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> wait.pauseForRoom(attempt, Deadline.NEVER))
                    .isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }
}
