package io.nativeipc.ring;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A full lane. The producer has room once the consumer has released the first record, a quarter of the lane. It
 * overwrites no byte of that record before the handler has returned and the consumer has stored its lines back.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the old message whole, no room for the new one")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the old message whole, and the new one")
@Outcome(expect = Expect.FORBIDDEN, desc = "one was written over the other")
@State
public class HeadReuse {
    private static final long HEAD = 2048;
    private static final int QUARTER = Lanes.CAPACITY / 4;
    private static final byte[] OLD = filled((byte) 5);
    private static final byte[] NEW = filled((byte) 7);

    private final ByteBuffer message = ByteBuffer.wrap(NEW);
    private final RingProducer producer;
    private final RingConsumer consumer;
    private boolean offered;

    public HeadReuse() {
        Lanes lanes = Lanes.emptyAt(HEAD);
        producer = lanes.producer(HEAD);
        consumer = lanes.consumer();
        for (int i = 0; i < 4; i++) {
            Calls.offer(producer, ByteBuffer.wrap(OLD, 0, i < 3 ? QUARTER - 8 : QUARTER - 16));
        }
    }

    private static byte[] filled(byte with) {
        byte[] bytes = new byte[Lanes.MAX_MESSAGE];
        Arrays.fill(bytes, with);
        return bytes;
    }

    @Actor
    public void producer() {
        offered = Calls.offer(producer, message);
    }

    @Actor
    public void consumer(II_Result result) {
        Calls.poll(consumer, 1, old -> {
            boolean whole = true;
            while (old.hasRemaining()) {
                whole &= old.get() == 5;
            }
            result.r1 = whole ? 1 : -1;
        });
    }

    @Arbiter
    public void arbiter(II_Result result) {
        int[] new7 = {0};
        int rest = Calls.poll(consumer, 9, seen -> {
            if (seen.get(seen.position()) == 7) {
                new7[0] = seen.equals(ByteBuffer.wrap(NEW)) ? 1 : -1;
            }
        });
        boolean right = rest == (offered ? 4 : 3) && new7[0] == (offered ? 1 : 0);
        result.r2 = right ? new7[0] : -1;
    }
}
