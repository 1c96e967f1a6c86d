package io.nativeipc.benchmarks;

import io.nativeipc.internal.sys.Native;
import java.io.IOException;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The state of a benchmark: one mechanism with one provider, chosen before the first class of native-ipc is loaded.
 * Each combination runs in its own JVM.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, and calls the set-up before the rest
public abstract class ProductState {
    @Param({"ffm", "jna"})
    public String provider;

    @Param({"fifo", "pipe", "posix-mq", "posix-sem", "sysv-mq", "sysv-sem"})
    public String mechanism;

    Loop loop;

    @Setup
    public void open() throws Exception {
        System.setProperty("nativeipc.provider", provider);
        loop = Loop.of(mechanism, unique());
        if (!Native.providerName().equals(provider)) {
            throw new IllegalStateException("the provider is " + Native.providerName());
        }
    }

    @TearDown
    public void close() throws IOException {
        loop.close();
    }

    /** Returns a name that no other process uses. */
    static String unique() {
        return "native-ipc-bench." + ProcessHandle.current().pid();
    }
}
