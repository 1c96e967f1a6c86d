package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateStatRmTest {
    static final List<String> FIELDS = List.of(
            "address",
            "kind",
            "key",
            "id",
            "name",
            "owner",
            "uid",
            "group",
            "gid",
            "mode",
            "bytes",
            "attached",
            "creator",
            "lastPid",
            "created",
            "holders",
            "holdersUnknown",
            "leftover");

    @RegisterExtension
    final Names names = new Names();

    @ParameterizedTest
    @CsvSource({
        "posix-shm, --size 1000, bytes: 1000",
        "sysv-shm, --size 4K, bytes: 4096",
        "file, --size 1M, bytes: 1048576",
        "posix-sem, --value 3, value: 3",
        "sysv-sem, --value 2 --count 3, values: 2 2 2",
        "mutex, --mode 0660, bytes: 104",
        "posix-mq, --max-messages 4 --message-size 100, maxMessages: 4",
        "posix-mq, --message-size 1K, messageSize: 1024",
        "sysv-mq, --mode 0660, messages: 0",
        "fifo, --mode 0660, kind: fifo",
        "ring, --size 8K --lanes 3, laneCapacity: 8192",
        "ring, --max-message 100, bytes: 2138112",
    })
    void everyKindIsCreatedOnceShownAndErased(String kind, String options, String line) {
        String address = names.create(kind, options.split(" "));
        assertThat(Command.run("create", address, "--mode=600", sizeFor(kind)).failed(1))
                .contains(kind.equals("ring") ? "exists" : "EEXIST", address);
        String mode = options.contains("0660") ? "0660" : "0600";
        assertThat(Command.run("stat", address).ok())
                .startsWith("address: " + address + "\nkind: " + kind + "\n")
                .contains(
                        "\n" + line.replaceAll("^kind.*", "mode: " + mode) + "\n", "\nmode: " + mode + "\n", "\nuid: ");
        assertThat(Command.run("rm", address).ok()).isEmpty();
        names.removed(address);
        assertThat(Command.run("stat", address).failed(1)).contains("ENOENT");
        assertThat(Command.run("rm", address).failed(1)).contains("ENOENT");
    }

    /** Returns a size if the kind needs one, so that the second creation fails because of the name and nothing else. */
    private static String sizeFor(String kind) {
        return kind.endsWith("shm") || kind.equals("file") ? "--size=1" : "--";
    }

    @ParameterizedTest
    @CsvSource({"sysv-shm, --size=10", "sysv-sem, --count=1", "sysv-mq, --mode=600"})
    void anObjectWithoutKeyIsFoundByItsId(String kind, String option) {
        String address = names.createAt(kind + ":0", option);
        assertThat(address).matches(kind + ":id=\\d+");
        assertThat(Command.run("stat", address).ok()).contains("\nkey: 0x00000000\n");
        assertThat(Command.run("ls", kind).ok()).contains(" " + address + " ");
    }

    @ParameterizedTest
    @CsvSource({"posix-shm, /dev/shm, --size=10", "posix-sem, /dev/shm/sem., --mode=600", "fifo, '', --mode=600"})
    void idsOfUsersAreUnsigned(String kind, String prefix, String option) throws Exception {
        Peers.OTHER_USER.require(); // needs root
        String address = names.create(kind, option);
        String name = address.substring(kind.length() + 1);
        Path file = Path.of(prefix.endsWith(".") ? prefix + name.substring(1) : prefix + name);
        Files.setAttribute(file, "unix:uid", -2);
        Files.setAttribute(file, "unix:gid", -2);
        assertThat(Command.run("stat", address).ok())
                .contains(
                        "\nowner: 4294967294\n", "\nuid: 4294967294\n", "\ngroup: 4294967294\n", "\ngid: 4294967294\n");
        JsonNode json = new ObjectMapper()
                .readTree(Command.run("stat", "--json", address).ok());
        assertThat(json.get("uid").asLong()).isEqualTo(4294967294L);
        assertThat(json.get("gid").asLong()).isEqualTo(4294967294L);
        if (!kind.equals("fifo")) { // the system has no list of FIFOs
            assertThat(Command.run("ls", kind).ok()).contains(" 4294967294 ").doesNotContain(" -2 ");
        }
    }

    @Test
    void jsonHasExactlyTheDocumentedFields() throws Exception {
        String address = names.createAlone("sysv-shm", "--size", "100", "--mode", "640");
        JsonNode json = new ObjectMapper()
                .readTree(Command.run("stat", "--json", address).ok());
        assertThat(fieldNames(json)).isEqualTo(FIELDS);
        assertThat(json.get("address").asText()).isEqualTo(address);
        assertThat(json.get("kind").asText()).isEqualTo("sysv-shm");
        assertThat(json.get("key").asText()).isEqualTo(address.substring("sysv-shm:".length()));
        assertThat(json.get("id").isInt()).isTrue();
        assertThat(json.get("name").isNull()).isTrue();
        assertThat(json.get("owner").asText()).isEqualTo(System.getProperty("user.name"));
        assertThat(json.get("mode").asText()).isEqualTo("0640");
        assertThat(json.get("bytes").asLong()).isEqualTo(100);
        assertThat(json.get("attached").asLong()).isZero();
        assertThat(Instant.parse(json.get("created").asText()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(json.get("leftover").asBoolean(true)).isFalse();
    }

    static List<String> fieldNames(JsonNode json) {
        List<String> fields = new ArrayList<>();
        json.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    @Test
    void thePeersThatHoldItAreNamed() throws Exception {
        String key = names.key();
        String name = names.posix();
        try (Peer peer = Peer.start(Peers.CPP, "sysv-shm", key);
                SysVSharedMemory segment = SysVSharedMemory.create(SysVKey.of(Integer.decode(key)), 4096);
                PosixSharedMemory memory = PosixSharedMemory.create(name, 4096)) {
            try {
                peer.ask("open");
                peer.ask("attach");
                String pid = Long.toString(ProcessHandle.current().pid());
                assertThat(Command.run("stat", "sysv-shm:" + key).ok())
                        .contains("\nattached: 2\n", "\ncreator: " + pid + " alive (lock)\n")
                        .containsPattern("\nholders: .*\\b" + pid + "\\b")
                        .containsPattern("\nholders: .*\\b" + peer.pid() + "\\b");
                assertThat(Command.run("stat", "posix-shm:" + name).ok()).contains("\nholders: " + pid + "\n");
                JsonNode json = new ObjectMapper()
                        .readTree(Command.run("stat", "--json", "posix-shm:" + name)
                                .ok());
                assertThat(json.get("holders").toString()).isEqualTo("[" + pid + "]");
            } finally {
                segment.remove();
                memory.unlink();
            }
        }
    }

    @Test
    void aHeldQueueTellsItsMessagesAndHolder() throws Exception {
        String name = names.posix();
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 3, 10)) {
            try {
                queue.send(ByteBuffer.wrap(new byte[4]));
                assertThat(Command.run("stat", "posix-mq:" + name).ok())
                        .contains("\nmessages: 1\n", "\nmaxMessages: 3\n", "\nmessageSize: 10\n")
                        .contains("\nholders: " + ProcessHandle.current().pid() + "\n");
            } finally {
                queue.unlink();
            }
        }
    }

    @Test
    void aRemovedSegmentThatIsAttachedIsStillThere() throws Exception {
        try (SysVSharedMemory segment = SysVSharedMemory.create(SysVKey.of(Integer.decode(names.key())), 4096)) {
            segment.remove();
            assertThat(Command.run("stat", "sysv-shm:id=" + segment.id()).ok()).contains("\nremoved: true\n");
        }
    }

    @Test
    void rmErasesNothingOfAnotherKind() throws Exception {
        Path file = Files.createFile(Path.of(names.path()));
        try {
            assertThat(Command.run("rm", "fifo:" + file).failed(1)).contains("not a FIFO");
            assertThat(Command.run("rm", "unix:" + file).failed(1)).contains("not a unix");
            assertThat(Command.run("rm", "file:" + file.getParent()).failed(1)).contains("not a file");
            assertThat(file).exists();
        } finally {
            Files.delete(file);
        }
    }
}
