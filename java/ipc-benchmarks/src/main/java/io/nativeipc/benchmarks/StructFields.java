package io.nativeipc.benchmarks;

import io.nativeipc.memory.IntegerFields;
import io.nativeipc.memory.Struct;
import io.nativeipc.memory.StructView;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures access to a field of a struct: with a literal offset, through a field in a static final variable, through
 * one in a variable of an instance, and by name.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class StructFields {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final Struct QUOTE =
            Struct.parse("struct quote { int seq; double price; int id; unsigned level:5, side:1; };", "quote");
    private static final int OFFSET = 16;
    private static final IntegerFields.Int32 ID = QUOTE.int32("id");
    private static final io.nativeipc.memory.StructFields.Bits LEVEL = QUOTE.bits("level");

    private final IntegerFields.Int32 id = QUOTE.int32("id");
    private final ByteBuffer struct =
            ByteBuffer.allocateDirect((int) QUOTE.byteSize()).order(ByteOrder.nativeOrder());
    private final StructView view = QUOTE.view(struct);

    @Benchmark
    public int getLiteral() {
        return struct.getInt(OFFSET);
    }

    @Benchmark
    public int getStaticFinal() {
        return ID.get(struct);
    }

    @Benchmark
    public int getInstance() {
        return id.get(struct);
    }

    @Benchmark
    public long getByName() {
        return view.getLong("id");
    }

    @Benchmark
    public long getBits() {
        return LEVEL.get(struct);
    }

    @Benchmark
    public void setLiteral() {
        struct.putInt(OFFSET, 7);
    }

    @Benchmark
    public void setStaticFinal() {
        ID.set(struct, 7);
    }

    @Benchmark
    public void setInstance() {
        id.set(struct, 7);
    }

    @Benchmark
    public int acquireLiteral() {
        return (int) INT.getAcquire(struct, OFFSET);
    }

    @Benchmark
    public int acquireStaticFinal() {
        return ID.getAcquire(struct);
    }

    @Benchmark
    public int acquireInstance() {
        return id.getAcquire(struct);
    }

    @Benchmark
    public boolean compareAndSetLiteral() {
        return INT.compareAndSet(struct, OFFSET, 0, 0);
    }

    @Benchmark
    public boolean compareAndSetStaticFinal() {
        return ID.compareAndSet(struct, 0, 0);
    }

    @Benchmark
    public boolean compareAndSetInstance() {
        return id.compareAndSet(struct, 0, 0);
    }
}
