package io.nativeipc.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A send and the receive of the same message, or a release and an acquire, in one thread: nothing waits. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, and calls the set-up before the rest
public class OneCall extends ProductState {
    @Param({"fifo", "posix-mq", "posix-sem", "sysv-mq", "sysv-sem"})
    public String mechanism;

    private Loop loop;

    @Setup
    public void open() throws Exception {
        loop = Loop.of(mechanism, unique());
    }

    @TearDown
    public void close() throws Exception {
        loop.close();
    }

    @Benchmark
    public boolean pair() throws Exception {
        return loop.pair();
    }
}
