package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Tests what the consumer of {@code bench} counts and what it rejects. */
class BenchMeterTest {
    private static final long TOKEN = 0x1234567890L;

    private final BenchMeter meter = new BenchMeter(TOKEN, 32, 24);

    private static ByteBuffer message(long token, long number, long stamp, int size) {
        ByteBuffer message = ByteBuffer.allocate(8 + size).position(8); // in place, not at index 0
        message.putLong(8 + BenchMessage.TOKEN, token);
        message.putLong(8 + BenchMessage.NUMBER, number);
        message.putLong(8 + BenchMessage.STAMP, stamp);
        return message;
    }

    @Test
    void measuresOneAfterTheOther() throws IOException {
        meter.onMessage(message(TOKEN, 0, System.nanoTime() - 1_000_000, 32));
        meter.onMessage(message(TOKEN, 1, BenchMessage.END, 32));
        meter.onMessage(message(TOKEN, 2, BenchMessage.UNSTAMPED, 24));
        meter.onMessage(message(TOKEN, 3, BenchMessage.UNSTAMPED, 24));
        assertThat(meter.isDone()).isFalse();
        meter.onMessage(message(TOKEN, 4, BenchMessage.END, 24));
        assertThat(meter.isDone()).isTrue();
        assertThat(meter.results().get(0).latency().getTotalCount()).isEqualTo(1);
        assertThat(meter.results().get(0).latency().getMinValue()).isGreaterThanOrEqualTo(999_000);
        assertThat(meter.results().get(1).messages()).isEqualTo(2);
        assertThat(meter.results().get(1).latency().getTotalCount()).isZero();
    }

    @Test
    void refusesWhatIsNotTheNextMessage() throws IOException {
        meter.onMessage(message(TOKEN, 0, BenchMessage.UNSTAMPED, 32));
        for (ByteBuffer wrong : new ByteBuffer[] {
            message(TOKEN, 0, BenchMessage.UNSTAMPED, 32),
            message(TOKEN, 2, BenchMessage.UNSTAMPED, 32),
            message(TOKEN, 1, BenchMessage.UNSTAMPED, 40)
        }) {
            assertThatThrownBy(() -> meter.onMessage(wrong)).hasMessageContaining("came where 1 of 32 bytes was due");
        }
        assertThatThrownBy(() -> meter.onMessage(message(7, 1, BenchMessage.UNSTAMPED, 32)))
                .hasMessageContaining("other messages");
        assertThatThrownBy(() -> meter.onMessage(ByteBuffer.allocate(1))).hasMessageContaining("other messages");
        meter.onMessage(message(TOKEN, 1, BenchMessage.UNSTAMPED, 32));
    }
}
