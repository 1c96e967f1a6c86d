package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nativeipc.MessageSender;
import io.nativeipc.zeromq.ZmqOptions;
import io.nativeipc.zeromq.ZmqReceiver;
import io.nativeipc.zeromq.ZmqReplier;
import io.nativeipc.zeromq.ZmqRequester;
import io.nativeipc.zeromq.ZmqSender;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests waits, interrupts, closes and threads within this process. */
class ZmqWaitsTest {
    private static final ZmqOptions OPTIONS = ZmqOptions.DEFAULT;
    private static final String ANY_PORT = ZmqPeerTest.ANY_PORT;

    /** The documented limit is 100 ms. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final List<Closeable> ends = new ArrayList<>();
    private final ZmqReceiver receiver = opened(ZmqReceiver.bind(ANY_PORT, OPTIONS));
    private final ZmqSender lonely = opened(ZmqSender.bind(ANY_PORT, OPTIONS));
    private final ZmqReplier replier = opened(ZmqReplier.bind(ANY_PORT, OPTIONS));
    private final ZmqRequester requester = opened(ZmqRequester.bind(ANY_PORT, OPTIONS));

    ZmqWaitsTest() throws Exception {}

    private <T extends Closeable> T opened(T end) {
        ends.add(end);
        return end;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (Closeable end : ends) {
            end.close();
        }
        Background.until("no thread is left", () -> zmqThreads().isEmpty());
    }

    private static Set<String> zmqThreads() {
        Set<String> names = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().matches("(zmq|iothread|reaper).*")) {
                names.add(thread.getName());
            }
        }
        return names;
    }

    enum Wait {
        RECEIVE {
            @Override
            void in(ZmqWaitsTest test) throws Exception {
                test.receiver.receive(message -> {});
            }

            @Override
            Closeable end(ZmqWaitsTest test) {
                return test.receiver;
            }
        },
        TRY_RECEIVE {
            @Override
            void in(ZmqWaitsTest test) throws Exception {
                test.receiver.tryReceive(message -> {}, Duration.ofDays(100_000));
            }

            @Override
            Closeable end(ZmqWaitsTest test) {
                return test.receiver;
            }
        },
        SEND {
            @Override
            void in(ZmqWaitsTest test) throws Exception {
                test.lonely.send(ByteBuffer.allocate(1));
            }

            @Override
            Closeable end(ZmqWaitsTest test) {
                return test.lonely;
            }
        },
        TRY_SEND {
            @Override
            void in(ZmqWaitsTest test) throws Exception {
                test.lonely.trySend(ByteBuffer.allocate(1), Duration.ofDays(1));
            }

            @Override
            Closeable end(ZmqWaitsTest test) {
                return test.lonely;
            }
        },
        REQUEST {
            @Override
            void in(ZmqWaitsTest test) throws Exception {
                test.requester.tryRequest(ByteBuffer.allocate(1), Duration.ofDays(1));
            }

            @Override
            Closeable end(ZmqWaitsTest test) {
                return test.requester;
            }
        },
        SERVE {
            @Override
            void in(ZmqWaitsTest test) throws Exception {
                test.replier.serve(request -> request);
            }

            @Override
            Closeable end(ZmqWaitsTest test) {
                return test.replier;
            }
        };

        abstract void in(ZmqWaitsTest test) throws Exception;

        abstract Closeable end(ZmqWaitsTest test);
    }

    static Stream<Arguments> waits() {
        return Threads.all().flatMap(threads -> Stream.of(Wait.values()).map(wait -> Arguments.of(wait, threads)));
    }

    private Background<Boolean> waiting(Wait wait, Threads threads) {
        Background<Boolean> call = Background.start(
                () -> {
                    wait.in(this);
                    return true;
                },
                threads);
        return call.awaitWaiting();
    }

    @ParameterizedTest
    @MethodSource("waits")
    void anInterruptEndsAWaitAndTheEndGoesOn(Wait wait, Threads threads) throws Exception {
        Background<Boolean> call = waiting(wait, threads);
        long before = System.nanoTime();
        call.interrupt();
        assertThat(call.failure()).isInstanceOf(InterruptedException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SOON);
        exchangeWithAll();
    }

    /** Exchanges messages with all four ends of this test, whatever was done to one of them. */
    private void exchangeWithAll() throws Exception {
        ZmqSender sender = opened(ZmqSender.connect(receiver.toString(), OPTIONS));
        exchange(sender, receiver);
        exchange(lonely, opened(ZmqReceiver.connect(lonely.toString(), OPTIONS)));
        ZmqRequester asking = opened(ZmqRequester.connect(replier.toString(), OPTIONS));
        Background<Boolean> served = Background.start(
                () -> replier.tryServe(request -> ByteBuffer.wrap(new byte[] {7}), Duration.ofMinutes(1)));
        assertThat(asking.tryRequest(ByteBuffer.allocate(1), Duration.ofMinutes(1)))
                .contains(ByteBuffer.wrap(new byte[] {7}));
        assertThat(served.result()).isTrue();
    }

