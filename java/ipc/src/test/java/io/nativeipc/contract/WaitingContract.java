package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.contract.WaitingCall.Kind;
import io.nativeipc.contract.WaitingCall.Outcome;
import io.nativeipc.posix.Fifo;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests what every waiting call guarantees, in every kind of thread that can make it: a timeout, an interrupt and a
 * close end it, and the object remains usable. The documented limit is 100 ms; the limit here is 20 times that, for
 * busy machines.
 */
public abstract class WaitingContract {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration BOUND = Duration.ofSeconds(2);

    static Stream<Arguments> rows() {
        return Kind.here().flatMap(kind -> kind.threads().map(threads -> Arguments.of(kind, threads)));
    }

    static Stream<Arguments> rowsThatClose() {
        return rows().filter(row -> ((Kind) row.get()[0]).canBeClosed());
    }

    static Stream<Kind> kindsThatClose() {
        return Kind.here().filter(Kind::canBeClosed);
    }

    private static Background<Outcome> waitingIn(WaitingCall call, Threads threads) {
        return Background.start(() -> call.call(), threads).awaitWaiting();
    }

    /** Returns the result, which must arrive within the limit from now. */
    private static <T> T soon(Background<T> call) throws Exception {
        long start = System.nanoTime();
        T result = call.result();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        return result;
    }

