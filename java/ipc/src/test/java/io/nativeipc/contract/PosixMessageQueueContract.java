package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.FileStat;
import io.nativeipc.MessageSender;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.TypedMessageHandler;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.QueueAttributes;
import io.nativeipc.posix.QueueOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** POSIX message queues within one process: messages, priorities, buffers, limits and lifetime. */
public abstract class PosixMessageQueueContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = Unique.posixName();

    @AfterEach
    void unlink() throws IOException {
        try {
            PosixMessageQueue.unlink(name);
        } catch (NotFoundException unlinked) {
            // the test has unlinked it
        }
    }

    private static ByteBuffer text(String text) {
        return Buffers.text(text);
    }

    private static String receive(PosixMessageQueue queue) throws IOException {
        String[] received = {"nothing"};
        queue.tryReceive((message, priority) -> received[0] = priority + " " + Buffers.text(message));
        return received[0];
    }

    @Test
    void createOpenAndOpenOrCreateTellWhichItWas() throws Exception {
        assertThatThrownBy(() -> PosixMessageQueue.open(name)).isInstanceOf(NotFoundException.class);
        try (PosixMessageQueue created = PosixMessageQueue.openOrCreate(name, 3, 16);
                PosixMessageQueue opened = PosixMessageQueue.open(name);
                PosixMessageQueue either = PosixMessageQueue.openOrCreate(name, 9, 99)) {
            assertThat(created.created()).isTrue();
            assertThat(opened.created()).isFalse();
            assertThat(either.created()).isFalse();
            assertThat(either.messageSize()).as("of what was there").isEqualTo(16);
            assertThat(created.name()).isEqualTo(name);
            assertThat(created).hasToString("posix-mq:" + name);
            assertThat(created.guarantee()).isEqualTo(MessageSender.Guarantee.STORED);
            assertThatThrownBy(() -> PosixMessageQueue.create(name, 3, 16)).isInstanceOf(AlreadyExistsException.class);
            created.send(text("hello"));
            assertThat(receive(opened)).isEqualTo("0 hello");
            assertThat(receive(either)).isEqualTo("nothing");
        }
    }

    @Test
    void theHighestPriorityComesFirstAndOfThoseTheOldest() throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 6, 16)) {
            queue.send(text("a"));
            queue.send(text("b"), 5);
            queue.send(text("c"), 32767);
            queue.send(text("d"), 5);
            assertThat(queue.trySend(text("e"), 1)).isTrue();
            assertThat(queue.trySend(text("f"), 32767, LONG)).isTrue();
            List<String> received = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                received.add(receive(queue));
            }
            assertThat(received).containsExactly("32767 c", "32767 f", "5 b", "5 d", "1 e", "0 a", "nothing");
        }
    }

    @Test
    void aFullQueueTakesNothingUntilThereIsRoom() throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 2, 16)) {
            queue.send(text("1"));
            queue.send(text("2"));
            ByteBuffer third = text("3");
            assertThat(queue.trySend(third)).isFalse();
            assertThat(queue.trySend(third, Duration.ZERO)).isFalse();
            assertThat(queue.trySend(third, Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
            long start = System.nanoTime();
            assertThat(queue.trySend(third, Duration.ofMillis(120))).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000);
            assertThat(third.remaining()).as("what was not sent is still there").isEqualTo(1);
            assertThat(queue.attributes()).isEqualTo(new QueueAttributes(2, 16, 2));
            Background<Boolean> sender =
                    Background.start(() -> queue.trySend(third, LONG)).awaitWaiting();
            assertThat(receive(queue)).isEqualTo("0 1");
            assertThat(sender.result()).isTrue();
            assertThat(third.remaining()).isZero();
            assertThat(receive(queue)).isEqualTo("0 2");
            assertThat(receive(queue)).isEqualTo("0 3");
        }
    }

    @Test
    void anEmptyQueueGivesNothingUntilThereIsAMessage() throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 2, 16)) {
            List<String> received = new CopyOnWriteArrayList<>();
            TypedMessageHandler handler = (message, priority) -> received.add(priority + Buffers.text(message));
            assertThat(queue.tryReceive(handler)).isFalse();
            assertThat(queue.tryReceive(handler, Duration.ZERO)).isFalse();
            long start = System.nanoTime();
            assertThat(queue.tryReceive(handler, Duration.ofMillis(120))).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000);
            Background<Boolean> receiver = Background.start(() -> {
                        queue.receive(handler);
                        return true;
                    })
                    .awaitWaiting();
            assertThat(received).isEmpty();
            queue.send(text("now"), 7);
            assertThat(receiver.result()).isTrue();
            assertThat(received).containsExactly("7now");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSmallestAndTheLargestMessageArriveWhole(boolean direct) throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 3, 8192)) {
            for (int length : new int[] {0, 1, 8191, 8192}) {
                queue.send(Buffers.pattern(length, direct), 3);
                queue.receive((message, priority) -> {
                    assertThat(priority).isEqualTo(3);
                    assertThat(message).isEqualTo(Buffers.pattern(length, false));
                });
            }
        }
        try (PosixMessageQueue queue = PosixMessageQueue.open(name)) {
            assertThat(queue.messageSize()).isEqualTo(8192);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMessageIsWhatLiesBetweenPositionAndLimit(boolean direct) throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 3, 4)) {
            ByteBuffer source = Buffers.allocate(10, direct);
            source.put(Buffers.text("0123456789")).position(3).limit(6);
            queue.send(source);
            assertThat(source.position()).isEqualTo(6);
            queue.send(source.position(0).limit(1).slice().asReadOnlyBuffer());
            assertThat(receive(queue)).isEqualTo("0 345");
            assertThat(receive(queue)).isEqualTo("0 0");
        }
    }

    @Test
    void aHandlerIsGivenEachMessageInNativeOrder() throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 3, 16)) {
            for (int i = 1; i <= 3; i++) {
                queue.send(ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(0, i));
            }
            List<Long> received = new ArrayList<>();
            io.nativeipc.MessageHandler handler = message -> {
                assertThat(message.position()).isZero();
                assertThat(message.remaining()).isEqualTo(8);
                received.add(message.getLong(0));
                message.order(ByteOrder.BIG_ENDIAN);
            };
            queue.receive(handler);
            assertThat(queue.tryReceive(handler)).isTrue();
            assertThat(queue.tryReceive(handler, LONG)).isTrue();
            assertThat(queue.tryReceive(handler, Duration.ZERO)).isFalse();
            assertThat(received).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void aHandlersExceptionPassesAndItsMessageIsGone() throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 3, 16)) {
            queue.send(text("1"));
            queue.send(text("2"));
            assertThatThrownBy(() -> queue.tryReceive(message -> {
                        throw new IOException("the handler's");
                    }))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("the handler's");
            assertThat(receive(queue)).isEqualTo("0 2");
        }
    }

    @Test
    void aHandlerMayUseTheQueueAndCloseIt() throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 3, 16)) {
            queue.send(text("outer"));
            queue.send(text("inner"));
            List<String> received = new ArrayList<>();
            queue.receive(outer -> {
                queue.tryReceive(inner -> received.add(Buffers.text(inner)));
                queue.close();
                received.add(Buffers.text(outer));
            });
            assertThat(received).containsExactly("inner", "outer");
            assertThatThrownBy(queue::attributes).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anEndDoesOnlyWhatItWasOpenedFor() throws Exception {
        try (PosixMessageQueue both = PosixMessageQueue.create(name, 3, 16);
                PosixMessageQueue sender = PosixMessageQueue.open(name, QueueOpenOption.SEND_ONLY);
                PosixMessageQueue receiver = PosixMessageQueue.open(name, QueueOpenOption.RECEIVE_ONLY)) {
            sender.send(text("x"), 4);
            assertThatThrownBy(() -> receive(sender))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("posix-mq:" + name + " was opened only for sending");
            assertThatThrownBy(() -> receiver.trySend(text("y")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("posix-mq:" + name + " was opened only for receiving");
            assertThat(sender.attributes().messages()).isEqualTo(1);
            assertThat(receive(receiver)).isEqualTo("4 x");
            assertThat(both.attributes().messages()).isZero();
        }
    }

    @Test
    void unlinkTakesTheNameAndLeavesTheQueueToThoseWhoHaveIt() throws Exception {
        PosixMessageQueue old = PosixMessageQueue.create(name, 3, 16);
        try (PosixMessageQueue same = PosixMessageQueue.open(name)) {
            old.send(text("old"));
            old.unlink();
            assertThatThrownBy(() -> PosixMessageQueue.open(name)).isInstanceOf(NotFoundException.class);
            try (PosixMessageQueue other = PosixMessageQueue.create(name, 3, 16)) {
                assertThat(receive(other)).isEqualTo("nothing");
            }
            old.close();
            old.close();
            assertThat(receive(same)).isEqualTo("0 old");
        }
        old.unlink();
        assertThatThrownBy(old::unlink).isInstanceOf(NotFoundException.class);
    }

    @Test
    void undoingACreationRemovesNoOtherQueue() throws Exception {
        try (PosixMessageQueue old = PosixMessageQueue.create(name, 3, 16)) {
            FileStat own = old.stat();
            old.unlink();
            try (PosixMessageQueue successor = PosixMessageQueue.create(name, 3, 16)) {
                Names.unlinkQueueIfStill(name, own);
                PosixMessageQueue.open(name).close();
                Names.unlinkQueueIfStill(name, successor.stat());
                assertThatThrownBy(() -> PosixMessageQueue.open(name)).isInstanceOf(NotFoundException.class);
            }
        }
    }

    @Test
    void messagesStayWhenNobodyHasTheQueueOpen() throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 3, 16)) {
            queue.send(text("kept"), 2);
        }
        try (PosixMessageQueue queue = PosixMessageQueue.open(name)) {
            assertThat(receive(queue)).isEqualTo("2 kept");
        }
    }

    @Test
    void theModeAndTheGroupAreTheCallersWhateverTheUmask() throws IOException {
        Peers.OTHER_USER.require(); // only root can set a group that it is not a member of
        Permissions staff = Permissions.of("rw-rw-rw-").withGroup("daemon");
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 1, 1, staff)) {
            assertThat(queue.stat().permissions()).isEqualTo(0666);
            assertThat(queue.stat().gid()).isEqualTo(Groups.idOf(staff)).isNotZero();
            assertThat(queue.stat().uid()).isEqualTo(Native.posix().geteuid());
            queue.setPermissions(Permissions.of("rw-r-----").withGroup(12345));
            assertThat(queue.stat().permissions()).isEqualTo(0640);
            assertThat(queue.stat().gid()).isEqualTo(12345);
            queue.unlink();
        }
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 1, 1)) {
            assertThat(queue.stat().permissions()).isEqualTo(0600);
        }
    }

    @Test
    void theLongestNameIsTaken() throws IOException {
        String longest = name + "x".repeat(256 - name.length());
        try (PosixMessageQueue queue = PosixMessageQueue.create(longest, 1, 1)) {
            queue.unlink();
            assertThat(queue.stat().links()).isZero();
        }
    }

    /** Several senders send at once, and exactly one of several receivers receives each message. */
    @Test
    void everyMessageArrivesOnce() throws Exception {
        int perSender = 2000;
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 4, 8)) {
            List<Background<Long>> receivers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                receivers.add(Background.start(() -> receiveUntilEmptyMessage(queue)));
            }
            List<Background<Boolean>> senders = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                senders.add(Background.start(() -> {
                    for (long number = 1; number <= perSender; number++) {
                        queue.send(ByteBuffer.allocate(8).putLong(0, number));
                    }
                    return true;
                }));
            }
            for (Background<Boolean> sender : senders) {
                sender.result();
            }
            queue.send(ByteBuffer.allocate(0));
            queue.send(ByteBuffer.allocate(0));
            long sum = receivers.get(0).result() + receivers.get(1).result();
            assertThat(sum).isEqualTo((long) perSender * (perSender + 1));
        }
    }

    private static long receiveUntilEmptyMessage(PosixMessageQueue queue) throws Exception {
        long[] received = new long[1];
        long sum = 0;
        do {
            queue.receive(message -> received[0] =
                    message.hasRemaining() ? message.order(ByteOrder.BIG_ENDIAN).getLong(0) : 0);
            sum += received[0];
        } while (received[0] != 0);
        return sum;
    }
}
