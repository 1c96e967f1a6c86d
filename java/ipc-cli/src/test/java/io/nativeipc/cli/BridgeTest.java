package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.Messages;
import io.nativeipc.contract.Full;
import io.nativeipc.ring.RingStatistics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(240)
class BridgeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    final Names names = new Names();

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer number(long number) {
        return ByteBuffer.allocate(8).putLong(0, number);
    }

    private static String next(MessageReceiver receiver) throws Exception {
        String[] text = new String[1];
        assertThat(receiver.tryReceive(
                        message ->
                                text[0] = StandardCharsets.UTF_8.decode(message).toString(),
                        PATIENCE))
                .as("a message comes")
                .isTrue();
        return text[0];
    }

    @ParameterizedTest
    @CsvSource({
        "posix-mq, ring",
        "sysv-mq, ring",
        "ring, ring",
        "ring, posix-mq",
        "ring, sysv-mq",
        "posix-mq, sysv-mq",
    })
    void whatComesFromOneGoesToTheOther(String from, String to) {
        String source = names.create(from);
        String target = names.create(to);
        Command.run("send", source, "one", "", "three").ok();
        Command.run("bridge", source, target, "--count", "3", "--report", "0").ok();
        assertThat(Command.run("recv", target, "--count", "3").ok()).isEqualTo("one\n\nthree\n");
        assertThat(Command.run("recv", source, "--timeout", "0").ok()).isEmpty();
    }

    @Test
    void aBridgeListensToSendersOfASocket() throws Exception {
        Path socket = Path.of(names.path());
        String target = names.create("ring");
        Command bridge = Command.start("bridge", "unix:" + socket, target, "--count", "2", "--report", "0");
        Listening.await(socket);
        Command.run("send", "unix:" + socket, "a").ok();
        Command.run("send", "unix:" + socket, "b").ok();
        bridge.result().ok();
        assertThat(Command.run("recv", target, "--count", "2").ok()).isEqualTo("a\nb\n");
        assertThat(Files.exists(socket)).isFalse();
    }

    @Test
    void aReceiverThatComesBackGetsWhatComesAfterwards() throws Exception {
        String source = names.create("ring");
        String socket = "unix:" + names.path();
        try (MessageSender sender = Messages.sender(source)) {
            Command first = Command.start("recv", socket);
            Listening.await(Path.of(socket.substring(5)));
            Command bridge = Command.start("bridge", source, socket, "--report", "0");
            sender.send(bytes("first"));
            assertThat(first.hear(6)).isEqualTo("first\n");
            first.interrupt();
            first.result();
            assertThat(Path.of(socket.substring(5)))
                    .as("removed by the interrupted receiver")
                    .doesNotExist();
            Command second = Command.start("recv", socket, "--count", "1");
            Listening.await(Path.of(socket.substring(5)));
            for (int i = 0; second.isRunning(); i++) {
                assertThat(i).isLessThan(3000);
                sender.send(bytes("second"));
                LockSupport.parkNanos(10_000_000);
            }
            assertThat(second.result().out()).isEqualTo("second\n");
            bridge.interrupt();
            assertThat(bridge.result().err()).contains("trying again");
        }
    }

    @Test
    void rateAndBacklogAreToldWhileItRuns() throws Exception {
        String source = names.create("ring");
        String target = names.create("posix-mq", "--max-messages", "2");
        try (MessageSender sender = Messages.sender(source)) {
            for (int i = 0; i < 10; i++) {
                sender.send(bytes("x"));
            }
            Command bridge = Command.start("bridge", source, target, "--batch", "1", "--report", "0.2");
            while (RingStatistics.read(source.substring(5))
                            .lanes()
                            .get(0)
                            .pendingMessages()
                            .orElse(Long.MAX_VALUE)
                    > 8) {
                LockSupport.parkNanos(1_000_000);
            }
            LockSupport.parkNanos(1_000_000_000);
            bridge.interrupt();
            Command.Result result = bridge.result();
            assertThat(result.status()).isEqualTo(130);
            assertThat(result.err()).containsPattern("2 messages, \\d+ messages/s, backlog 8\n");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void anInterruptEndsItBetweenTwoBatches() throws Exception {
        String source = names.create("ring");
        String target = names.create("ring");
        try (MessageSender sender = Messages.sender(source);
                MessageReceiver receiver = Messages.receiver(target)) {
            Command bridge = Command.start("bridge", source, target, "--report", "0");
            long sent = 0;
            long received = 0;
            long[] last = {-1};
            while (bridge.isRunning()) {
                sent += sender.trySend(number(sent)) ? 1 : 0;
                received += receiver.tryReceive(message ->
                                last[0] = ByteBuffer.allocate(8).put(message).getLong(0))
                        ? 1
                        : 0;
                if (received == 5000) {
                    bridge.interrupt();
                }
            }
            while (receiver.tryReceive(
                    message -> last[0] = ByteBuffer.allocate(8).put(message).getLong(0))) {
                received++;
            }
            Command.Result result = bridge.result();
            assertThat(result.status()).isEqualTo(130);
            assertThat(result.err()).isEmpty();
            assertThat(last[0]).as("each came once").isEqualTo(received - 1);
            assertThat(RingStatistics.read(source.substring(5)).lanes().get(0).consumedMessages())
                    .isEqualTo(received);
        }
    }

    @Test
    void aKilledBridgeLosesNothingOfARing() throws Exception {
        int kills = Full.count(2, 5);
        int count = (kills + 5) * 20_000;
        String source = names.create("ring");
        String target = names.create("ring");
        try (MessageReceiver receiver = Messages.receiver(target)) {
            NumberFeed feed = NumberFeed.start(source, count);
            int killed = 0;
            while (feed.distinct() < count) {
                Command bridge = Command.start("bridge", source, target, "--report", "0");
                int wanted = killed < kills ? feed.distinct() + 20_000 : count;
                while (feed.distinct() < wanted) {
                    assertThat(receiver.tryReceive(feed::see, PATIENCE))
                            .as("message %d comes, after %d kills", feed.distinct(), killed)
                            .isTrue();
                }
                killed++;
                bridge.kill();
                while (receiver.tryReceive(feed::see)) {}
            }
            feed.join();
            assertThat(killed).isEqualTo(kills + 1);
            assertThat(feed.last()).isEqualTo(count - 1);
            assertThat(feed.received()).as("messages, duplicates among them").isLessThan(count + (kills + 1) * 4096);
        }
    }

    @Test
    void aMessageThatTheTargetNeverTakesEndsItAndStays() {
        String source = names.create("ring");
        String small = names.create("posix-mq", "--message-size", "4");
        Command.run("send", source, "too long for it").ok();
        assertThat(Command.run("bridge", source, small, "--report", "0").failed(1))
                .contains("mq_send", "EMSGSIZE", "15 bytes");
        assertThat(Command.run("recv", source, "--timeout", "0").ok())
                .as("it stays where it is")
                .isEqualTo("too long for it\n");
    }

    @Test
    void theEndOfTheSourceIsTold() throws Exception {
        String source = names.create("ring");
        Command bridge = Command.start("bridge", source, names.create("ring"), "--report", "0");
        while (RingStatistics.read(source.substring(5)).consumer().epoch() == 0) {
            LockSupport.parkNanos(1_000_000);
        }
        Command.run("rm", source).ok();
        names.removed(source);
        assertThat(bridge.result().failed(1)).contains(source);
    }

    @Test
    void aTimeoutFailsOnlyWhatACountAskedFor() {
        String source = names.create("sysv-mq");
        String target = names.create("posix-mq");
        Command.run("bridge", source, target, "--timeout", "0.1", "--report", "0")
                .ok();
        Command.run("send", source, "x").ok();
        Command.Result result =
                Command.run("bridge", source, target, "--timeout", "0.1", "--count", "2", "--report", "0");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEmpty();
    }
}