    /** Closes in another thread: a close that waits for a thread that is not woken would block the test. */
    private static void closeSoon(WaitingCall call) throws Exception {
        soon(Background.start(() -> {
            call.closeObject();
            return true;
        }));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aTimeoutIsNotNowAndNotBeforeItsTime(Kind kind, Threads threads) throws Exception {
        try (WaitingCall call = kind.make()) {
            Callable<Long> timed = () -> {
                long start = System.nanoTime();
                assertThat(call.call(Duration.ofMillis(130))).isEqualTo(Outcome.NOT_NOW);
                return System.nanoTime() - start;
            };
            long nanos = Background.start(timed, threads).result();
            assertThat(nanos).isBetween(130_000_000L, 130_000_000L + BOUND.toNanos());
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void noTimeAndLessAreNotForEver(Kind kind, Threads threads) throws Exception {
        try (WaitingCall call = kind.make()) {
            for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
                assertThat(soon(Background.start(() -> call.call(none), threads)))
                        .isEqualTo(Outcome.NOT_NOW);
            }
            call.makeReady();
            assertThat(soon(Background.start(() -> call.call(Duration.ZERO), threads)))
                    .isEqualTo(Outcome.DONE);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatItWaitsForEndsIt(Kind kind, Threads threads) throws Exception {
        try (WaitingCall call = kind.make()) {
            Background<Outcome> waiting = waitingIn(call, threads);
            call.makeReady();
            assertThat(soon(waiting)).isEqualTo(Outcome.DONE);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anInterruptEndsItAndLeavesTheObjectUsable(Kind kind, Threads threads) throws Exception {
        try (WaitingCall call = kind.make()) {
            Background<Outcome> untimed = waitingIn(call, threads);
            untimed.interrupt();
            assertThat(soon(untimed)).isEqualTo(Outcome.INTERRUPTED);
            Background<Outcome> timed =
                    Background.start(() -> call.call(LONG), threads).awaitWaiting();
            timed.interrupt();
            assertThat(soon(timed)).isEqualTo(Outcome.INTERRUPTED);
            assertThat(call.call(Duration.ofMillis(10))).isEqualTo(Outcome.NOT_NOW);
            call.makeReady();
            assertThat(call.call(LONG)).isEqualTo(Outcome.DONE);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anInterruptFromBeforeEndsItToo(Kind kind, Threads threads) throws Exception {
        try (WaitingCall call = kind.make()) {
            Callable<Outcome> interrupted = () -> {
                Thread.currentThread().interrupt();
                return call.call();
            };
            assertThat(soon(Background.start(interrupted, threads))).isEqualTo(Outcome.INTERRUPTED);
            call.makeReady();
            if (kind.canBeClosed()) {
                assertThat(soon(Background.start(interrupted, threads)))
                        .as("and takes nothing of what is there")
                        .isEqualTo(Outcome.INTERRUPTED);
            }
            assertThat(call.call(LONG)).isEqualTo(Outcome.DONE);
        }
    }

    @ParameterizedTest
    @MethodSource("rowsThatClose")
    void aCloseByAnotherThreadEndsIt(Kind kind, Threads threads) throws Exception {
        try (WaitingCall call = kind.make()) {
            Background<Outcome> untimed = waitingIn(call, threads);
            Background<Outcome> timed =
                    Background.start(() -> call.call(LONG), threads).awaitWaiting();
            closeSoon(call);
            assertThat(soon(untimed)).isEqualTo(Outcome.CLOSED);
            assertThat(soon(timed)).isEqualTo(Outcome.CLOSED);
            assertThat(call.call(Duration.ZERO)).isEqualTo(Outcome.CLOSED);
        }
    }

    /**
     * Some threads wait, some are about to wait, and some call after the close. A close ends all of the calls, and no
     * descriptor is used after it.
     */
    @ParameterizedTest
    @MethodSource("kindsThatClose")
    void aCloseEndsSixteenThreads(Kind kind) throws Exception {
        for (int round = 0; round < 12; round++) {
            try (WaitingCall call = kind.make()) {
                List<Threads> kinds = kind.threads().toList();
                List<Background<Outcome>> waiting = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    waiting.add(Background.start(() -> call.call(), kinds.get(i % kinds.size())));
                }
                waiting.get(round).awaitWaiting();
                closeSoon(call);
                for (Background<Outcome> each : waiting) {
                    assertThat(soon(each)).isEqualTo(Outcome.CLOSED);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anInterruptedThreadTakesNoWakeUpFromAnother(Kind kind, Threads threads) throws Exception {
        for (int round = 0; round < 15; round++) {
            try (WaitingCall call = kind.make()) {
                Background<Outcome> victim = waitingIn(call, threads);
                Background<Outcome> other = waitingIn(call, threads);
                victim.interrupt();
                call.makeReady();
                if (soon(victim) == Outcome.DONE) {
                    call.makeReady();
                } else {
                    assertThat(victim.result()).isEqualTo(Outcome.INTERRUPTED);
                }
                assertThat(soon(other)).isEqualTo(Outcome.DONE);
            }
        }
    }

    /**
     * There are more threads than carriers. If each wait blocked a carrier in the kernel, no other thread could run.
     */
    @TestFactory
    Stream<DynamicTest> manyVirtualThreadsKeepNoOtherFromRunning() {
        return Threads.all()
                .filter(Threads.VIRTUAL::equals)
                .flatMap(virtual -> Kind.here()
                        .filter(kind -> kind.threads().anyMatch(virtual::equals))
                        .map(kind -> DynamicTest.dynamicTest(kind.name(), () -> manyWait(kind, 100))));
    }

    private static void manyWait(Kind kind, int count) throws Exception {
        try (WaitingCall call = kind.make()) {
            List<Background<Outcome>> waiting = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                waiting.add(Background.start(() -> call.call(), Threads.VIRTUAL));
            }
            for (Background<Outcome> each : waiting) {
                each.awaitWaiting();
            }
            for (int i = 0; i < 10; i++) {
                assertThat(soon(Background.start(() -> "ran", Threads.VIRTUAL))).isEqualTo("ran");
            }
            waiting.forEach(Background::interrupt);
            for (Background<Outcome> each : waiting) {
                assertThat(each.result()).isEqualTo(Outcome.INTERRUPTED);
            }
        }
    }

    /** A reader without a writer calls poll(2) in each attempt, which must not use an eventfd for each thread. */
    @TestFactory
    Stream<DynamicTest> waitingVirtualThreadsHoldNoDescriptors() {
        return Threads.all()
                .filter(Threads.VIRTUAL::equals)
                .map(virtual -> DynamicTest.dynamicTest("FIFO_READ", WaitingContract::manyReadWithoutWriter));
    }

    private static void manyReadWithoutWriter() throws Exception {
        Path path = Unique.path();
        Fifo.create(path);
        List<Background<Integer>> waiting = new ArrayList<>();
        try (Fifo reader = Fifo.openReader(path)) {
            long before = descriptors();
            for (int i = 0; i < 200; i++) {
                waiting.add(Background.start(() -> reader.tryRead(ByteBuffer.allocate(1), LONG), Threads.VIRTUAL));
            }
            for (Background<Integer> each : waiting) {
                each.awaitWaiting();
            }
            assertThat(descriptors() - before).isLessThan(100);
        } finally {
            Fifo.unlink(path);
        }
        for (Background<Integer> each : waiting) {
            assertThat(each.failure()).isInstanceOf(java.nio.channels.ClosedChannelException.class);
        }
    }

    private static long descriptors() throws Exception {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        }
    }
}
