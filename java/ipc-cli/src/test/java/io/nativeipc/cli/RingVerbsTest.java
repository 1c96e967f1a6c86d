package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nativeipc.contract.RingProgram;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests the verbs on a ring channel. */
class RingVerbsTest {
    @RegisterExtension
    final Names names = new Names();

    private static String name(String address) {
        return address.substring("ring:".length());
    }

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static JsonNode json(String... words) throws IOException {
        return new ObjectMapper().readTree(Command.run(words).ok());
    }

    @Test
    void argumentsAndLinesAreMessagesThatStay() {
        String ring = names.create("ring");
        Command.run("send", ring, "one", "-", "@three").ok();
        assertThat(Command.run("recv", ring, "--count", "2").ok()).isEqualTo("one\n-\n");
        assertThat(Command.run("recv", ring, "--count", "1").ok()).isEqualTo("@three\n");
        Command.run(bytes("x\ny\r\n\u00ff\u00fe"), "send", ring).ok();
        Command.run(new byte[0], "send", ring).ok();
        assertThat(Command.run("recv", ring, "--null", "--timeout", "0").bytes())
                .isEqualTo(bytes("x\0y\r\0\u00ff\u00fe\0"));
        Command.Result late = Command.run("recv", ring, "--count", "1", "--timeout", "0.05");
        assertThat(late.status()).isEqualTo(1);
        assertThat(late.out() + late.err()).isEmpty();
    }

    @Test
    void aMessageThatIsTooLongIsToldInASentence() {
        String ring = names.create("ring", "--max-message", "10");
        assertThat(Command.run(bytes("one\n\naaaaaaaaaaa"), "send", ring).failed(1))
                .contains("too long", "have up to 10 bytes, this one has 11");
        assertThat(Command.run("recv", ring, "--timeout", "0").ok())
                .as("what came before it, and an empty line is an empty message")
                .isEqualTo("one\n\n");
    }

    @Test
    void aSenderWithoutALaneIsToldWhy() {
        String ring = names.create("ring", "--lanes", "1");
        Command.run("send", ring, "first").ok();
        assertThat(Command.run("send", ring, "second").failed(1))
                .contains("no lane", "each of the 1 lanes has a producer, or messages of a former one");
        assertThat(Command.run("recv", ring, "--count", "1").ok()).isEqualTo("first\n");
        Command.run("send", ring, "second").ok();
    }

    @Test
    void sendWaitsWhileTheLaneIsFull() throws Exception {
        String ring = names.create("ring", "--lanes", "1", "--size", "4K", "--max-message", "2000");
        String[] words = {"send", ring, "a".repeat(2000), "b".repeat(2000), "c".repeat(2000)};
        try (RingChannel channel = RingChannel.open(name(ring))) {
            Command sending = Command.start(words);
            try (RingConsumer consumer = channel.openConsumer()) {
                for (char expected = 'a'; expected <= 'c'; expected++) {
                    byte first = (byte) expected;
                    consumer.receive(message ->
                            assertThat(message.get(message.position())).isEqualTo(first));
                }
                sending.result().ok();
            }
        }
    }

    @Test
    void aMessageIsAcknowledgedOnlyWhenItIsOut() throws Exception {
        String ring = names.create("ring");
        try (RingChannel channel = RingChannel.open(name(ring));
                RingProducer producer = channel.openProducer()) {
            Command receiving = Command.start("recv", ring);
            producer.send(ByteBuffer.wrap(bytes("one")));
            assertThat(receiving.hear(4)).isEqualTo("one\n");
            assertThat(receiving.isRunning()).isTrue();
            receiving.interrupt();
            assertThat(receiving.result().status()).isEqualTo(130);
            producer.send(ByteBuffer.wrap(bytes("two")));
            assertThat(Command.shell("$N recv " + ring + " --count 1 > /dev/full")
                            .failed(1))
                    .contains("No space left");
            assertThat(Command.run("recv", ring, "--count", "1").ok()).isEqualTo("two\n");
        }
    }

    @Test
    void cppAndTheCommandMeet() throws Exception {
        String ring = names.create("ring", "--lanes", "2");
        try (Peer cpp = Peer.start(Peers.CPP, "ring", name(ring))) {
            cpp.ask("open");
            cpp.ask("producer");
            cpp.ask("produce 7 0 3");
            assertThat(Command.run("stat", ring).ok())
                    .contains("\nattached: 1\n", "\nholders: " + cpp.pid() + "\n", "\ninUse: true\n")
                    .containsPattern("\n0 +" + cpp.pid() + " \\(alive\\) +0 +48 +3 +6 +0 +0 +0 +3\n");
            assertThat(Command.run("recv", ring, "--count", "1").ok()).isEqualTo("\007\n");
        }
    }

