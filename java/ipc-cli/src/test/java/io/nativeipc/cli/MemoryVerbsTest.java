package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryVerbsTest {
    @RegisterExtension
    final Names names = new Names();

    @ParameterizedTest
    @ValueSource(strings = {"posix-shm", "sysv-shm", "file"})
    void whatIsWrittenIsRead(String kind) {
        String address = names.create(kind, "--size", "100");
        Command.run("hello\0".getBytes(StandardCharsets.UTF_8), "write", address, "--offset", "90")
                .ok();
        assertThat(Command.run("read", address, "--raw", "--offset", "89", "--length", "7")
                        .ok())
                .isEqualTo("\0hello\0");
        assertThat(Command.run("read", address, "--raw").bytes()).hasSize(100);
        assertThat(Command.run("read", address, "--offset", "0x50").ok())
                .isEqualTo("00000050  00 00 00 00 00 00 00 00  00 00 68 65 6c 6c 6f 00  |..........hello.|\n"
                        + "00000060  00 00 00 00                                       |....|\n00000064\n");
    }

    @ParameterizedTest
    @CsvSource({"0, 70000", "0, 200000", "5, 33", "131072, 17", "0, 0", "199999, 1"})
    void theDumpIsThatOfHexdump(int offset, int length) {
        Peers.HEXDUMP.require();
        byte[] bytes = new byte[200_000];
        new Random(1).nextBytes(bytes);
        Arrays.fill(bytes, 1000, 70_000, (byte) 'x'); // equal lines across the boundaries of the read chunks
        String address = names.create("file", "--size", "200000");
        Command.run(bytes, "write", address).ok();
        String path = address.substring("file:".length());
        assertThat(Command.run("read", address, "--offset", "" + offset, "--length", "" + length)
                        .ok())
                .isEqualTo(Command.shell("hexdump -C -s " + offset + " -n " + length + " " + path)
                        .ok());
    }

    @Test
    void aCppProcessAndTheCommandSeeTheSameBytes() {
        String name = names.posix();
        try (Peer peer = Peer.start(Peers.CPP, "posix-shm", name)) {
            peer.ask("create 64 0600");
            Command.run("ab".getBytes(StandardCharsets.UTF_8), "write", "posix-shm:" + name, "--offset", "3")
                    .ok();
            peer.ask("unlink");
            assertThat(peer.ask("read 2 4")).isEqualTo("00616200");
        }
    }

    @Test
    void aReadIsClippedAtTheEndAndRefusedBeyondIt() {
        String address = names.create("posix-shm", "--size", "10");
        assertThat(Command.run("read", address, "--raw", "--offset", "8", "--length", "1G")
                        .bytes())
                .hasSize(2);
        assertThat(Command.run("read", address, "--offset", "10").ok()).isEmpty();
        assertThat(Command.run("read", address, "--offset", "11").failed(1)).contains("10 bytes", "offset is 11");
    }

    @ParameterizedTest
    @CsvSource({"0, 11", "9, 2", "10, 1", "11, 0", "9000000000000000000, 1"})
    void aWritePastTheEndWritesNothing(long offset, int length) {
        String address = names.create("posix-shm", "--size", "10");
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 1);
        assertThat(Command.run(bytes, "write", address, "--offset", "" + offset).failed(1))
                .contains("10 bytes");
        assertThat(Command.run("read", address, "--raw").bytes()).containsOnly(0);
    }

    @Test
    void readNeedsNoPermissionToWrite() {
        String address = names.create("sysv-shm", "--size", "4", "--mode", "444");
        assertThat(Command.run("read", address, "--raw").bytes()).hasSize(4);
    }
}
