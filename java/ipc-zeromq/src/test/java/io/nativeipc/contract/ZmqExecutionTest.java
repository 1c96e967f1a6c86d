package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** There is no provider here: nothing calls the system but the JDK. */
class ZmqExecutionTest {

    @Test
    void runsOnTheJavaThatTheBuildAsksFor() {
        assertThat(Runtime.version().feature()).isEqualTo(Integer.getInteger("expected.java"));
    }
}
