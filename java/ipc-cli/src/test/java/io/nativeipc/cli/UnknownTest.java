package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.ring.RingLaneStatistics;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingSlotStatistics;
import io.nativeipc.ring.RingStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that the command reports what it cannot determine as unknown, with the reason, instead of no. */
class UnknownTest {
    @RegisterExtension
    final Names names = new Names();

    private Path folder;
    private Path jar;

    /** Copies the jar to a place where another user can read it. */
    @BeforeEach
    void copyTheJar() throws IOException {
        folder = Files.createTempDirectory("native-ipc-hidden-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        jar = Files.copy(Program.jarFile(), folder.resolve("native-ipc.jar"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
    }

    @AfterEach
    void removeTheCopy() throws IOException {
        Files.delete(jar);
        Files.delete(folder);
    }

    /** Runs the command as another user, from which /proc hides the processes of this user. */
    private String hidden(String... arguments) throws Exception {
        List<String> program = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        program.add("-XX:TieredStopAtLevel=1");
        if (Runtime.version().feature() >= 22) {
            program.add("--enable-native-access=ALL-UNNAMED");
        }
        program.addAll(List.of("-cp", jar.toString(), Main.class.getName()));
        program.addAll(List.of(arguments));
        Command command = new Command(Peer.hiddenFrom(program), Map.of());
        command.endStdin();
        return command.result().ok();
    }

    private static JsonNode find(String json, String address) throws IOException {
        for (JsonNode object : new ObjectMapper().readTree(json)) {
            if (object.get("address").asText().equals(address)) {
                return object;
            }
        }
        throw new AssertionError(address + " is not listed: " + json);
    }

    @Test
    void aCreatorAndHoldersThatAreHiddenAreUnknown() throws Exception {
        String key = names.key();
        String segment = "sysv-shm:" + key;
        try (Peer peer = Peer.start(Peers.CPP, "sysv-shm", key)) {
            peer.ask("create 4096 0600");
            peer.ask("attach");
            try {
                JsonNode object = find(hidden("ls", "--json", "sysv-shm"), segment);
                JsonNode creator = object.get("creator");
                assertThat(creator.get("pid").asLong()).isEqualTo(peer.pid());
                assertThat(creator.get("liveness").asText()).isEqualTo("unknown");
                assertThat(creator.get("proof").asText()).isEqualTo("none");
                assertThat(creator.get("reason").asText()).contains("hidepid");
                assertThat(object.get("leftover").isNull()).isTrue();
                assertThat(object.get("holders").isNull()).isTrue();
                assertThat(object.get("holdersUnknown").asText()).contains("hidepid");
                assertThat(hidden("ls", "sysv-shm")).containsPattern(segment + " .* " + peer.pid() + " \\(\\?\\)\n");
                assertThat(hidden("stat", segment))
                        .containsPattern("\ncreator: " + peer.pid() + " unknown: .*hidepid")
                        .containsPattern("\nholders: unknown\nholdersUnknown: .*hidepid");
            } finally {
                peer.ask("remove");
            }
        }
    }

    /** A live process with the creator's pid may be another process than the creator. */
    @Test
    void aVisibleProcessWithTheCreatorsPidProvesNothing() throws Exception {
        String key = names.key();
        try (Peer peer = Peer.start(Peers.CPP, "sysv-shm", key)) {
            peer.ask("create 4096 0600");
            try {
                JsonNode creator = new ObjectMapper()
                        .readTree(
                                Command.run("stat", "--json", "sysv-shm:" + key).ok())
                        .get("creator");
                assertThat(creator.get("pid").asLong()).isEqualTo(peer.pid());
                assertThat(creator.get("liveness").asText()).isEqualTo("unknown");
                assertThat(creator.get("proof").asText()).isEqualTo("none");
                assertThat(creator.get("reason").asText()).contains("start is not recorded");
            } finally {
                peer.ask("remove");
            }
        }
    }

    @Test
    void aLaneWhoseMessagesCannotBeCountedIsNotEmpty() {
        RingSlotStatistics none = new RingSlotStatistics(0, 0, 0, RingSlotStatistics.Liveness.ABSENT);
        OptionalLong unknown = OptionalLong.empty();
        RingReport report = new RingReport(new RingStatistics(
                new RingOptions(1, 4096, 600, false),
                RingStatistics.State.READY,
                1,
                0,
                RingStatistics.Use.UNUSED,
                none,
                0,
                0,
                List.of(new RingLaneStatistics(none, 64, unknown, unknown, unknown, 5, 6, 7))));
        assertThat(report.fields().get("lanes").toString())
                .contains("head=64, position=null, messages=null, bytes=null, fullEvents=5, consumedMessages=6");
        assertThat(report.table().toString()).containsPattern("64 +\\? +\\? +\\? +5 +6 +7 +\\?");
    }

    @Test
    void aRingWhoseLocksAreNotReportedIsNeitherInUseNorUnused() {
        for (RingStatistics.Use use : RingStatistics.Use.values()) {
            RingSlotStatistics none = new RingSlotStatistics(0, 0, 0, RingSlotStatistics.Liveness.ABSENT);
            RingReport report = new RingReport(new RingStatistics(
                    new RingOptions(1, 4096, 600, false),
                    RingStatistics.State.READY,
                    1,
                    0,
                    use,
                    none,
                    0,
                    0,
                    List.of()));
            Boolean expected = use == RingStatistics.Use.UNKNOWN ? null : use == RingStatistics.Use.IN_USE;
            assertThat(report.fields()).containsEntry("inUse", expected);
            assertThat(report.lines()).containsEntry("inUse", expected == null ? "unknown" : expected);
        }
    }
}
