package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private final Diagnosis diagnosis = new Diagnosis();

    private static final class Refusing {
        static final String VALUE = refuse();

        private static String refuse() {
            throw new UnsupportedOperationException("no such platform");
        }
    }

    @Test
    void aClassThatDoesNotInitializeKeepsItsReason() {
        diagnosis.require("first", "none", "", () -> Refusing.VALUE);
        diagnosis.require("second", "none", "", () -> Refusing.VALUE);
        assertThat(diagnosis.toString().lines())
                .containsExactly(
                        "WHAT    VALUE  MEANING", "first   none   no such platform", "second  none   see first");
        assertThat(diagnosis.isHealthy()).isFalse();
    }

    @Test
    void aReasonIsOneLineWithItsCauses() {
        UnsatisfiedLinkError unloadable = new UnsatisfiedLinkError("cannot load:\n  /tmp/a.so\n");
        UnsupportedOperationException thrown = new UnsupportedOperationException("no way", new IOException(unloadable));
        thrown.addSuppressed(new IllegalStateException("neither this"));
        assertThat(diagnosis.tell("it", thrown))
                .isEqualTo("no way: java.lang.UnsatisfiedLinkError: cannot load: /tmp/a.so; neither this");
    }

    @Test
    void whatWorksIsHealthy() {
        diagnosis.add("a", "1", "one");
        diagnosis.require("b", "none", "two", () -> "2");
        assertThat(diagnosis.toString()).endsWith("a     1      one\nb     2      two\n");
        assertThat(diagnosis.isHealthy()).isTrue();
    }
}
