package io.nativeipc.ring;

import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A message that does not fit before the end of the lane: a consumer that follows the padding finds 0 or the message at
 * offset 0.
 */
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 7"},
        expect = Expect.ACCEPTABLE,
        desc = "nothing, or the message")
@Outcome(expect = Expect.FORBIDDEN, desc = "old payload taken for a header, or a torn message")
@State
public class WrapPoll {
    private static final long POSITION = Lanes.CAPACITY - 16;

    private final Lanes lanes = Lanes.emptyAt(POSITION);
    private final RingProducer producer = lanes.producer(POSITION);
    private final RingConsumer consumer = lanes.consumer();
    private final ByteBuffer message = ByteBuffer.allocate(24).put(0, (byte) 7).put(23, (byte) 7);

    @Actor
    public void producer() {
        Calls.offer(producer, message);
    }

    @Actor
    public void consumer(II_Result result) {
        result.r1 = Calls.poll(consumer, 9, seen -> {
            byte first = seen.get(seen.position());
            result.r2 = seen.remaining() == 24 && first == seen.get(seen.limit() - 1) ? first : -1;
        });
    }
}
