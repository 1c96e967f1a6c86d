package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageSender.Guarantee;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.Messages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The guarantees of {@link MessageSender} and {@link MessageReceiver}, for every transport. */
public abstract class MessageQueueContract {
    static final Duration SHORT = Duration.ofMillis(50);
    static final Duration LONG = Duration.ofSeconds(30);

    MessageReceiver receiver;
    MessageSender sender;

    /**
     * Creates the queue if it is an object, and returns its address. {@link #removeQueue} removes what this method
     * creates.
     */
    protected abstract IpcAddress createQueue() throws Exception;

    protected abstract void removeQueue() throws Exception;

    /** {@return the size of the largest message in bytes} */
    protected abstract int largest();

    protected abstract Guarantee guarantee();

    /** {@return the side of the receiver} */
    protected Side receiverSide() {
        return Side.CONNECTS;
    }

    /**
     * {@return the exception that a sender eventually throws after its receiver has closed; null if the queue outlives
     * its receiver}
     */
    protected Class<? extends IOException> receiverGone() {
        return null;
    }

    /** {@return how many messages the longest test sends} An override with a lower number states its reason. */
    protected long many() {
        return Full.count(20_000, 1_000_000);
    }

    private IpcAddress address;

    @BeforeEach
    final void openBothEnds() throws Exception {
        address = createQueue();
        receiver = Messages.receiver(address, receiverSide());
        sender = Messages.sender(address, Side.CONNECTS);
    }

    @AfterEach
    final void closeBothEnds() throws Exception {
        if (sender != null) {
            sender.close();
        }
        if (receiver != null) {
            receiver.close();
        }
        removeQueue();
    }

    final byte[] received() throws Exception {
        byte[][] bytes = new byte[1][];
        assertThat(receiver.tryReceive(message -> bytes[0] = copy(message), LONG))
                .as("a message comes")
                .isTrue();
        return bytes[0];
    }

    private static byte[] copy(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return bytes;
    }

    @Test
    void whatASendMeansIsTold() {
        assertThat(sender.guarantee()).isEqualTo(guarantee());
        assertThat(sender.toString()).startsWith(address.toString());
    }

