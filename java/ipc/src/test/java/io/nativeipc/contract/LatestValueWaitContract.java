package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.MemoryOpenOption;
import io.nativeipc.memory.LatestValue;
import io.nativeipc.memory.LatestValueWriter;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests waiting for another version of a latest value, in Java and in C++. */
public abstract class LatestValueWaitContract extends LatestValueSegment {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(60);

    /** An interrupt or a close takes 100 ms at most, and a busy machine some more. */
    private static final long SOON_MILLIS = 2_000;

    /** The offset of the word on which readers sleep. */
    private static final int WAKE = 2056;

    @Test
    void aWaitEndsWithAnotherVersion() throws Exception {
        try (LatestValue value = LatestValue.create(memory, 8);
                LatestValueWriter writer = value.writer()) {
            assertThat(value.await(7, LONG)).isZero();
            assertThat(value.await(0, Duration.ZERO)).isZero();
            assertThat(value.await(0, SHORT)).isZero();
            Background<Long> waiting =
                    Background.start(() -> value.await(0, LONG)).awaitWaiting();
            writer.set(bytes(8));
            assertThat(waiting.result()).isEqualTo(1);
            Background<Long> interrupted =
                    Background.start(() -> value.await(1, LONG)).awaitWaiting();
            long start = System.nanoTime();
            interrupted.interrupt();
            assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
            assertThat(millisSince(start)).isLessThan(SOON_MILLIS);
            Background<Long> closed =
                    Background.start(() -> value.await(1, LONG)).awaitWaiting();
            value.unlink();
            start = System.nanoTime();
            value.close();
            assertThat(closed.failure()).isInstanceOf(IllegalStateException.class);
            assertThat(millisSince(start)).isLessThan(SOON_MILLIS);
        }
    }

    /**
     * The slices of a sleep are 50 ms long. A reader that is not woken finds the value at the end of one, almost 50 ms
     * later.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSleepingReaderIsWoken(boolean cppWrites) throws Exception {
        Peers.CPP.require();
        int rounds = Full.count(100, 2_000);
        try (LatestValue value = LatestValue.create(memory, 8);
                Peer peer = cpp("open");
                LatestValueWriter writer = cppWrites ? null : value.writer()) {
            if (cppWrites) {
                peer.ask("writer");
            }
            ByteBuffer words = memory.buffer();
            long nanos = 0;
            for (int round = 0; round < rounds; round++) {
                long known = round;
                assertThat(words.getInt(WAKE)).as("no reader sleeps").isZero();
                Background<String> reader = Background.start(
                        cppWrites
                                ? () -> Long.toString(value.await(known, LONG))
                                : () -> peer.ask("await " + known + " 60"));
                while (words.getInt(WAKE) == 0) {
                    Thread.onSpinWait();
                }
                LockSupport.parkNanos(2_000_000); // the reader looks once more after 0.1 ms
                long start = System.nanoTime();
                if (cppWrites) {
                    peer.ask("set 1");
                } else {
                    writer.set(bytes(8));
                }
                assertThat(reader.result()).isEqualTo(Long.toString(known + 1));
                nanos += System.nanoTime() - start;
            }
            assertThat(TimeUnit.NANOSECONDS.toMillis(nanos / rounds)).isLessThan(25);
            value.unlink();
        }
    }

    @Test
    void everySleepingReaderIsWoken() throws Exception {
        Peers.CPP.require();
        try (LatestValue value = LatestValue.create(memory, 8);
                LatestValue other = LatestValue.open(memory);
                SysVSharedMemory readOnly = SysVSharedMemory.open(key, MemoryOpenOption.READ_ONLY);
                LatestValue reader = LatestValue.open(readOnly);
                LatestValueWriter writer = value.writer();
                Peer peer = cpp("open")) {
            for (long known = 0; known < 50; known++) {
                long version = known;
                peer.tell("await " + known + " 60");
                List<Background<Long>> readers = List.of(
                        Background.start(() -> value.await(version, LONG)),
                        Background.start(() -> other.await(version, LONG)),
                        Background.start(() -> reader.await(version, LONG)));
                for (Background<Long> each : readers) {
                    each.awaitWaiting();
                }
                writer.set(bytes(8));
                for (Background<Long> each : readers) {
                    assertThat(each.result()).isEqualTo(known + 1);
                }
                assertThat(peer.hear()).isEqualTo("ok " + (known + 1));
            }
            value.unlink();
        }
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
