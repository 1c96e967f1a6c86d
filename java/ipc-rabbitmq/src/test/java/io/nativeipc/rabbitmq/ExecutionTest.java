package io.nativeipc.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Checks that the tests run on the expected Java. No provider is needed here. */
class ExecutionTest {

    @Test
    void runsOnTheJavaThatTheBuildAsksFor() {
        assertThat(Runtime.version().feature()).isEqualTo(Integer.getInteger("expected.java"));
    }
}
