package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs each verb once as a user does, with the launcher in its own process: output, stderr and exit status. */
class EveryVerbTest {
    @RegisterExtension
    final Names names = new Names();

    @Test
    void ofMemory() {
        String address = names.createAlone("posix-shm", "--size", "16");
        assertThat(Command.runAlone("hello".getBytes(StandardCharsets.UTF_8), "write", address, "--offset", "3")
                        .ok())
                .isEmpty();
        assertThat(Command.runAlone("read", address, "--raw", "--offset", "3", "--length", "5")
                        .ok())
                .isEqualTo("hello");
        assertThat(Command.runAlone("stat", address).ok()).contains("\nbytes: 16\n");
        assertThat(Command.runAlone("ls", "posix-shm").ok()).contains(" " + address + " ");
        assertThat(Command.runAlone("rm", address).ok()).isEmpty();
        names.removed(address);
        assertThat(Command.runAlone("stat", address).failed(1)).contains("ENOENT");
    }

    @Test
    void ofSemaphores() {
        String address = names.createAlone("sysv-sem");
        assertThat(Command.runAlone("post", address).ok()).isEmpty();
        assertThat(Command.runAlone("wait", address).ok()).isEmpty();
        assertThat(Command.runAlone("wait", address, "--timeout", "0").status()).isEqualTo(1);
    }

    @Test
    void ofMessages() {
        String from = names.createAlone("sysv-mq");
        String to = names.createAlone("ring");
        assertThat(Command.runAlone("send", from, "one", "größe").ok()).isEmpty();
        assertThat(Command.runAlone("bridge", from, to, "--count", "2", "--report", "0")
                        .ok())
                .isEmpty();
        assertThat(Command.runAlone("recv", to, "--count", "2").ok()).isEqualTo("one\ngröße\n");
        assertThat(Command.runAlone("bench", to, "--seconds", "0").failed(2)).contains("more than 0");
        assertThat(Command.runAlone("connect", from).failed(2)).contains("not a fifo, a pipe or a unix socket");
    }

    @Test
    void ofTheMachine() {
        assertThat(Command.runAlone("struct a { char b; int c; };".getBytes(StandardCharsets.UTF_8), "struct", "-", "a")
                        .ok())
                .contains("(hole)", "8 bytes");
        assertThat(Command.runAlone("doctor").ok()).containsPattern("\nprovider +ffm ");
        assertThat(Command.runAlone("--version").ok()).startsWith("native-ipc ");
        assertThat(Command.runAlone("fly").failed(2)).contains("fly");
    }
}
