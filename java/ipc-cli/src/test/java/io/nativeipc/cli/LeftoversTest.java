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

    @Test
    void anAddressOrDeadButNotBoth() {
        assertThat(Command.run("rm").failed(2)).contains("ADDR");
        assertThat(Command.run("rm", "--dead", "posix-shm:/ipc-test-absent").failed(2))
                .contains("posix-shm:/ipc-test-absent");
    }
}
