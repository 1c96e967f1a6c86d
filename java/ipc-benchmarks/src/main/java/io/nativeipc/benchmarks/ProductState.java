package io.nativeipc.benchmarks;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Chooses the provider before the first class of native-ipc is loaded; JMH gives each a JVM of its own. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, and calls the set-up before the rest
public abstract class ProductState {
    @Param({"ffm", "jna"})
    public String provider;

    @Setup(Level.Trial)
    public void chooseProvider() {
        System.setProperty("nativeipc.provider", provider);
    }

    /** A name that no other process has. */
    static String unique() {
        return "native-ipc-bench." + ProcessHandle.current().pid();
    }
}
