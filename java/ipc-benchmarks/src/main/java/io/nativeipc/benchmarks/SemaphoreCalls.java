package io.nativeipc.benchmarks;

import com.sun.jna.Pointer;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Measures uncontended sem_trywait and sem_post with each of Java's ways to call C. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(3)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, and calls the set-up before the rest
public class SemaphoreCalls {
    private String name;
    private long sem;
    private Pointer pointer;

    @Setup
    public void open() throws Exception {
        name = "/" + ProductState.unique();
        long address = Native.shim().ipc_sem_open(name, Constants.O_CREAT | Constants.O_EXCL, 0600, 1);
        sem = PosixFailure.check(address, "sem_open", name);
        pointer = new Pointer(sem);
    }

    @TearDown
    public void close() {
        Native.posix().sem_close(sem);
        Native.posix().sem_unlink(name);
    }

    @Benchmark
    public int jni() {
        return JniCalls.sem_trywait(sem) + JniCalls.sem_post(sem);
    }

    @Benchmark
    public int ffmHandle() throws Throwable {
        return FfmCalls.plainPair(sem);
    }

    @Benchmark
    public int ffmHandleWithErrno() throws Throwable {
        return FfmCalls.pair(sem);
    }

    @Benchmark
    public int jnaDirect() {
        return JnaCalls.Direct.sem_trywait(pointer) + JnaCalls.Direct.sem_post(pointer);
    }

    @Benchmark
    public int jnaInterface() {
        return JnaCalls.INTERFACE.sem_trywait(pointer) + JnaCalls.INTERFACE.sem_post(pointer);
    }
}