    @Test
    void jsonHasEveryNumberOfEveryLane() throws Exception {
        String ring = names.createAlone("ring", "--lanes", "2", "--size", "4K", "--max-message", "100");
        Command.run("send", ring, "12345", "123").ok();
        Command.run("recv", ring, "--count", "1").ok();
        JsonNode stat = json("stat", "--json", ring);
        assertThat(stat.get("kind").asText()).isEqualTo("ring");
        assertThat(stat.get("bytes").asLong()).isEqualTo(8192 + 2 * 8192);
        assertThat(stat.get("attached").asLong()).isZero();
        assertThat(stat.get("leftover").asBoolean(true))
                .as("its creator ended in order")
                .isFalse();
        JsonNode numbers = stat.get("ring");
        assertThat(numbers.get("state").asText()).isEqualTo("ready");
        assertThat(numbers.get("laneCount").asInt()).isEqualTo(2);
        assertThat(numbers.get("maxMessage").asInt()).isEqualTo(100);
        assertThat(numbers.get("inUse").asBoolean(true)).isFalse();
        assertThat(numbers.get("consumer").get("liveness").asText()).isEqualTo("absent");
        assertThat(numbers.get("consumer").get("pid").isNull()).isTrue();
        assertThat(numbers.get("lanes")).hasSize(2);
        JsonNode lane = numbers.get("lanes").get(0);
        assertThat(lane.get("head").asLong()).isEqualTo(16);
        assertThat(lane.get("position").asLong()).isEqualTo(32);
        assertThat(lane.get("messages").asLong()).isEqualTo(2);
        assertThat(lane.get("bytes").asLong()).isEqualTo(8);
        assertThat(lane.get("consumedMessages").asLong()).isEqualTo(1);
        assertThat(lane.get("consumedBytes").asLong()).isEqualTo(5);
        assertThat(lane.get("fullEvents").asLong()).isZero();
        assertThat(CreateStatRmTest.fieldNames(json("ls", "ring", "--json").get(0)))
                .isEqualTo(CreateStatRmTest.FIELDS);
    }

    @Test
    void aRingIsListedOnceAndOtherMemoryIsNone() throws Exception {
        String ring = names.createAlone("ring", "--lanes", "1");
        String memory = names.create("posix-shm", "--size", "1M");
        try (RingChannel one = RingChannel.open(name(ring));
                RingChannel two = RingChannel.open(name(ring))) {
            assertThat(one.created() || two.created()).isFalse();
            String listed = Command.run("ls", "ring", "posix-shm").ok();
            assertThat(listed.lines().filter(line -> line.contains(name(ring) + " ")))
                    .singleElement()
                    .asString()
                    .matches("ring +" + ring + " +- +\\S+ +0600 +274432 +2 +\\d+ \\(\\?\\)");
        }
        assertThat(Command.run("ls", "ring").ok()).doesNotContain(memory.substring("posix-shm:".length()));
        assertThat(Command.run("ls", "posix-shm").ok()).contains(memory).doesNotContain(name(ring));
        for (String verb : new String[] {"stat", "rm", "recv"}) {
            assertThat(Command.run(verb, memory.replace("posix-shm", "ring")).failed(1))
                    .contains("not a ring");
        }
        Command.run("stat", memory).ok();
    }

    @Test
    void rmRetiresTheChannel() throws Exception {
        String ring = names.create("ring");
        Command receiving = Command.start("recv", ring);
        Command.run("send", ring, "ready").ok();
        assertThat(receiving.hear(6)).isEqualTo("ready\n");
        Command.run("rm", ring).ok();
        names.removed(ring);
        Command.Result told = receiving.result();
        assertThat(told.status()).isEqualTo(1);
        assertThat(told.err()).contains("retired");
    }

    @Test
    void rmCleansUpWhatNobodyCanOpen() throws Exception {
        String name = names.posix();
        Path file = Path.of("/dev/shm" + name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "NIPCRING");
        assertThat(Command.run("stat", "ring:" + name).ok()).contains("\nstate: unknown: ", "has not finished");
        assertThat(Command.run("send", "ring:" + name, "x").failed(1)).contains("has not finished");
        Command.run("rm", "ring:" + name).ok();
        assertThat(file).doesNotExist();
    }

    @Test
    void aKilledCreatorsChannelIsALeftoverWhenItsUsersAreDeadToo() throws Exception {
        String name = names.posix();
        String ring = "ring:" + name;
        Peer creator = Peer.startJava(RingCreator.class, name);
        creator.ask("create");
        try (Peer producer = Peer.startJava(RingProgram.class, name)) {
            producer.ask("producer");
            assertThat(json("stat", "--json", ring).get("leftover").asBoolean(true))
                    .isFalse();
            creator.kill();
            JsonNode used = json("stat", "--json", ring);
            assertThat(used.get("leftover").asBoolean(true))
                    .as("the producer lives")
                    .isFalse();
            assertThat(used.get("creator").get("pid").asLong()).isEqualTo(creator.pid());
            assertThat(Command.run("stat", ring).ok()).contains("\ncreator: " + creator.pid() + " dead (lock)\n");
            Command.Result cleaned = Command.run("rm", "--dead");
            assertThat(cleaned.out()).doesNotContain(ring);
            assertThat(cleaned.err()).contains(ring + " stays: a process has it open");
            producer.ask("produce 0 0 1");
            producer.kill();
        }
        assertThat(json("stat", "--json", ring).get("leftover").asBoolean()).isTrue();
        assertThat(Command.run("ls", "ring").ok()).containsPattern(ring + " .* 0 +" + creator.pid() + " \\(dead\\)\n");
        assertThat(Command.run("rm", "--dead").ok().lines()).contains(ring);
        assertThat(Command.run("stat", ring).failed(1)).contains("ENOENT");
    }
}
