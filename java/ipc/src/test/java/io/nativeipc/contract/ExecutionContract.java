package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.internal.sys.Native;
import org.junit.jupiter.api.Test;

/** That this execution is the one it says: the wrong Java or provider would pass everything else in silence. */
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
