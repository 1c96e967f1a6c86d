package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An opening waits for an unfinished creator for one second of real time, or until it is interrupted. */
public abstract class OpeningContract {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    static Stream<Arguments> interruptible() {
        return Stream.of(Unfinished.Kind.values())
                .flatMap(kind -> Threads.all().map(threads -> Arguments.of(kind, threads)));
    }

    @ParameterizedTest
    @EnumSource
    void aCreatorIsGivenASecond(Unfinished.Kind kind) throws Exception {
        try (Unfinished object = kind.make()) {
            long start = System.nanoTime();
            Exception failure = failure(object);
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            assertThat(waited).as("%s: %s", kind, failure).isBetween(PATIENCE, PATIENCE.multipliedBy(3));
            if (kind == Unfinished.Kind.SEMAPHORE_SET) { // another program's set may never have had a semop
                assertThat(failure).isNull();
            } else {
                assertThat(failure).isInstanceOf(IpcException.class);
            }
        }
    }

    private static Exception failure(Unfinished object) {
        try {
            object.open();
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCreatorThatFinishesIsWaitedFor(Unfinished.Kind kind) throws Exception {
        try (Unfinished object = kind.make()) {
            Background<Boolean> opener = Background.start(() -> {
                object.open();
                return true;
            });
            opener.awaitWaiting();
            object.finish();
            assertThat(opener.resultOrFailure()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("interruptible")
    void anInterruptEndsTheWaitWithItsException(Unfinished.Kind kind, Threads threads) throws Exception {
        try (Unfinished object = kind.make()) {
            long[] ended = new long[1];
            Background<Boolean> opener = Background.start(() -> interrupted(object, ended), threads);
            opener.awaitWaiting();
            long start = System.nanoTime();
            opener.interrupt();
            assertThat(opener.resultOrFailure()).as("the interrupt status").isTrue();
            assertThat(Duration.ofNanos(ended[0] - start)).isLessThan(Duration.ofMillis(100));
        }
    }

    @ParameterizedTest
    @MethodSource("interruptible")
    void aThreadThatIsInterruptedAlreadyGetsNoOtherAnswer(Unfinished.Kind kind, Threads threads) throws Exception {
        try (Unfinished object = kind.make()) {
            long[] ended = new long[1];
            Background<Boolean> opener = Background.start(
                    () -> {
                        Thread.currentThread().interrupt();
                        return interrupted(object, ended);
                    },
                    threads);
            assertThat(opener.resultOrFailure()).as("the interrupt status").isTrue();
        }
    }

    /** {@return whether the interrupt status was set after the opening threw an InterruptedIOException} */
    private static boolean interrupted(Unfinished object, long[] ended) throws Exception {
        try {
            object.open();
        } catch (InterruptedIOException e) {
            ended[0] = System.nanoTime();
            return Thread.interrupted();
        }
        throw new AssertionError("it was opened");
    }
}
