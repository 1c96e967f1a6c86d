package io.nativeipc.ring;

import io.nativeipc.internal.liveness.ThisProcess;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A slot of the registry: pid and start belong to the epoch that a reader sees. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "no owner yet, or its epoch with all of it")
@Outcome(expect = Expect.FORBIDDEN, desc = "an epoch whose process is not there")
@State
public class Registration {
    private final Lanes lanes = Lanes.zeros();
    private final Slot slot = lanes.slot(RingLayout.SLOT_LANE);

    @Actor
    public void owner() {
        slot.register();
    }

    @Actor
    public void reader(II_Result result) {
        result.r1 = slot.epoch() != 0 ? 1 : 0;
        int start = RingLayout.slotOffset(RingLayout.SLOT_LANE) + RingLayout.SLOT_START_OFFSET;
        result.r2 = slot.pid() == ThisProcess.PID && lanes.memory.getLong(start) == ThisProcess.START ? 1 : 0;
    }
}
