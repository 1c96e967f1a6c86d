package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
    @RegisterExtension
    final Names names = new Names();

    @ParameterizedTest
    @ValueSource(strings = {"posix-sem", "sysv-sem", "posix-mq", "sysv-mq", "ring"})
    void ctrlCEndsAWaitWith130(String kind) throws Exception {
        String address = kind.endsWith("sem") ? names.create(kind, "--value", "1") : names.create(kind);
        Command waiting;
        if (kind.endsWith("sem")) {
            waiting = Command.start("wait", address);
            waiting.result().ok();
            waiting = Command.start("wait", address);
            awaitLibrary(waiting.pid());
        } else {
            Command.run("send", address, "ready").ok();
            waiting = Command.start("recv", address);
            assertThat(waiting.hear(6)).isEqualTo("ready\n");
        }
        waiting.interrupt();
        Command.Result result = waiting.result();
        assertThat(result.status()).isEqualTo(130);
        assertThat(result.err()).isEmpty();
    }

    /**
     * Waits until the program has loaded its C library, which shows that the JVM has booted. A SIGINT during the last
     * phase of the boot of Java 25 ends the JVM with status 1 and "InternalError: Bad level: 3".
     */
    private static void awaitLibrary(long pid) {
        assertThat(Command.shell("until grep -qs libnative_ipc.so /proc/" + pid + "/maps; do :; done")
                        .status())
                .isZero();
    }

    @Test
    void aClosedStdoutEndsItQuietly() {
        String shm = names.create("posix-shm", "--size", "1M");
        assertThat(Command.shell("$N read " + shm + " | head -1; echo ${PIPESTATUS[0]}")
                        .ok())
                .startsWith("00000000")
                .endsWith("\n0\n");
        assertThat(Command.shell("$N read --raw " + shm + " | head -c 1 >&2; echo ${PIPESTATUS[0]}")
                        .out())
                .isEqualTo("0\n");
        assertThat(Command.shell("$N ls sysv-shm | true; echo ${PIPESTATUS[0]}").ok())
                .isEqualTo("0\n");
        String queue = names.create("sysv-mq");
        Command.run("send", queue, "a", "b").ok();
        assertThat(Command.shell("$N recv " + queue + " --timeout 9 > >(true); echo $?")
                        .ok())
                .isEqualTo("0\n");
    }

    @Test
    void aFullDiskIsNoClosedStdout() {
        assertThat(Command.shell("$N ls sysv-shm > /dev/full").failed(1)).contains("No space left");
    }

    @Test
    void everyVerbHasHelp() {
        for (String verb : List.of(
                "ls", "create", "stat", "read", "write", "rm", "send", "recv", "connect", "wait", "post", "doctor",
                "bench")) {
            assertThat(Command.run("--help").ok()).contains("\n  " + verb + " ");
            assertThat(Command.run(verb, "--help").ok()).startsWith("Usage: native-ipc " + verb);
        }
        assertThat(Command.run("--version").ok()).startsWith("native-ipc ");
    }

    @Test
    void theDoctorNamesProviderAndLimits() {
        assertThat(Command.run("doctor").ok())
                .containsPattern("\nprovider +ffm ")
                .containsPattern("\nnative library +version \\d+ ")
                .containsPattern("\nkernel.msgmax +[0-9]{2,} ")
                .containsPattern("\n/dev/shm +\\d+ free ")
                .contains("fs.mqueue.msg_max", "RLIMIT_MSGQUEUE", "mqueue");
    }

    @Test
    void theSelfTestPassesEachKindAndLeavesNothing() {
        String before = Command.shell(
                        "ls -d /tmp/native-ipc-*/* /dev/shm/*self-test* 2>/dev/null; ipcs | grep -c ' 0x0'")
                .out();
        String text = Command.run("doctor", "--self-test").ok();
        for (String kind : List.of(
                "posix-shm",
                "sysv-shm",
                "file",
                "posix-sem",
                "sysv-sem",
                "posix-mq",
                "sysv-mq",
                "fifo",
                "unix",
                "ring")) {
            assertThat(text).contains("\nself-test " + kind + ": ok\n");
        }
        assertThat(Command.shell("ls -d /tmp/native-ipc-*/* /dev/shm/*self-test* 2>/dev/null; ipcs | grep -c ' 0x0'")
                        .out())
                .isEqualTo(before);
    }
}
