package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingLaneStatistics;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.ring.RingSlotStatistics.Liveness;
import io.nativeipc.ring.RingStatistics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests {@code bench}: its output, the input that it rejects, and that it leaves the channel as it found it. */
class BenchTest {
    @RegisterExtension
    final Names names = new Names();

    private static String name(String address) {
        return address.substring("ring:".length());
    }

    private static void assertIdle(String ring) throws Exception {
        RingStatistics left = RingStatistics.read(name(ring));
        assertThat(left.use()).isEqualTo(RingStatistics.Use.UNUSED);
        assertThat(left.consumer().liveness()).isEqualTo(Liveness.ABSENT);
        for (RingLaneStatistics lane : left.lanes()) {
            assertThat(lane.producer().liveness()).isEqualTo(Liveness.ABSENT);
            assertThat(lane.position()).hasValue(lane.head());
        }
        try (RingChannel channel = RingChannel.open(name(ring));
                RingConsumer consumer = channel.openConsumer()) {
            assertThat(consumer.poll(message -> {}, 1)).isZero();
        }
    }

    @Test
    void oneTableForEachSize() throws Exception {
        String ring = names.create("ring", "--lanes", "2");
        Command.Result result = Command.run("bench", ring, "--seconds", "0.2");
        assertThat(result.status()).as(result.err()).isZero();
        String number = " +[1-9]\\d*";
        String rates = " +\\d+\\.\\d\\d +\\d+\n";
        assertThat(result.out())
                .matches("BYTES +P50 ns +P90 ns +P99 ns +P99.9 ns +MAX ns +M MESSAGES/s +MiB/s\n" + "64"
                        + number.repeat(5) + rates + "1024" + number.repeat(5) + rates);
        assertThat(result.err()).contains("native-ipc: 64 bytes, from process ", "native-ipc: 1024 bytes");
        assertIdle(ring);
    }

    @Test
    void jsonIsOneArray() throws Exception {
        String ring = names.create("ring");
        Command.Result result = Command.run("bench", "--json", "--seconds", "0.1", "--size", "24,100", ring);
        assertThat(result.status()).as(result.err()).isZero();
        JsonNode rows = new ObjectMapper().readTree(result.out());
        assertThat(rows).hasSize(2);
        JsonNode row = rows.get(1);
        assertThat(row.get("address").asText()).isEqualTo(ring);
        assertThat(row.get("bytes").asInt()).isEqualTo(100);
        JsonNode nanos = row.get("latencyNanos");
        assertThat(nanos.get("count").asLong()).as("0.1 s at 20 µs").isEqualTo(5000);
        assertThat(nanos.get("p50").asLong()).isPositive();
        assertThat(nanos.get("p99.9").asLong())
                .isBetween(nanos.get("p99").asLong(), nanos.get("max").asLong());
        double perSecond = row.get("messagesPerSecond").asDouble();
        assertThat(perSecond).isPositive();
        assertThat(row.get("mebibytesPerSecond").asDouble() * (1 << 20) / 100)
                .isBetween(perSecond * 0.99, perSecond * 1.01);
    }

    @ParameterizedTest
    @CsvSource({"23, 24 to 1000", "1001, 24 to 1000", "1M, 24 to 1000"})
    void aSizeThatTheChannelHasNot(String size, String why) {
        String ring = names.create("ring", "--max-message", "1000");
        assertThat(Command.run("bench", ring, "--size", size).failed(2)).contains(why);
    }

    @Test
    void aBusyChannelIsRefusedAndKeepsItsMessages() throws Exception {
        String ring = names.create("ring", "--lanes", "2");
        try (RingChannel channel = RingChannel.open(name(ring))) {
            try (RingConsumer consumer = channel.openConsumer()) {
                assertThat(consumer.takeovers()).isZero();
                assertThat(Command.run("bench", ring).failed(1)).contains("busy", "it has a consumer already");
            }
            try (RingProducer first = channel.openProducer();
                    RingProducer second = channel.openProducer()) {
                assertThat(Command.run("bench", ring).failed(1)).contains("no lane");
                second.send(ByteBuffer.wrap(new byte[] {'a'}));
                assertThat(first.messages()).isZero();
            }
        }
        assertThat(Command.run("bench", ring).failed(1)).contains("busy", "it contains messages, which are kept");
        assertThat(Command.run("recv", ring, "--timeout", "0").ok()).isEqualTo("a\n");
    }

    @Test
    void anothersMessageEndsItAndStays() throws Exception {
        String ring = names.create("ring");
        try (RingChannel channel = RingChannel.open(name(ring));
                RingProducer other = channel.openProducer()) {
            Command bench = Command.start("bench", ring, "--seconds", "60");
            awaitProducer(channel, bench);
            other.send(ByteBuffer.wrap(new byte[] {'a'}));
            Command.Result result = bench.result();
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err()).contains("the channel contains other messages, which are kept");
        }
        assertThat(Command.run("recv", ring, "--timeout", "0").ok()).isEqualTo("a\n");
        assertIdle(ring);
    }

    @Test
    void ctrlCEndsBothProcessesAndLeavesNothingInTheChannel() throws Exception {
        String ring = names.create("ring");
        try (RingChannel channel = RingChannel.open(name(ring))) {
            Command bench = Command.start("bench", ring, "--seconds", "60");
            long producer = awaitProducer(channel, bench);
            bench.interrupt();
            assertThat(bench.result().status()).isEqualTo(130);
            assertThat(Path.of("/proc/" + producer)).doesNotExist();
        }
        assertIdle(ring);
    }

    @Test
    void aKilledProducerIsToldAndAKilledConsumersProducerEnds() throws Exception {
        String ring = names.create("ring");
        try (RingChannel channel = RingChannel.open(name(ring))) {
            Command bench = Command.start("bench", ring, "--seconds", "60");
            ProcessHandle.of(awaitProducer(channel, bench)).orElseThrow().destroyForcibly();
            Command.Result told = bench.result();
            assertThat(told.status()).isEqualTo(1);
            assertThat(told.err()).contains("the producer's process ended too early, with 137");

            Command killed = Command.start("bench", ring, "--seconds", "60");
            awaitProducer(channel, killed);
            ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
            killed.result();
            while (channel.statistics().lanes().get(0).producer().liveness() == Liveness.ALIVE) {
                Thread.onSpinWait();
            }
            try (RingConsumer consumer = channel.openConsumer()) {
                while (consumer.poll(message -> {}, 1000) > 0) {}
                consumer.freeDeadLanes();
            }
        }
        assertIdle(ring);
    }

    /** Waits for the process that sends, which has a lane with its own messages, and returns its pid. */
    private static long awaitProducer(RingChannel channel, Command bench) throws Exception {
        while (true) {
            assertThat(bench.isRunning()).as("bench").isTrue();
            for (RingLaneStatistics lane : channel.statistics().lanes()) {
                boolean own = lane.producer().pid() == ProcessHandle.current().pid();
                if (lane.producer().isTaken() && !own && lane.consumedMessages() > 1000) {
                    return lane.producer().pid();
                }
            }
            Thread.onSpinWait();
        }
    }
}
