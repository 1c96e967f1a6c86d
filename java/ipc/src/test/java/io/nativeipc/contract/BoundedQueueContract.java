package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A message queue that becomes full when its receiver takes no messages. */
public abstract class BoundedQueueContract extends MessageQueueContract {
    /** More bytes than any queue of a test accepts without its receiver. */
    private static final long NO_QUEUE_TAKES = 1L << 30;

    /** {@return how long a full queue may still move messages to the place where they wait for the receiver} */
    protected Duration settles() {
        return SHORT;
    }

    @Test
    void aFullQueueIsFalseAndLosesNothing() throws Exception {
        long sent = fill();
        ByteBuffer refused = ByteBuffer.wrap(new byte[fillSize()]);
        assertThat(sender.trySend(refused, SHORT)).isFalse();
        assertThat(refused.position()).isZero();
        for (long number = 0; number < sent; number++) {
            assertThat(ByteBuffer.wrap(received()).getLong()).isEqualTo(number);
        }
        assertThat(receiver.tryReceive(message -> {})).isFalse();
        assertThat(sender.trySend(refused, LONG)).isTrue();
    }

    private int fillSize() {
        return Math.min(64, largest());
    }

    /** Sends numbers from 0 until the queue is full, and returns how many. */
    private long fill() throws Exception {
        ByteBuffer message = ByteBuffer.allocate(fillSize());
        long number = 0;
        while (sender.trySend(message.putLong(0, number).rewind()) || sender.trySend(message, settles())) {
            number++;
            assertThat(number * fillSize()).isLessThan(NO_QUEUE_TAKES);
        }
        assertThat(number).isPositive();
        return number;
    }

    private Background<Void> sendingOneMore() {
        return Background.start(() -> {
            sender.send(ByteBuffer.allocate(fillSize()));
            return null;
        });
    }

    @Test
    void anInterruptEndsAWaitingSendAndNothingIsLost() throws Exception {
        long sent = fill();
        assertInterruptible(() -> sender.send(ByteBuffer.allocate(fillSize())));
        for (long number = 0; number < sent; number++) {
            assertThat(ByteBuffer.wrap(received()).getLong()).isEqualTo(number);
        }
        sender.send(ByteBuffer.wrap(new byte[] {3}));
        assertThat(received()).containsExactly(3);
    }

    @Test
    void closeEndsAWaitingSend() throws Exception {
        fill();
        Background<Void> waiting = sendingOneMore().awaitWaiting();
        sender.close();
        assertThat(waiting.failure()).isInstanceOf(IllegalStateException.class);
    }
}
