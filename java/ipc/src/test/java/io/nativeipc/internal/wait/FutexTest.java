package io.nativeipc.internal.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.internal.sys.Errno;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FutexTest {
    private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int ROUNDS = 20;

    /** The system call returns at once. A loop around it would use a whole processor. */
    @ParameterizedTest
    @ValueSource(strings = {"EPERM", "ENOSYS", "EINVAL", "EACCES"})
    void aRefusedWaitPauses(String error) throws Exception {
        int code = (int) Errno.class.getField(error).get(null);
        assertThat(TimeUnit.NANOSECONDS.toMillis(took(-code))).isBetween(ROUNDS * 4L, ROUNDS * 40L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EAGAIN", "EINTR", "ETIMEDOUT"})
    void aWaitThatEndedDoesNotPause(String error) throws Exception {
        int code = (int) Errno.class.getField(error).get(null);
        assertThat(TimeUnit.NANOSECONDS.toMillis(Math.min(took(-code), took(0))))
                .isLessThan(ROUNDS);
    }

    private static long took(int result) {
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            Futex.pauseIfRefused(result, SLICE);
        }
        return System.nanoTime() - start;
    }
}
