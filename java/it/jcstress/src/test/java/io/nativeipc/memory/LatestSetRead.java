package io.nativeipc.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Ten values, which use each of the eight cells, against a read: both lines of a value are those of the version that
 * the read returns.
 */
@JCStressTest
@Outcome(id = "\\d+, 0", expect = Expect.ACCEPTABLE, desc = "a whole value")
@Outcome(expect = Expect.FORBIDDEN, desc = "a torn value, or one of another version")
@State
public class LatestSetRead {
    private static final int SIZE = 128;
    private static final ByteBuffer[] VALUES = new ByteBuffer[11];

    static {
        for (int version = 0; version < VALUES.length; version++) {
            VALUES[version] = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
            for (int offset = 0; offset < SIZE; offset += Integer.BYTES) {
                VALUES[version].putInt(offset, version);
            }
        }
    }

    private final LatestValue value = PlainMemory.latestValue(SIZE);
    private final LatestValueWriter writer = writer();
    private final ByteBuffer copy = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());

    private LatestValueWriter writer() {
        try {
            return value.writer();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Actor
    public void writer(II_Result result) {
        try {
            for (int version = 1; version < VALUES.length; version++) {
                writer.set(VALUES[version].duplicate());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Actor
    public void reader(II_Result result) {
        try {
            result.r1 = (int) value.read(copy);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        for (int offset = 0; offset < SIZE; offset += Integer.BYTES) {
            result.r2 |= copy.getInt(offset) == result.r1 ? 0 : 1;
        }
    }
}
