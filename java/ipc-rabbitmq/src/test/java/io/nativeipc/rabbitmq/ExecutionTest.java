package io.nativeipc.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That this execution is the one it says; no provider is needed here. */
class ExecutionTest {

    @Test
    void runsOnTheJavaThatTheBuildAsksFor() {
        assertThat(Runtime.version().feature()).isEqualTo(Integer.getInteger("expected.java"));
    }
}
