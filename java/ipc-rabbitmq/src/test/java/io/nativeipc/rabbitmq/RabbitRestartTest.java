package io.nativeipc.rabbitmq;

import static io.nativeipc.rabbitmq.Queue.PATIENCE;
import static io.nativeipc.rabbitmq.Queue.message;
import static io.nativeipc.rabbitmq.Queue.receive;
import static io.nativeipc.rabbitmq.Queue.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.IpcException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.peer.RabbitBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Tests a broker that restarts, after an orderly end or a kill. */
class RabbitRestartTest {
    private static final int MANY = 20_000;

    private final RabbitBroker broker = RabbitBroker.get();
    private Queue queue;

    @BeforeEach
    void declare() throws IOException {
        queue = new Queue(broker);
        broker.syncQueues();
    }

    @AfterEach
    void delete() throws IOException {
        broker.start();
        queue.close();
    }

    @Test
    void whatIsConfirmedOutlivesTheBroker() throws Exception {
        try (RabbitSender sender = queue.sender()) {
            sender.send(message("kept"));
            broker.kill();
            broker.start();
            try (RabbitReceiver receiver = queue.receiver()) {
                assertThat(receive(receiver)).isEqualTo("kept");
                sender.send(message("next"));
                assertThat(receive(receiver)).isEqualTo("next");
            }
        }
    }

    @Test
    void whoFindsNoBrokerIsToldSo() throws Exception {
        RabbitOptions impatient = RabbitOptions.DEFAULT.withReconnectTimeout(Duration.ofMillis(200));
        try (RabbitSender sender = queue.sender(impatient);
                RabbitSender patient = queue.sender();
                RabbitReceiver receiver = queue.receiver(impatient)) {
            broker.stop();
            assertThatThrownBy(() -> sender.send(message("lost"))).isInstanceOf(IpcException.class);
            assertThatThrownBy(() -> sender.send(message("lost"))).hasMessageContaining("ECONNREFUSED");
            assertThatThrownBy(() -> receive(receiver)).hasMessageContaining("ECONNREFUSED");
            assertThatThrownBy(() -> {
                        while (!receiver.tryReceive(message -> {})) {
                            TimeUnit.MILLISECONDS.sleep(5);
                        }
                    })
                    .hasMessageContaining("ECONNREFUSED");
            assertThat(patient.trySend(message("late"), Duration.ofMillis(300))).isFalse();
            FutureTask<Void> closed = new FutureTask<>(() -> {
                patient.send(message("never"));
                return null;
            });
            Thread thread = new Thread(closed);
            thread.start();
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            patient.close();
            assertThatThrownBy(closed::get).hasCauseInstanceOf(IllegalStateException.class);
            broker.start();
            sender.send(message("back"));
            assertThat(receive(receiver)).isEqualTo("back");
        }
    }

    @Test
    void postsOfALostConnectionAreToldOnceAndForgotten() throws Exception {
        try (RabbitSender sender = queue.sender()) {
            sender.tryPost(message("perhaps"), PATIENCE);
            broker.kill();
            try {
                sender.tryFlush(PATIENCE); // the message may be confirmed already
            } catch (PeerClosedException lost) {
                assertThat(sender.unconfirmed()).isZero();
            }
            broker.start();
            assertThat(sender.tryPost(message("next"), PATIENCE)).isTrue();
            assertThat(sender.tryFlush(PATIENCE)).isTrue();
        }
    }

    @Test
    void nothingConfirmedIsLostWhenTheBrokerIsKilledInAStreamOfMessages(TestReporter reporter) throws Exception {
        CountDownLatch half = new CountDownLatch(1);
        Set<String> received = new TreeSet<>();
        int[] all = {0};
        FutureTask<Integer> sending = new FutureTask<>(() -> send(half));
        try (RabbitReceiver receiver = queue.receiver()) {
            new Thread(sending).start();
            FutureTask<Void> restarting = new FutureTask<>(() -> restartTwice(half));
            new Thread(restarting).start();
            while (received.size() < MANY) {
                int count = receiver.tryReceiveBatch(
                        message -> {
                            received.add(text(message));
                            all[0]++;
                        },
                        100,
                        () -> {},
                        PATIENCE);
                assertThat(count).as("after " + received.size()).isPositive();
            }
            restarting.get();
            int losses = sending.get();
            assertThat(losses).as("flushes that the end of the broker has cut").isPositive();
            while (receiver.tryReceive(message -> all[0]++, Duration.ofMillis(200))) {
                assertThat(all[0]).isLessThan(2 * MANY);
            }
            reporter.publishEntry(Map.of(
                    "sent again", losses + " batches",
                    "received twice", Integer.toString(all[0] - MANY),
                    "redelivered", Long.toString(receiver.redelivered())));
        }
    }

    /** Sends in batches, repeats each batch until it is confirmed, and returns the number of repetitions. */
    private int send(CountDownLatch half) throws Exception {
        int again = 0;
        try (RabbitSender sender = queue.sender()) {
            for (int first = 0; first < MANY; ) {
                try {
                    for (int number = first; number < first + 500; number++) {
                        assertThat(sender.tryPost(message(Integer.toString(number)), PATIENCE))
                                .isTrue();
                        if (number == MANY / 2) {
                            half.countDown();
                        }
                    }
                    assertThat(sender.tryFlush(PATIENCE)).isTrue();
                    first += 500;
                } catch (IpcException lost) {
                    again++;
                }
            }
        }
        return again;
    }

    private Void restartTwice(CountDownLatch half) throws Exception {
        half.await();
        broker.kill();
        broker.start();
        broker.stop();
        broker.start();
        return null;
    }

    @Test
    void aReceiverThatWaitsGoesOnWhenTheBrokerIsBack() throws Exception {
        List<String> received = new ArrayList<>();
        try (RabbitReceiver receiver = queue.receiver()) {
            FutureTask<String> waiting = new FutureTask<>(() -> receive(receiver));
            new Thread(waiting).start();
            broker.stop();
            broker.start();
            try (RabbitSender sender = queue.sender()) {
                sender.send(message("after"));
            }
            received.add(waiting.get());
        }
        assertThat(received).containsExactly("after");
    }
}
