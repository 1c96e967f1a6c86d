package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsTest {
    private static final String HEADER = "KIND +ADDRESS +ID +OWNER +MODE +SIZE +ATTACHED +CREATOR";

    @RegisterExtension
    final Names names = new Names();

    /**
     * Returns a map from kind and id to key, owner, mode, size or number, and attachments. Other tests may create and
     * remove objects at the same time.
     */
    private static Map<String, String> ipcs() throws IOException {
        Map<String, String> objects = new TreeMap<>();
        String kind = "";
        String text = new String(
                new ProcessBuilder("ipcs", "-m", "-s", "-q")
                        .start()
                        .getInputStream()
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        for (String line : text.split("\n")) {
            kind = line.contains("Memory") ? "sysv-shm" : line.contains("Queues") ? "sysv-mq" : kind;
            kind = line.contains("Arrays") ? "sysv-sem" : kind;
            String[] words = line.split(" +");
            if (line.startsWith("0x")) {
                String[] shown = kind.equals("sysv-shm") ? words : Arrays.copyOf(words, 5);
                shown[3] = "0" + shown[3];
                objects.put(kind + " " + shown[1], String.join(" ", Arrays.copyOf(shown, Math.min(6, shown.length))));
            }
        }
        return objects;
    }

    private static Map<String, String> ls() throws IOException {
        Map<String, String> objects = new TreeMap<>();
        JsonNode json = new ObjectMapper()
                .readTree(Command.run("ls", "--json", "sysv-shm", "sysv-sem", "sysv-mq")
                        .ok());
        Map<String, String> counts = new TreeMap<>();
        for (String line : Command.run("ls", "sysv-sem").ok().split("\n")) {
            String[] words = line.split(" +");
            counts.put(words[2], words[5].replace("nsems=", ""));
        }
        for (JsonNode object : json) {
            String kind = object.get("kind").asText();
            String id = object.get("id").asText();
            String size = kind.equals("sysv-sem")
                    ? counts.get(id)
                    : object.get("bytes").asText();
            objects.put(
                    kind + " " + id,
                    object.get("key").asText() + " " + id + " "
                            + object.get("owner").asText()
                            + " " + object.get("mode").asText() + " " + size
                            + (kind.equals("sysv-shm")
                                    ? " " + object.get("attached").asText()
                                    : ""));
        }
        return objects;
    }

    @Test
    void agreesWithIpcs() throws Exception {
        String segment = names.create("sysv-shm", "--size", "5000", "--mode", "640");
        names.createAt("sysv-shm:0", "--size", "1");
        names.create("sysv-sem", "--count", "5", "--mode", "606");
        String queue = names.create("sysv-mq");
        Command.run("send", queue, "four").ok();
        SysVKey key = SysVKey.of(Integer.decode(segment.substring("sysv-shm:".length())));
        try (SysVSharedMemory attached = SysVSharedMemory.open(key)) {
            assertThat(attached.isOpen()).isTrue();
            Map<String, String> before;
            Map<String, String> listed;
            Map<String, String> after;
            do {
                before = ipcs();
                listed = ls();
                after = ipcs();
            } while (!before.equals(after)); // another test changed an object
            assertThat(listed).isEqualTo(before).hasSizeGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void showsOneLinePerObjectUnderAHeader() {
        String key = names.key();
        try (Peer peer = Peer.start(Peers.CPP, "sysv-shm", key)) {
            peer.ask("create 4096 0600");
            peer.ask("attach");
            String sem = names.createAlone("posix-sem", "--value", "1");
            String set = names.createAlone("sysv-sem", "--count", "2");
            String user = System.getProperty("user.name");
            String text = Command.run("ls", "sysv-shm", "posix-sem", "sysv-sem").ok();
            peer.ask("remove");
            assertThat(text.lines().findFirst().orElseThrow()).matches(HEADER);
            assertThat(text)
                    .containsPattern("\nsysv-shm +sysv-shm:" + key + " +\\d+ +" + user + " +0600 +4096 +1 +"
                            + peer.pid() + " \\(\\?\\)\n")
                    .containsPattern("\nposix-sem +" + sem + " +- +" + user + " +0600 +32 +- +-\n")
                    .containsPattern("\nsysv-sem +" + set + " +\\d+ +" + user + " +0600 +nsems=2 +- +-\n");
        }
    }

    /** Every user can create a file in /dev/shm whose name starts like that of a mutex. */
    @Test
    void aMutexIsOneAndWhatCannotBeOneIsMemory() throws Exception {
        String mutex = names.create("mutex");
        String name = names.posix().substring(1);
        Path memory = Files.write(Path.of("/dev/shm/mutex." + name + " a"), new byte[1]);
        try {
            assertThat(Command.run("ls", "mutex").ok())
                    .containsPattern("\nmutex +" + mutex + " ")
                    .doesNotContain(name);
            assertThat(Command.run("ls", "posix-shm").ok())
                    .contains(" posix-shm:/mutex." + name + " a ")
                    .doesNotContain(mutex.substring("mutex:".length()));
        } finally {
            Files.delete(memory);
        }
    }

    @Test
    void aDeadCreatorIsMarked() {
        String address = names.createAlone("sysv-shm", "--size", "1");
        assertThat(Command.run("ls", "sysv-shm").ok()).containsPattern(address + " .* \\d+ \\(ended\\)\n");
    }

    @Test
    void jsonIsOneArray() throws Exception {
        String shm = names.create("posix-shm", "--size", "77");
        JsonNode json = new ObjectMapper()
                .readTree(Command.run("ls", "posix-shm", "--json").ok());
        assertThat(json.isArray()).isTrue();
        JsonNode found = null;
        for (JsonNode object : json) {
            assertThat(CreateStatRmTest.fieldNames(object)).isEqualTo(CreateStatRmTest.FIELDS);
            found = object.get("address").asText().equals(shm) ? object : found;
        }
        assertThat(found).isNotNull();
        assertThat(found.get("name").asText()).isEqualTo(shm.substring("posix-shm:".length()));
        assertThat(found.get("bytes").asLong()).isEqualTo(77);
    }

    @Test
    void queuesAreListedWhereTheirFileSystemIsMounted() throws Exception {
        Peers.MOUNT.require();
        String queue = names.createAlone("posix-mq", "--max-messages", "2", "--message-size", "8");
        Command.run("send", queue, "four").ok();
        String mounted = "unshare --mount bash -c 'mount -t mqueue none /mnt && ";
        assertThat(Command.shell(mounted + Command.LAUNCHER + " ls posix-mq'").ok())
                .containsPattern("\nposix-mq +" + queue + " +- +\\S+ +0600 +4 +- +-\n");
        assertThat(Command.shell(mounted + Command.LAUNCHER + " stat " + queue + "'")
                        .ok())
                .contains("\nbytes: 4\n", "\nmessages: 1\n");
    }

    @Test
    void whereItIsNotMountedStderrSaysHow() throws Exception {
        Peers.MOUNT.require();
        String unmounted = "unshare --mount bash -c 'umount -a -t mqueue; ";
        Command.Result result = Command.shell(unmounted + Command.LAUNCHER + " ls posix-mq'");
        assertThat(result.status()).isZero();
        assertThat(result.out()).matches(HEADER + "\n");
        assertThat(result.err()).contains("not mounted", "mount -t mqueue none /dev/mqueue");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "file", "unix", "nonsense"})
    void whatCannotBeListedIsAUsageError(String kind) {
        Command.run("ls", kind).failed(2);
    }

    @Test
    void aNameCannotSpeakToTheTerminal() {
        String name = names.posix() + "\u001b[31m";
        names.createAt("posix-shm:" + name, "--size", "1");
        assertThat(Command.run("ls", "posix-shm").ok())
                .contains(name.replace('\u001b', '?'))
                .doesNotContain("\u001b");
    }

    @Test
    void namesAreUtf8WhateverTheLocale() {
        String address = names.createAt("posix-shm:" + names.posix() + "-größe", "--size", "1");
        assertThat(Command.shell("LC_ALL=C LANG=C $N ls posix-shm").ok()).contains(address);
    }
}
