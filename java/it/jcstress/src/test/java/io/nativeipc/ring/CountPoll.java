package io.nativeipc.ring;

import io.nativeipc.IpcException;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * An observer counts the messages of a lane while one is published and consumed. HEAD changes once, so the answer is
 * never unknown: that would be old payload taken for a header.
 */
@JCStressTest
@Outcome(
        id = {"0", "1"},
        expect = Expect.ACCEPTABLE,
        desc = "before or after the publication")
@Outcome(
        id = "2",
        expect = Expect.ACCEPTABLE_INTERESTING,
        desc = "the consumer has counted the message and not released it yet")
@Outcome(expect = Expect.FORBIDDEN, desc = "unknown, or a message that does not exist")
@State
public class CountPoll {
    private static final long POSITION = Lanes.CAPACITY - 16;
    private static final int CONSUMED = RingLayout.laneOffset(0) + RingLayout.LANE_CONSUMED_MESSAGES_OFFSET;

    private final Lanes lanes = Lanes.emptyAt(POSITION);
    private final long before = lanes.memory.getLong(CONSUMED);
    private final RingProducer producer = lanes.producer(POSITION);
    private final RingConsumer consumer = lanes.consumer();
    private final ByteBuffer message = ByteBuffer.allocate(24);

    @Actor
    public void producer() {
        Calls.offer(producer, message);
    }

    @Actor
    public void consumer() {
        Calls.poll(consumer, 9, seen -> {});
    }

    @Actor
    public void observer(I_Result result) {
        try {
            PendingRecords records = new PendingRecords(RingWords.of(lanes.memory), lanes.memory.options(), 0);
            result.r1 = (int) (records.messages().orElse(before - 1) - before);
        } catch (IpcException e) {
            throw new AssertionError(e);
        }
    }
}
