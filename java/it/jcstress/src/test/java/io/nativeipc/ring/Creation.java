package io.nativeipc.ring;

import io.nativeipc.IpcException;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The state of a channel: a process that sees READY and copies the page afterwards has a complete header. */
@JCStressTest
@Outcome(
        id = {"0", "1"},
        expect = Expect.ACCEPTABLE,
        desc = "unfinished, or whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "ready, and not whole")
@State
public class Creation {
    private final RingMemory memory = Lanes.zeros().memory;

    @Actor
    public void creator() {
        memory.publish();
    }

    @Actor
    public void opener(I_Result result) {
        if (memory.getInt(RingLayout.STATE_OFFSET) == RingLayout.STATE_READY) {
            ByteBuffer page = RingHeader.page().put(0, memory.control(), 0, RingLayout.PAGE);
            try {
                RingHeader parsed = RingHeader.parse(page, memory.options().byteSize(), "ring:/stress");
                result.r1 = parsed.equals(memory.header()) ? 1 : -1;
            } catch (IpcException torn) {
                result.r1 = -1;
            }
        }
    }
}
