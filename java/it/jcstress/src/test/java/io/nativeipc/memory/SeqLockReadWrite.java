package io.nativeipc.memory;

import io.nativeipc.Region;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two changes against a copy: both words of a copy are of one change. The words are in lines of their own, which the
 * processor may fetch in either order.
 */
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 1", "2, 2"},
        expect = Expect.ACCEPTABLE,
        desc = "a whole copy")
@Outcome(expect = Expect.FORBIDDEN, desc = "a torn copy")
@State
public class SeqLockReadWrite {
    private final Region region = PlainMemory.zeros();
    private final SeqLock lock = SeqLock.at(region, 8);
    private final ByteBuffer memory = region.buffer();

    @Actor
    public void writer() {
        write(1);
        write(2);
    }

    private void write(int number) {
        try {
            lock.write(() -> {
                memory.putInt(0, number);
                memory.putInt(64, number);
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Actor
    public void reader(II_Result result) {
        try {
            while (!lock.tryRead(() -> {
                result.r1 = memory.getInt(64);
                result.r2 = memory.getInt(0);
            })) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
