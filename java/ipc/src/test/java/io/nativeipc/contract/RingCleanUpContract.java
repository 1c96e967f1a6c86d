package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.NotFoundException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests Java and C# processes that are killed while they create, open or clean up a ring channel. The next process
 * finds a complete channel of the name, or none. {@code -Plong} kills many more processes.
 */
public abstract class RingCleanUpContract {
    private static final RingOptions OPTIONS = VictimProgram.OPTIONS;

    @TestFactory
    Stream<DynamicTest> aCreator() {
        return Steps.at(Steps.CREATING, 2, "create", i -> 1, victim -> {
            victim.go();
            victim.last("");
            boolean finished = victim.step().equals("create.ready");
            try (RingChannel channel = !finished && victim.pid() % 2 == 0
                    ? RingChannel.create(victim.name(), OPTIONS)
                    : RingChannel.openOrCreate(victim.name(), OPTIONS)) {
                assertThat(channel.created()).isEqualTo(!finished);
                exchangeOne(channel);
                channel.unlink();
            }
        });
    }

    private static void exchangeOne(RingChannel channel) throws IOException {
        try (RingProducer producer = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            assertThat(producer.offer(ByteBuffer.allocate(1))).isTrue();
            assertThat(consumer.poll(message -> {}, 9)).isEqualTo(1);
        }
    }

    @TestFactory
    Stream<DynamicTest> anOpener() {
        return Steps.at(Steps.OPENING, 1, "open", i -> 1, victim -> {
            RingChannel channel = RingChannel.create(victim.name(), OPTIONS);
            victim.go();
            victim.last("");
            exchangeOne(channel);
            channel.close();
            assertThat(RingChannel.cleanUp(victim.name())).isTrue();
        });
    }

    @TestFactory
    Stream<DynamicTest> aCleaner() {
        return Steps.at(Steps.CLEANING, 1, "clean", i -> 1, victim -> {
            RingChannel.create(victim.name(), OPTIONS).close();
            theNextCleanerCleans(victim);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCleanerOfWhatADeadCreatorLeft() {
        return Steps.at(Steps.CLEANING, 1, "clean", i -> 1, victim -> {
            Files.createFile(
                    Path.of("/dev/shm" + victim.name()),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            theNextCleanerCleans(victim);
        });
    }

    private static void theNextCleanerCleans(Victim victim) throws IOException {
        victim.go();
        victim.last("");
        if (victim.step().equals("clean.unlinked")) {
            assertThatThrownBy(() -> RingChannel.cleanUp(victim.name())).isInstanceOf(NotFoundException.class);
        } else {
            assertThat(RingChannel.cleanUp(victim.name())).isTrue();
        }
        try (RingChannel next = RingChannel.create(victim.name(), OPTIONS)) {
            next.unlink();
        }
    }

    @Test
    void oneOfEightWhoRaceCleansUp() throws Exception {
        for (int round = 0; round < Full.count(10, 50, 1000); round++) {
            String name = Unique.posixName();
            RingChannel.create(name, OPTIONS).close();
            CyclicBarrier start = new CyclicBarrier(8);
            List<Background<Boolean>> cleaners = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                cleaners.add(Background.start(() -> {
                    start.await();
                    try {
                        return RingChannel.cleanUp(name);
                    } catch (NotFoundException another) {
                        return false;
                    }
                }));
            }
            int cleaned = 0;
            for (Background<Boolean> cleaner : cleaners) {
                cleaned += cleaner.result() ? 1 : 0;
            }
            assertThat(cleaned).isEqualTo(1);
        }
    }

    @Test
    void whoUsesTheOldChannelNeverTouchesANewOneOfItsName() throws Exception {
        for (int round = 0; round < Full.count(20, 200, 10_000); round++) {
            String name = Unique.posixName();
            try (RingChannel old = RingChannel.create(name, OPTIONS);
                    RingProducer producer = old.openProducer()) {
                RingChannel.unlink(name);
                try (RingChannel next = RingChannel.create(name, OPTIONS);
                        RingConsumer consumer = next.openConsumer()) {
                    assertThatThrownBy(() -> sendWithoutEnd(producer))
                            .as("soon after it is full")
                            .isInstanceOf(PeerClosedException.class)
                            .hasMessageContaining("retired");
                    assertThat(consumer.poll(message -> {}, 9)).isZero();
                    old.unlink();
                    RingChannel.open(name).close();
                    next.unlink();
                }
            }
        }
    }

    /** Two handles of the old channel unlink it at the same time, while a third thread waits for the name. */
    @Test
    void noUnlinkOfAnOldChannelErasesANewOne() throws Exception {
        String name = Unique.posixName();
        for (int round = 0; round < 1000; round++) {
            CyclicBarrier start = new CyclicBarrier(3);
            try (RingChannel first = RingChannel.create(name, OPTIONS);
                    RingChannel second = RingChannel.open(name)) {
                List<Background<Void>> unlinkers = List.of(unlinker(start, first), unlinker(start, second));
                start.await();
                try (RingChannel next = createAsSoonAsPossible(name)) {
                    for (Background<Void> unlinker : unlinkers) {
                        unlinker.result();
                    }
                    RingChannel.open(name).close();
                    next.unlink();
                }
            }
        }
    }

    private static Background<Void> unlinker(CyclicBarrier start, RingChannel channel) {
        return Background.start(() -> {
            start.await();
            try {
                channel.unlink();
            } catch (NotFoundException another) {
                // unlinked it first
            }
            return null;
        });
    }

    private static RingChannel createAsSoonAsPossible(String name) throws IOException {
        while (true) {
            try {
                return RingChannel.create(name, OPTIONS);
            } catch (AlreadyExistsException theOldOne) {
                Thread.onSpinWait();
            }
        }
    }

    private static void sendWithoutEnd(RingProducer producer) throws Exception {
        while (true) {
            producer.send(ByteBuffer.allocate(OPTIONS.maxMessage()));
        }
    }
}
