package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageSender;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.TypedMessageHandler;
import io.nativeipc.internal.sys.Sysctl;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.MessageTypes;
import io.nativeipc.sysv.QueueStat;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests System V message queues within one process: messages, types, buffers, limits and life cycle. */
public abstract class SysVMessageQueueContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final SysVKey key = Unique.key();

    @AfterEach
    void removeQueue() throws IOException {
        try {
            SysVMessageQueue.remove(key);
        } catch (NotFoundException removed) {
            // already removed by the test
        }
    }

    private static ByteBuffer text(String text) {
        return Buffers.text(text);
    }

    private static String receive(SysVMessageQueue queue, MessageTypes types) throws IOException {
        String[] received = {"nothing"};
        queue.tryReceive(types, (message, type) -> received[0] = type + " " + Buffers.text(message));
        return received[0];
    }

    @Test
    void createOpenAndOpenOrCreateTellWhichItWas() throws Exception {
        assertThatThrownBy(() -> SysVMessageQueue.open(key)).isInstanceOf(NotFoundException.class);
        try (SysVMessageQueue created = SysVMessageQueue.openOrCreate(key);
                SysVMessageQueue opened = SysVMessageQueue.open(key);
                SysVMessageQueue either = SysVMessageQueue.openOrCreate(key);
                SysVMessageQueue byId = SysVMessageQueue.attach(created.id())) {
            assertThat(created.created()).isTrue();
            for (SysVMessageQueue queue : List.of(opened, either, byId)) {
                assertThat(queue.created()).isFalse();
                assertThat(queue.id()).isEqualTo(created.id());
                assertThat(queue).hasToString(queue == byId ? "sysv-mq:id=" + queue.id() : "sysv-mq:" + key);
                queue.send(text("hello"));
                assertThat(receive(created, MessageTypes.ANY)).isEqualTo("1 hello");
            }
            assertThat(created.guarantee()).isEqualTo(MessageSender.Guarantee.STORED);
            assertThatThrownBy(() -> SysVMessageQueue.create(key)).isInstanceOf(AlreadyExistsException.class);
        }
    }

    @Test
    void aPrivateQueueIsFoundByItsIdAlone() throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(SysVKey.PRIVATE)) {
            assertThat(queue).hasToString("sysv-mq:id=" + queue.id());
            try (SysVMessageQueue same = SysVMessageQueue.attach(queue.id())) {
                same.send(text("x"), 3);
            }
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("3 x");
            queue.remove();
        }
    }

    @Test
    void theTypeChoosesTheMessage() throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key)) {
            queue.send(text("a"), 5);
            queue.send(text("b"), 2);
            queue.send(text("c"), 5);
            queue.send(text("d"), Long.MAX_VALUE);
            queue.send(text("e"), 2);
            assertThat(receive(queue, MessageTypes.of(7))).as("no such type").isEqualTo("nothing");
            assertThat(receive(queue, MessageTypes.of(2)))
                    .as("oldest of its type")
                    .isEqualTo("2 b");
            assertThat(receive(queue, MessageTypes.ANY)).as("oldest of all").isEqualTo("5 a");
            assertThat(receive(queue, MessageTypes.upTo(1)))
                    .as("no type up to 1")
                    .isEqualTo("nothing");
            assertThat(receive(queue, MessageTypes.upTo(5)))
                    .as("lowest type up to 5")
                    .isEqualTo("2 e");
            assertThat(receive(queue, MessageTypes.except(5)))
                    .as("any type but 5")
                    .isEqualTo(Long.MAX_VALUE + " d");
            assertThat(receive(queue, MessageTypes.except(5)))
                    .as("only type 5 is left")
                    .isEqualTo("nothing");
            assertThat(receive(queue, MessageTypes.upTo(5))).isEqualTo("5 c");
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("nothing");
        }
    }

    @Test
    void whoWaitsForATypeIsNotServedAnother() throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key)) {
            List<String> forThree = new CopyOnWriteArrayList<>();
            List<Long> notThree = new ArrayList<>();
            Background<Boolean> three = Background.start(() -> queue.tryReceive(
                            MessageTypes.of(3), (message, type) -> forThree.add(type + Buffers.text(message)), LONG))
                    .awaitWaiting();
            queue.send(text("four"), 4);
            MessageTypes others = MessageTypes.except(3);
            assertThat(queue.tryReceive(others, (message, type) -> notThree.add(type), LONG))
                    .isTrue();
            assertThat(notThree).containsExactly(4L);
            assertThat(three.isDone()).isFalse();
            queue.send(text("three"), 3);
            assertThat(three.result()).isTrue();
            assertThat(forThree).containsExactly("3three");
            assertThat(queue.tryReceive(others, (message, type) -> notThree.add(type), Duration.ZERO))
                    .isFalse();
        }
    }

    @Test
    void anEmptyQueueGivesNothingUntilThereIsAMessage() throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key)) {
            List<Long> types = new CopyOnWriteArrayList<>();
            TypedMessageHandler handler = (message, type) -> types.add(type);
            for (Duration now : List.of(Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE))) {
                assertThat(queue.tryReceive(MessageTypes.ANY, handler, now)).isFalse();
            }
            long start = System.nanoTime();
            assertThat(queue.tryReceive(MessageTypes.ANY, handler, Duration.ofMillis(120)))
                    .isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000);
            Background<Boolean> receiver = Background.start(() -> {
                        queue.receive(MessageTypes.ANY, handler);
                        return true;
                    })
                    .awaitWaiting();
            assertThat(types).isEmpty();
            queue.send(text("now"), 7);
            assertThat(receiver.result()).isTrue();
            assertThat(types).containsExactly(7L);
        }
    }

    @Test
    void aFullQueueTakesNothingUntilThereIsRoom() throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key)) {
            queue.setMaxBytes(10);
            assertThat(queue.stat().maxBytes()).isEqualTo(10);
            queue.send(text("123456"));
            ByteBuffer second = text("abcdef");
            assertThat(queue.trySend(second)).isFalse();
            assertThat(queue.trySend(second, Duration.ZERO)).isFalse();
            long start = System.nanoTime();
            assertThat(queue.trySend(second, 2, Duration.ofMillis(120))).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000);
            assertThat(second.remaining())
                    .as("what was not sent is still there")
                    .isEqualTo(6);
            Background<Boolean> sender =
                    Background.start(() -> queue.trySend(second, 2, LONG)).awaitWaiting();
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("1 123456");
            assertThat(sender.result()).isTrue();
            assertThat(second.remaining()).isZero();
            queue.setMaxBytes(12);
            assertThat(queue.trySend(text("ABCDEF"))).as("in a larger queue").isTrue();
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("2 abcdef");
        }
    }

    @Test
    void aMessageThatTheQueueWillNeverTakeIsNoMatterOfTime() throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key)) {
            queue.setMaxBytes(10);
            ByteBuffer large = ByteBuffer.allocate(11);
            String refusal =
                    "\"sysv-mq:" + key + "\": too large: the message has 11 bytes; the queue accepts at most 10";
            assertThatThrownBy(() -> queue.trySend(large))
                    .isInstanceOf(IpcException.class)
                    .hasMessage(refusal);
            assertThatThrownBy(() -> queue.trySend(large, LONG)).hasMessage(refusal);
            assertThatThrownBy(() -> queue.send(large)).hasMessage(refusal);
            assertThat(large.remaining()).isEqualTo(11);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSmallestAndTheLargestMessageArriveWhole(boolean direct) throws Exception {
        int largest = (int) Math.min(1 << 20, Sysctl.number("kernel.msgmax", 0));
        assertThat(largest).isGreaterThanOrEqualTo(128);
        try (SysVMessageQueue queue = SysVMessageQueue.create(key)) {
            for (int length : new int[] {0, 1, largest - 1, largest}) {
                queue.send(Buffers.pattern(length, direct), 3);
                queue.receive(MessageTypes.ANY, (message, type) -> {
                    assertThat(type).isEqualTo(3);
                    assertThat(message).isEqualTo(Buffers.pattern(length, false));
                });
                queue.send(Buffers.pattern(length, direct));
                queue.receive(message -> assertThat(message).isEqualTo(Buffers.pattern(length, false)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMessageIsWhatLiesBetweenPositionAndLimit(boolean direct) throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key)) {
            ByteBuffer source = Buffers.allocate(10, direct);
            source.put(text("0123456789")).position(3).limit(6);
            queue.send(source);
            assertThat(source.position()).isEqualTo(6);
            queue.send(source.position(0).limit(1).slice().asReadOnlyBuffer());
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("1 345");
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("1 0");
        }
    }

    @Test
    void aHandlerIsGivenTheOldestInNativeOrder() throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key)) {
            for (int i = 1; i <= 3; i++) {
                queue.send(ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(0, i), 10 - i);
            }
            List<Long> received = new ArrayList<>();
            MessageHandler handler = message -> {
                assertThat(message.position()).isZero();
                assertThat(message.remaining()).isEqualTo(8);
                received.add(message.getLong(0));
                message.order(ByteOrder.BIG_ENDIAN);
            };
            queue.receive(handler);
            assertThat(queue.tryReceive(handler)).isTrue();
            assertThat(queue.tryReceive(handler, LONG)).isTrue();
            assertThat(queue.tryReceive(handler, Duration.ZERO)).isFalse();
            assertThat(queue.tryReceive(handler)).isFalse();
            assertThat(received).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void aHandlersExceptionPassesAndItsMessageIsGone() throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key)) {
            queue.send(text("1"));
            queue.send(text("2"));
            assertThatThrownBy(() -> queue.receive(message -> {
                        throw new IOException("the handler's");
                    }))
                    .isExactlyInstanceOf(IOException.class);
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("1 2");
        }
    }

    @Test
    void removalEndsWhoWaitsForAMessageOrForRoom() throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key)) {
            queue.setMaxBytes(4);
            queue.send(text("full"));
            Background<Boolean> sender =
                    Background.start(() -> queue.trySend(text("more"), LONG)).awaitWaiting();
            Background<Boolean> receiver = Background.start(
                            () -> queue.tryReceive(MessageTypes.of(5), (message, type) -> {}, LONG))
                    .awaitWaiting();
            queue.remove();
            String text = "\\(\"sysv-mq:" + key + "\"\\): (EIDRM \\(43\\)|EINVAL \\(22\\)): .*";
            assertThat(sender.failure()).isInstanceOf(NotFoundException.class).hasMessageMatching("msgsnd" + text);
            assertThat(receiver.failure()).isInstanceOf(NotFoundException.class).hasMessageMatching("msgrcv" + text);
            assertThatThrownBy(() -> queue.trySend(text("x"))).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> receive(queue, MessageTypes.ANY)).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void statTellsWhatTheKernelKnows() throws Exception {
        Instant before = Instant.now().minus(Duration.ofSeconds(2));
        int pid = (int) ProcessHandle.current().pid();
        try (SysVMessageQueue queue = SysVMessageQueue.create(key, Permissions.of("rw-r-----"))) {
            QueueStat fresh = queue.stat();
            assertThat(fresh.key()).isEqualTo(key);
            assertThat(fresh.id()).isEqualTo(queue.id());
            assertThat(fresh.perm().mode()).isEqualTo(0640);
            assertThat(fresh.messages()).isZero();
            assertThat(fresh.lastSendPid()).isZero();
            assertThat(fresh.sendTime()).isEqualTo(Instant.EPOCH);
            assertThat(fresh.maxBytes()).isEqualTo(Sysctl.number("kernel.msgmnb", 0));
            assertThat(fresh.changeTime()).isAfter(before);
            queue.send(text("123"));
            queue.send(text("45678"));
            assertThat(queue.stat().bytes()).isEqualTo(8);
            assertThat(queue.stat().messages()).isEqualTo(2);
            assertThat(queue.stat().lastSendPid()).isEqualTo(pid);
            assertThat(queue.stat().sendTime()).isAfter(before);
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("1 123");
            queue.close();
            assertThat(queue.stat().messages()).as("after close").isEqualTo(1);
            assertThat(queue.stat().lastReceivePid()).isEqualTo(pid);
            assertThat(queue.stat().receiveTime()).isAfter(before);
        }
    }

    @Test
    void modeGroupAndSizeAreChangedEachAlone() throws IOException {
        Peers.OTHER_USER.require(); // only root can assign a group of which it is not a member
        Permissions staff = Permissions.of("rw-rw-rw-").withGroup("daemon");
        try (SysVMessageQueue queue = SysVMessageQueue.create(key, staff)) {
            assertThat(queue.stat().perm().mode()).isEqualTo(0666);
            assertThat(queue.stat().perm().gid()).isEqualTo(Groups.idOf(staff)).isNotZero();
            queue.setMaxBytes(100);
            assertThat(queue.stat().perm().mode()).isEqualTo(0666);
            assertThat(queue.stat().perm().gid()).isEqualTo(Groups.idOf(staff));
            queue.setPermissions(Permissions.of("rw-r-----").withGroup(12345));
            assertThat(queue.stat().perm().mode()).isEqualTo(0640);
            assertThat(queue.stat().perm().gid()).isEqualTo(12345);
            assertThat(queue.stat().maxBytes()).isEqualTo(100);
        }
    }
}
