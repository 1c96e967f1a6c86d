package io.nativeipc.ring;

import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Claim, commit and offer against poll: a message that the consumer sees is complete, and behind it is 0 or a newer
 * header.
 */
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 0", "2, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "a prefix of the messages, each whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "a torn message, or old payload taken for a header")
@State
public class PublishPoll {
    private final Lanes lanes = Lanes.emptyAt(64);
    private final RingProducer producer = lanes.producer(64);
    private final RingConsumer consumer = lanes.consumer();
    private final ByteBuffer first = ByteBuffer.wrap(Calls.message(1));

    @Actor
    public void producer() {
        Calls.offer(producer, first);
        Calls.commit(producer, Calls.message(2));
    }

    @Actor
    public void consumer(II_Result result) {
        byte[] next = {0};
        result.r1 = Calls.poll(consumer, 9, message -> {
            next[0]++;
            result.r2 |= message.equals(ByteBuffer.wrap(Calls.message(next[0]))) ? 0 : 1;
        });
    }
}
