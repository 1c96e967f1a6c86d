package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.MessageSender;
import io.nativeipc.Messages;
import io.nativeipc.contract.Full;
import io.nativeipc.peer.RabbitBroker;
import io.nativeipc.rabbitmq.RabbitQueues;
import io.nativeipc.rabbitmq.RabbitReceiver;
import io.nativeipc.ring.RingStatistics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests the command with a real RabbitMQ. */
@Timeout(900)
class BridgeRabbitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final int MESSAGES = Full.count(50_000, 300_000, 1_000_000);
    private static final int KILLS = Full.count(5, 25, 100);
    private static final int IN_FLIGHT = Full.count(1, 20, 80);

    @RegisterExtension
    final Names names = new Names();

    private RabbitBroker broker;
    private String queue;

    @BeforeEach
    void declareQueue() throws Exception {
        broker = RabbitBroker.get();
        queue = broker.address(names.posix().substring(1));
        RabbitQueues.declare(queue);
    }

    @AfterEach
    void deleteQueue() throws Exception {
        if (queue != null) {
            RabbitQueues.delete(queue);
        }
    }

    @Test
    void messagesAreSentConfirmedAndReceivedAcknowledged() throws Exception {
        Command.run("send", queue, "one", "", "größe").ok();
        assertThat(RabbitQueues.messages(queue)).isEqualTo(3);
        assertThat(Command.run("recv", queue, "--count", "3").ok()).isEqualTo("one\n\ngröße\n");
        assertThat(RabbitQueues.messages(queue)).isZero();
    }

    @Test
    void noPasswordIsEverShown() {
        String address = queue.replace("//", "//guest:sesame@");
        assertThat(Command.run("send", address, "x").failed(1))
                .contains("ACCESS_REFUSED")
                .doesNotContain("sesame");
        assertThat(Command.run("recv", address.replace("amqp://", "amqp:")).failed(2))
                .doesNotContain("sesame");
        assertThat(Command.run("bridge", address, queue).failed(1)).doesNotContain("sesame");
        assertThat(Command.run("send", broker.address("ipc-test-absent"), "x").failed(1))
                .contains("NOT_FOUND", "ipc-test-absent");
    }

    @Test
    void theBridgeGoesBothWays() {
        String out = names.create("ring");
        String back = names.create("posix-mq");
        Command.run("send", out, "a", "", "c").ok();
        Command.run("bridge", out, queue, "--count", "3", "--report", "0").ok();
        Command.run("bridge", queue, back, "--count", "3", "--report", "0").ok();
        assertThat(Command.run("recv", back, "--count", "3").ok()).isEqualTo("a\n\nc\n");
    }

    @Test
    void theBridgeWaitsOutAnAlarmAndARestartOfTheBroker() throws Exception {
        String ring = names.create("ring");
        Command bridge = Command.start("bridge", ring, queue, "--report", "0");
        try (MessageSender sender = Messages.sender(ring)) {
            sender.send(bytes("before"));
            until(() -> RabbitQueues.messages(queue) == 1);
            broker.ctl("set_disk_free_limit 1000000GB");
            until(() -> broker.ctl("eval rabbit_alarm:get_alarms().").contains("disk"));
            sender.send(bytes("while the disk is short"));
            LockSupport.parkNanos(QUIET.toNanos());
            assertThat(acknowledged(ring)).isEqualTo(1);
            broker.ctl("set_disk_free_limit 1MB");
            until(() -> RabbitQueues.messages(queue) == 2);
            broker.stop();
            sender.send(bytes("while it is down"));
            LockSupport.parkNanos(QUIET.toNanos());
            broker.start();
            until(() -> RabbitQueues.messages(queue) >= 3);
        }
        bridge.interrupt();
        assertThat(bridge.result().status()).isEqualTo(130);
        assertThat(Command.run("recv", queue, "--count", "3").ok())
                .isEqualTo("before\nwhile the disk is short\nwhile it is down\n");
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aBridgeThatIsKilledLosesNothing(TestReporter reporter) throws Exception {
        String ring = names.create("ring");
        NumberFeed feed = NumberFeed.start(ring, MESSAGES);
        int inFlight = 0;
        try (RabbitReceiver receiver = RabbitReceiver.open(queue)) {
            for (int kill = 1; kill <= KILLS; kill++) {
                Command bridge = Command.start("bridge", ring, queue, "--report", "0");
                receiveUntil(receiver, feed, (int) ((long) MESSAGES * kill / (KILLS + 1)));
                bridge.kill();
                long acknowledged = acknowledged(ring);
                drain(receiver, feed);
                inFlight += feed.last() >= acknowledged ? 1 : 0;
            }
            Command bridge = Command.start("bridge", ring, queue, "--report", "0");
            receiveUntil(receiver, feed, MESSAGES);
            feed.join();
            bridge.interrupt();
            assertThat(bridge.result().err()).isEmpty();
            drain(receiver, feed);
        }
        reporter.publishEntry("duplicates after " + KILLS + " kills", Long.toString(feed.received() - MESSAGES));
        reporter.publishEntry("kills with unconfirmed messages in flight", Integer.toString(inFlight));
        assertThat(feed.distinct()).isEqualTo(MESSAGES);
        assertThat(feed.last()).isEqualTo(MESSAGES - 1);
        assertThat(inFlight).isGreaterThanOrEqualTo(IN_FLIGHT);
        assertThat(acknowledged(ring)).isEqualTo(MESSAGES);
    }

    private static long acknowledged(String ring) throws Exception {
        return RingStatistics.read(ring.substring(5)).lanes().get(0).consumedMessages();
    }

    private static void receiveUntil(RabbitReceiver receiver, NumberFeed feed, int distinct) throws Exception {
        while (feed.distinct() < distinct) {
            assertThat(receiver.tryReceiveBatch(feed::see, 500, () -> {}, PATIENCE))
                    .as("a message comes after %d", feed.distinct())
                    .isPositive();
        }
    }

    private static void drain(RabbitReceiver receiver, NumberFeed feed) throws Exception {
        while (receiver.tryReceiveBatch(feed::see, 500, () -> {}, QUIET) > 0) {}
    }
}
