package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nativeipc.contract.Creator;
import io.nativeipc.peer.Peer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that objects left by a killed process are marked as such, and that only {@code rm --dead} removes them. */
class LeftoversTest {
    private static final long PID = ProcessHandle.current().pid();

    private static JsonNode stat(String address) throws Exception {
        return new ObjectMapper()
                .readTree(Command.run("stat", address, "--json").ok());
    }

    @Test
    void areToldFromTheLivingAndErased() throws Exception {
        String key = String.format("0x%08x", 0x5c000000L | PID & 0xffff);
        try (Peer living = Peer.startJava(Creator.class, "/ipc-test-living-" + PID, "0x5d0000" + PID % 90)) {
            Peer victim = Peer.startJava(Creator.class, "/ipc-test-killed-" + PID, key);
            List<String> left = List.of(victim.ask("create").split(" ", -1));
            List<String> kept = List.of(living.ask("create").split(" ", -1));
            String segment = "sysv-shm:" + key;
            assertThat(left).contains(segment);
            assertThat(stat(segment).get("leftover").asBoolean(true)).isFalse();
            victim.kill();
            for (String address : left) {
                JsonNode stat = stat(address);
                assertThat(stat.get("leftover").asBoolean()).as(address).isTrue();
                assertThat(stat.get("creator").toString())
                        .as(address)
                        .isEqualTo("{\"pid\":" + victim.pid()
                                + ",\"liveness\":\"dead\",\"proof\":\"lock\",\"reason\":null}");
            }
            assertThat(Command.run("ls", "sysv-shm").ok())
                    .containsPattern(segment + " .* " + victim.pid() + " \\(dead\\)\n");

            assertThat(Command.run("rm", "--dead").ok().lines())
                    .containsAll(left)
                    .doesNotContainAnyElementsOf(kept);
            for (String address : left) {
                Command.run("stat", address).failed(1);
            }
            for (String address : kept) {
                assertThat(stat(address).get("leftover").asBoolean(true))
                        .as(address)
                        .isFalse();
            }
            assertThat(Command.run("rm", "--dead").ok()).isEmpty();
            living.ask("remove");
        }
    }

    /** A leftover is what no living process is known to use, of every kind. */
    @Test
    void anObjectThatALivingProcessUsesStaysUntilItIsDeadToo() throws Exception {
        String name = "/ipc-test-used-" + PID;
        String key = String.format("0x%08x", 0x5b000000L | PID & 0xffff);
        Peer victim = Peer.startJava(Creator.class, name, key);
        List<String> made = List.of(victim.ask("create").split(" ", -1));
        try (Peer user = Peer.startJava(Creator.class, name, key)) {
            user.ask("open");
            victim.kill();
            for (String address : made) {
                assertThat(stat(address).get("leftover").asBoolean(true))
                        .as(address)
                        .isFalse();
            }
            assertThat(Command.run("stat", "posix-shm:" + name).ok())
                    .contains("\nleftover: false: process " + user.pid() + " has it open\n");
            assertThat(Command.run("ls", "sysv-shm").ok())
                    .containsPattern(key + " .* " + victim.pid() + " \\(ended\\)\n");
            Command.Result kept = Command.run("rm", "--dead");
            assertThat(kept.out().lines()).doesNotContainAnyElementsOf(made);
            for (String address : made) {
                assertThat(kept.err()).contains("native-ipc: " + address + " stays: " + use(address, user.pid()));
            }
            user.kill();
        }
        for (String address : made) {
            assertThat(stat(address).get("leftover").asBoolean()).as(address).isTrue();
        }
        assertThat(Command.run("rm", "--dead").ok().lines()).containsAll(made);
        assertThat(Command.run("rm", "--dead").ok()).isEmpty();
    }

    private static String use(String address, long pid) {
        return address.startsWith("sysv-shm")
                ? "it is attached 1 time\n"
                : address.startsWith("sysv")
                        ? "process " + pid + " has used it last, and lives\n"
                        : address.startsWith("ring") ? "a process has it open\n" : "process " + pid + " has it open\n";
    }

    @Test
    void anAddressOrDeadButNotBoth() {
        assertThat(Command.run("rm").failed(2)).contains("ADDR");
        assertThat(Command.run("rm", "--dead", "posix-shm:/ipc-test-absent").failed(2))
                .contains("posix-shm:/ipc-test-absent");
    }
}