    private static void exchange(ZmqSender sender, ZmqReceiver receiver) throws Exception {
        Background<Boolean> sent = Background.start(() -> {
            for (int i = 0; i < 1000; i++) {
                sender.send(ZmqMessages.message(i));
            }
            return true;
        });
        for (int i = 0; i < 1000; i++) {
            int number = i;
            receiver.receive(message -> ZmqMessages.check(message, number));
        }
        assertThat(sent.result()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("waits")
    void aCloseEndsAWait(Wait wait, Threads threads) throws Exception {
        Background<Boolean> call = waiting(wait, threads);
        long before = System.nanoTime();
        wait.end(this).close();
        assertThat(call.failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(wait.end(this) + " is closed");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SOON);
    }

    /** Interrupts threads in every phase of an exchange. If NIO closed a channel, the exchange would end. */
    @Test
    void nothingIsLostUnderAStormOfInterrupts() throws Exception {
        int count = 20_000;
        ZmqSender sender = opened(ZmqSender.connect(receiver.toString(), OPTIONS));
        AtomicInteger interrupts = new AtomicInteger();
        Background<Boolean> sending = Background.start(() -> {
            for (int i = 0; i < count; i++) {
                while (interrupts.get() < i / 100) {
                    Thread.yield(); // a fast exchange must not end before the interrupts
                }
                ByteBuffer message = ZmqMessages.message(i);
                uninterrupted(() -> sender.send(message));
            }
            return true;
        });
        AtomicLong next = new AtomicLong();
        Background<Boolean> receiving = Background.start(() -> {
            while (next.get() < count) {
                uninterrupted(() -> receiver.receive(message -> ZmqMessages.check(message, next.getAndIncrement())));
            }
            return true;
        });
        while (!sending.isDone() || !receiving.isDone()) {
            sending.interrupt();
            receiving.interrupt();
            interrupts.incrementAndGet();
            LockSupport.parkNanos(10_000);
        }
        assertThat(sending.result()).isTrue();
        assertThat(receiving.result()).isTrue();
        assertThat(next).hasValue(count);
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void uninterrupted(Step step) throws Exception {
        while (true) {
            try {
                step.run();
                return;
            } catch (InterruptedException again) {
                // the message was not accepted, or none was received
            }
        }
    }

    @Test
    void whoIsInterruptedAlreadyTakesNothing() throws Exception {
        ZmqSender sender = opened(ZmqSender.connect(receiver.toString(), OPTIONS));
        sender.send(ByteBuffer.allocate(1));
        ByteBuffer message = ByteBuffer.allocate(1);
        Thread.currentThread().interrupt();
        assertThat(catchThrowable(() -> sender.send(message))).isInstanceOf(InterruptedException.class);
        assertThat(message.hasRemaining()).isTrue();
        Thread.currentThread().interrupt();
        assertThat(catchThrowable(() -> receiver.receive(received -> {}))).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThat(lonely.trySend(message)).as("does not wait").isFalse();
        assertThat(Thread.interrupted()).as("the flag stays").isTrue();
        receiver.receive(received -> assertThat(received.remaining()).isEqualTo(1));
    }

    @Test
    void withoutAPeerThereIsNoRoom() throws Exception {
        ByteBuffer message = ByteBuffer.allocate(1);
        assertThat(lonely.trySend(message)).isFalse();
        assertThat(lonely.trySend(message, Duration.ofMillis(20))).isFalse();
        assertThat(lonely.trySend(message, Duration.ofSeconds(-1))).isFalse();
        assertThat(receiver.tryReceive(received -> {}, Duration.ofMillis(20))).isFalse();
        assertThat(requester.tryRequest(message, Duration.ofMillis(20))).isEmpty();
        assertThat(message.remaining()).isEqualTo(1);
        assertThat(lonely.guarantee()).isEqualTo(MessageSender.Guarantee.QUEUED_LOCALLY);
    }

    static Stream<Threads> threads() {
        return Threads.all();
    }

    @ParameterizedTest
    @MethodSource("threads")
    void manyThreadsShareTheEnds(Threads threads) throws Exception {
        int each = 5_000;
        ZmqSender sender = opened(ZmqSender.connect(receiver.toString(), OPTIONS));
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        List<Background<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long first = (long) i * each;
            calls.add(Background.start(
                    () -> {
                        for (long number = first; number < first + each; number++) {
                            sender.send(ZmqMessages.message(number));
                        }
                        return true;
                    },
                    threads));
            calls.add(Background.start(
                    () -> {
                        for (int received = 0; received < each; received++) {
                            receiver.receive(message -> {
                                long number = message.duplicate()
                                        .order(ByteOrder.BIG_ENDIAN)
                                        .getLong();
                                ZmqMessages.check(message, number);
                                seen.add(number);
                            });
                        }
                        return true;
                    },
                    threads));
        }
        for (Background<Boolean> call : calls) {
            assertThat(call.result()).isTrue();
        }
        assertThat(seen).hasSize(4 * each);
    }

    /** JeroMQ can forget a new connection: this happened in about 3 of 100. */
    @Test
    void aFirstMessageArrivesAtOnceOverEveryNewConnection() throws Exception {
        for (int i = 0; i < Full.count(30, 300); i++) {
            try (ZmqReceiver listening = ZmqReceiver.bind(ANY_PORT, OPTIONS);
                    ZmqSender sender = ZmqSender.connect(listening.toString(), OPTIONS)) {
                sender.send(ByteBuffer.allocate(1));
                assertThat(listening.tryReceive(message -> {}, Duration.ofMillis(2_500)))
                        .as("connection %s", i)
                        .isTrue();
            }
        }
    }

    @Test
    void aCloseLingersAsLongAsItWasToldTo() throws Exception {
        ZmqSender sender = ZmqSender.connect("zmq+tcp://127.0.0.1:1", OPTIONS.withLinger(Duration.ofMillis(300)));
        sender.send(ByteBuffer.allocate(1));
        long before = System.nanoTime();
        sender.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(290), Duration.ofSeconds(6));
    }

    @Test
    void anInterruptedCloseReturnsAndTheThreadEndsByItself() throws Exception {
        ZmqSender sender = ZmqSender.connect("zmq+tcp://127.0.0.1:1", OPTIONS.withLinger(Duration.ofSeconds(2)));
        sender.send(ByteBuffer.allocate(1));
        Thread.currentThread().interrupt();
        long before = System.nanoTime();
        sender.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(1900));
    }

    @Test
    void closingTwiceIsClosingOnce() {
        assertThatCode(() -> {
                    receiver.close();
                    receiver.close();
                })
                .doesNotThrowAnyException();
    }

    /** Checks a hundred times that the port is free when close returns, and that no thread or descriptor remains. */
    @Test
    void nothingIsLeftOfAHundredEnds() throws Exception {
        String address = receiver.toString();
        receiver.close();
        long descriptors = 0;
        for (int i = 0; i < 100; i++) {
            ZmqReceiver again = ZmqReceiver.bind(address, OPTIONS);
            again.close();
            assertThat(again.address()).hasToString(address);
            if (i == 20) {
                descriptors = openDescriptors();
            }
        }
        assertThat(openDescriptors()).isLessThanOrEqualTo(descriptors + 5);
    }

    private static long openDescriptors() throws Exception {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
