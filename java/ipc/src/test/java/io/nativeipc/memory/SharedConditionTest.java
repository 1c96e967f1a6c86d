package io.nativeipc.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which C libraries a signal is safe with. The numbers are those of the shim. */
class SharedConditionTest {
    @ParameterizedTest
    @CsvSource({"0, true", "2017, false", "2036, false", "2040, false", "2041, true", "2042, true", "3000, true"})
    void signalsAreSafeSinceGlibc2Point41AndWithoutGlibc(int glibc, boolean safe) {
        assertThat(SharedCondition.signalsSafely(glibc)).isEqualTo(safe);
    }
}
