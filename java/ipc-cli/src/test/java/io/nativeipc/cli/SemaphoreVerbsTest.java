package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.posix.PosixSemaphore;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SemaphoreVerbsTest {
    @RegisterExtension
    final Names names = new Names();

    @ParameterizedTest
    @CsvSource({"posix-sem, ''", "sysv-sem, ''", "sysv-sem, /2"})
    void waitTakesWhatPostGives(String kind, String index) {
        String address = kind.equals("sysv-sem") ? names.create(kind, "--count", "3") : names.create(kind);
        String one = address + index;
        assertThat(Command.run("wait", one, "--timeout", "0").status()).isEqualTo(1);
        Command.run("post", one).ok();
        if (!index.isEmpty()) {
            assertThat(Command.run("stat", address).ok()).contains("\nvalues: 0 0 1\n");
        }
        assertThat(Command.run("wait", one).ok()).isEmpty();
        Command.Result timedOut = Command.run("wait", one, "--timeout", "0.05");
        assertThat(timedOut.status()).isEqualTo(1);
        assertThat(timedOut.out() + timedOut.err()).isEmpty();
    }

    @Test
    void waitWaitsForAnotherProcess() throws Exception {
        String address = names.create("posix-sem");
        try (PosixSemaphore semaphore = PosixSemaphore.open(address.substring("posix-sem:".length()))) {
            Command waiting = Command.start("wait", address);
            semaphore.release();
            assertThat(waiting.result().ok()).isEmpty();
            assertThat(semaphore.tryAcquire()).isFalse();
            Command.run("post", address).ok();
            assertThat(semaphore.tryAcquire(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void aSemaphoreThatTheSetLacksIsRefused() {
        String address = names.create("sysv-sem", "--count", "2");
        assertThat(Command.run("post", address + "/2").failed(1)).contains("2 semaphores");
    }
}
