package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.internal.sys.Native;
import org.junit.jupiter.api.Test;

/** Checks that the tests run with the expected Java and provider. With wrong ones all other tests would still pass. */
public abstract class ExecutionContract {

    @Test
    void runsOnTheJavaThatTheBuildAsksFor() {
        assertThat(Runtime.version().feature()).isEqualTo(Integer.getInteger("expected.java"));
    }

    @Test
    void callsTheSystemByTheProviderThatTheBuildAsksFor() {
        assertThat(Native.providerName()).isEqualTo(System.getProperty("expected.provider"));
    }
}
