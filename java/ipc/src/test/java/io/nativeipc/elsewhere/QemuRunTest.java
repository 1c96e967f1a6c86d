package io.nativeipc.elsewhere;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Tests which children of an emulated JVM are killed. A subshell, which is a copy of its parent, represents a child
 * before its exec.
 */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class QemuRunTest {
    @Test
    void aChildThatNeverExecutesAnythingIsKilled() throws Exception {
        Process shell = start("(echo there; while :; do read -t 60 || exit; done) & wait $!");
        assertThat(QemuRun.killCopies(shell, Duration.ofMinutes(1)))
                .as("too early")
                .isFalse();
        assertThat(QemuRun.killCopies(shell, Duration.ofMinutes(-1))).isTrue();
        assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).isEqualTo(128 + 9);
    }

    @Test
    void aProgramOfItsOwnStays() throws Exception {
        Process shell = start("sh -c 'echo there; read line; exit 7' & wait $!");
        assertThat(QemuRun.killCopies(shell, Duration.ofMinutes(-1))).isFalse();
        shell.getOutputStream().close();
        assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).isEqualTo(7);
    }

    /** Starts bash with its own input as the input of its jobs, and returns when the job has printed that it runs. */
    private static Process start(String script) throws Exception {
        Process shell = new ProcessBuilder(
                        "bash", "-c", "exec 3<&0; { " + script.replace("& wait", "<&3 & wait") + "; }")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(shell.inputReader().readLine()).isEqualTo("there");
        return shell;
    }
}