    @TestFactory
    List<DynamicTest> aMessageArrivesAsOneAndWhole() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int length : new int[] {0, 1, 7, 8, 9, 63, 64, 65, largest() - 1, largest()}) {
            String size = length < largest() - 1 ? length + " bytes" : "largest less " + (largest() - length);
            tests.add(DynamicTest.dynamicTest(size, () -> {
                byte[] bytes = NumberedMessages.bytes(length);
                Background<Void> sending = Background.start(() -> {
                    sender.send(ByteBuffer.wrap(bytes));
                    return null;
                });
                assertThat(received()).isEqualTo(bytes);
                sending.result();
            }));
        }
        return tests;
    }

    @Test
    void whatLiesBetweenPositionAndLimitIsTheMessage() throws Exception {
        ByteBuffer direct = ByteBuffer.allocateDirect(8).put(0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        for (ByteBuffer message : List.of(
                ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}),
                direct,
                direct.asReadOnlyBuffer(),
                ByteBuffer.wrap(new byte[] {0, 0, 1, 2, 3, 4, 5, 6, 7, 8}, 2, 8).slice())) {
            message.position(2).limit(6);
            sender.send(message);
            assertThat(message.position()).isEqualTo(6);
            assertThat(received()).containsExactly(3, 4, 5, 6);
        }
    }

    /** The inner call is either rejected or receives the next message. */
    @TestFactory
    List<DynamicTest> aHandlerThatReceivesSpoilsNoMessage() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int length : new int[] {1, 64, 200}) {
            tests.add(DynamicTest.dynamicTest(length + " bytes", () -> {
                byte[][] all = new byte[3][Math.min(length, largest())];
                for (int i = 0; i < all.length; i++) {
                    Arrays.fill(all[i], (byte) (i + 1));
                    sender.send(ByteBuffer.wrap(all[i]));
                }
                List<byte[]> got = new ArrayList<>();
                receiver.receive(message -> {
                    try {
                        receiver.tryReceive(inner -> got.add(copy(inner)));
                    } catch (IllegalStateException refused) {
                        assertThat(refused).hasMessageContaining("handler");
                    }
                    got.add(copy(message));
                });
                while (got.size() < all.length) {
                    got.add(received());
                }
                assertThat(got).containsExactlyInAnyOrder(all);
            }));
        }
        return tests;
    }

    @Test
    void aHandlerMayCloseItsReceiver() throws Exception {
        sender.send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        List<byte[]> got = new ArrayList<>();
        receiver.receive(message -> {
            receiver.close();
            got.add(copy(message));
        });
        assertThat(got).containsExactly(new byte[] {1, 2, 3});
        assertThatIllegalStateException()
                .isThrownBy(() -> receiver.tryReceive(message -> {}))
                .withMessageContaining("closed");
    }

    /**
     * Lengths below and above the length up to which messages are copied. Some occur twice and in another order, so
     * that no message begins where another did.
     */
    private static final int[] LENGTHS = {4, 8, 4, 8, 64, 119, 120, 121, 128, 121, 1000, 121, 1000, 1000, 63, 4, 2000, 1
    };

    @Test
    void indexZeroIsTheFirstByteAndNothingElseCanBeReached() throws Exception {
        for (int round = 0; round < 3; round++) {
            for (int each : LENGTHS) {
                int length = Math.min(each, largest());
                byte[] bytes = NumberedMessages.bytes(length);
                sender.send(ByteBuffer.wrap(bytes));
                boolean received = receiver.tryReceive(
                        message -> {
                            ExactBuffer.check(message, length);
                            assertThat(message.get(0)).isEqualTo(bytes[0]);
                            assertThat(message.get(length - 1)).isEqualTo(bytes[length - 1]);
                            if (length >= 4) {
                                int first = ByteBuffer.wrap(bytes)
                                        .order(ByteOrder.nativeOrder())
                                        .getInt(0);
                                assertThat(message.getInt(0)).isEqualTo(first);
                            }
                            assertThat(copy(message)).isEqualTo(bytes);
                            // These changes must not affect the buffer of the next message.
                            message.limit(length / 2).position(length / 4).order(ByteOrder.BIG_ENDIAN);
                        },
                        LONG);
                assertThat(received).isTrue();
            }
        }
    }

    @Test
    void aBufferThatIsKeptReachesNoOtherBytes() throws Exception {
        List<ByteBuffer> kept = new ArrayList<>();
        for (int each : LENGTHS) {
            sender.send(ByteBuffer.wrap(NumberedMessages.bytes(Math.min(each, largest()))));
            assertThat(receiver.tryReceive(kept::add, LONG)).isTrue();
        }
        for (int i = 0; i < LENGTHS.length; i++) {
            ExactBuffer.checkBounds(kept.get(i), Math.min(LENGTHS[i], largest()));
        }
        sender.send(ByteBuffer.wrap(new byte[] {9}));
        assertThat(received()).containsExactly(9);
    }

    @Test
    void aMessageThatIsTooLongIsRefusedAndTheQueueGoesOn() throws Exception {
        ByteBuffer tooLong = ByteBuffer.allocate(largest() + 1);
        assertThatThrownBy(() -> sender.send(tooLong))
                .isInstanceOf(IpcException.class)
                .hasMessageContaining(Integer.toString(largest()))
                .hasMessageContaining(Integer.toString(largest() + 1));
        assertThatThrownBy(() -> sender.trySend(tooLong)).isInstanceOf(IpcException.class);
        assertThatThrownBy(() -> sender.trySend(tooLong, SHORT)).isInstanceOf(IpcException.class);
        assertThat(tooLong.position()).isZero();
        sender.send(ByteBuffer.wrap(new byte[] {7}));
        assertThat(received()).containsExactly(7);
    }

    @Test
    void nothingThereIsFalse() throws Exception {
        assertThat(receiver.tryReceive(message -> {})).isFalse();
        long before = System.nanoTime();
        assertThat(receiver.tryReceive(message -> {}, SHORT)).isFalse();
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(receiver.tryReceive(message -> {}, Duration.ZERO)).isFalse();
        assertThat(receiver.tryReceive(message -> {}, Duration.ofSeconds(-1))).isFalse();
    }

    @Test
    void anInterruptEndsAWaitingReceiveWhichGoesOnAfterwards() throws Exception {
        assertInterruptible(() -> receiver.receive(message -> {}));
        sender.send(ByteBuffer.wrap(new byte[] {1}));
        assertThat(received()).containsExactly(1);
    }

    interface Waiting {
        void call() throws Exception;
    }

    /**
     * Fails unless an interrupt ends the waiting call with an InterruptedException that clears the interrupt status.
     */
    static void assertInterruptible(Waiting waiting) throws Exception {
        Background<Boolean> interrupted = Background.start(() -> {
                    try {
                        waiting.call();
                        throw new AssertionError("it was not interrupted");
                    } catch (InterruptedException e) {
                        return Thread.currentThread().isInterrupted();
                    }
                })
                .awaitWaiting();
        interrupted.interrupt();
        assertThat(interrupted.result()).as("interrupt status").isFalse();
    }

    @Test
    void whoIsInterruptedAlreadyTakesNothing() throws Exception {
        sender.send(ByteBuffer.wrap(new byte[] {0}));
        assertThat(received()).containsExactly(0);
        sender.send(ByteBuffer.wrap(new byte[] {1}));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> receiver.receive(message -> {})).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> sender.send(ByteBuffer.wrap(new byte[] {2}))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(received()).containsExactly(1);
        assertThat(receiver.tryReceive(message -> {}, SHORT)).isFalse();
    }

    private Void receiveInto(byte[][] bytes) throws Exception {
        receiver.receive(message -> bytes[0] = copy(message));
        return null;
    }

    @Test
    void closeEndsAWaitingReceive() throws Exception {
        Background<Void> waiting =
                Background.start(() -> receiveInto(new byte[1][])).awaitWaiting();
        receiver.close();
        assertThat(waiting.failure()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void afterCloseEverythingIsAMistake() throws Exception {
        sender.close();
        sender.close();
        receiver.close();
        receiver.close();
        ByteBuffer message = ByteBuffer.allocate(1);
        assertThatIllegalStateException().isThrownBy(() -> sender.trySend(message));
        assertThatIllegalStateException().isThrownBy(() -> sender.trySend(message, SHORT));
        assertThatIllegalStateException().isThrownBy(() -> sender.send(message));
        assertThatIllegalStateException().isThrownBy(() -> receiver.tryReceive(handled -> {}));
        assertThatIllegalStateException().isThrownBy(() -> receiver.tryReceive(handled -> {}, SHORT));
        assertThatIllegalStateException().isThrownBy(() -> receiver.receive(handled -> {}));
    }

    @Test
    void whatAHandlerThrowsIsPassedOnAndTheQueueGoesOn() throws Exception {
        sender.send(ByteBuffer.wrap(new byte[] {1}));
        IOException thrown = new IOException("the handler's");
        assertThatThrownBy(() -> receiver.tryReceive(
                        message -> {
                            throw thrown;
                        },
                        LONG))
                .isSameAs(thrown);
        sender.send(ByteBuffer.wrap(new byte[] {2}));
        byte[] next = received();
        assertThat(next[0] == 2 || received()[0] == 2).isTrue();
    }

    @Test
    void aSenderLearnsThatItsReceiverHasGone() throws Exception {
        sender.send(ByteBuffer.wrap(new byte[] {1}));
        received();
        receiver.close();
        if (receiverGone() == null) {
            sender.send(ByteBuffer.wrap(new byte[] {2}));
            receiver = Messages.receiver(address, receiverSide());
            assertThat(received()).containsExactly(2);
        } else {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            sender.trySend(ByteBuffer.allocate(1), SHORT);
                        }
                    })
                    .isInstanceOf(receiverGone());
        }
    }

    /** {@return whether no message is waiting} The call also makes a receiver accept a sender. */
    private boolean isEmpty() {
        try {
            return !receiver.tryReceive(message -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void eachSendersMessagesComeInItsOrder() throws Exception {
        int count = 2000;
        Background<MessageSender> opening = Background.start(() -> Messages.sender(address, Side.CONNECTS));
        Background.until("the second sender is there", () -> isEmpty() && opening.isDone());
        try (MessageSender second = opening.result()) {
            List<Background<Void>> sending =
                    List.of(NumberedMessages.sending(sender, 1, count), NumberedMessages.sending(second, 2, count));
            long[] next = new long[3];
            for (int received = 0; received < 2 * count; received++) {
                ByteBuffer message = ByteBuffer.wrap(received());
                int id = (int) message.getLong();
                assertThat(message.getLong()).isEqualTo(next[id]++);
            }
            for (Background<Void> each : sending) {
                each.result();
            }
        }
    }

    @Test
    void aMillionArriveWholeAndInOrder() throws Exception {
        NumberedMessages messages = new NumberedMessages(Math.min(200, largest()));
        Background<Long> sending = Background.start(() -> messages.send(sender, many()));
        NumberedMessages expected = new NumberedMessages(Math.min(200, largest()));
        while (expected.count() < many()) {
            if (!receiver.tryReceive(expected) && !receiver.tryReceive(expected, LONG)) {
                throw new AssertionError("after " + expected.count() + " messages no more came");
            }
        }
        assertThat(sending.result()).isEqualTo(expected.checksum());
        assertThat(receiver.tryReceive(message -> {}, SHORT)).isFalse();
    }
}
