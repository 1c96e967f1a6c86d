package io.nativeipc.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** A wait that ends by its timeout and so goes through all stages of a wait. Measures its allocation, not its time. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 15) // poll waits for whole milliseconds, and C2 needs about ten thousand calls
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ExpiredWait extends ProductState {
    private static final Duration TIMEOUT = Duration.ofNanos(200_000);

    @Benchmark
    public boolean wait200Micros() throws Exception {
        return loop.waitInVain(TIMEOUT);
    }
}
