package io.nativeipc.rabbitmq;

import static io.nativeipc.rabbitmq.Queue.PATIENCE;
import static io.nativeipc.rabbitmq.Queue.message;
import static io.nativeipc.rabbitmq.Queue.receive;
import static io.nativeipc.rabbitmq.Queue.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.Messages;
import io.nativeipc.peer.RabbitBroker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests senders and receivers while the broker runs. */
class RabbitMessagesTest {
    private final RabbitBroker broker = RabbitBroker.get();
    private Queue queue;

    @BeforeEach
    void declare() throws IOException {
        queue = new Queue(broker);
    }

    @AfterEach
    void delete() throws IOException {
        queue.close();
    }

    @Test
    void messagesArriveInOrderAndAreGoneWhenTheyAreHandled() throws Exception {
        try (MessageSender sender = Messages.sender(queue.address);
                MessageReceiver receiver = Messages.receiver(queue.address)) {
            assertThat(sender.guarantee()).isEqualTo(MessageSender.Guarantee.CONFIRMED);
            assertThat(sender).hasToString(queue.address);
            assertThat(receiver).hasToString(queue.address);
            ByteBuffer first = message("_first_").position(1).limit(6);
            sender.send(first);
            assertThat(first.hasRemaining()).isFalse();
            assertThat(sender.trySend(message(""))).isTrue();
            assertThat(sender.trySend(message("last"), PATIENCE)).isTrue();
            assertThat(receive(receiver)).isEqualTo("first");
            assertThat(receive(receiver)).isEmpty();
            assertThat(receive(receiver)).isEqualTo("last");
            assertThat(receive(receiver, Duration.ofMillis(20))).isNull();
        }
        assertThat(RabbitQueues.messages(queue.address)).isZero();
    }

    @Test
    void aLargeMessageArrivesWhole() throws Exception {
        byte[] bytes = new byte[10_000_000];
        new java.util.Random(1).nextBytes(bytes);
        try (RabbitSender sender = queue.sender();
                RabbitReceiver receiver = queue.receiver()) {
            sender.send(ByteBuffer.wrap(bytes));
            receiver.receive(message -> {
                assertThat(message.order()).isEqualTo(ByteOrder.nativeOrder());
                assertThat(message).isEqualTo(ByteBuffer.wrap(bytes));
            });
        }
    }

    @Test
    void whatIsPostedIsConfirmedByAFlush() throws Exception {
        try (RabbitSender sender = queue.sender(RabbitOptions.DEFAULT.withWindow(100))) {
            for (int i = 0; i < 1000; i++) {
                ByteBuffer message = message("post " + i);
                assertThat(sender.tryPost(message, PATIENCE)).isTrue();
                assertThat(message.hasRemaining()).isFalse();
                assertThat(sender.unconfirmed()).isBetween(0L, 100L);
            }
            assertThat(sender.tryFlush(PATIENCE)).isTrue();
            assertThat(sender.unconfirmed()).isZero();
        }
        assertThat(RabbitQueues.messages(queue.address)).isEqualTo(1000);
    }

    @Test
    void aBatchIsAcknowledgedAtItsEnd() throws Exception {
        post(10);
        List<String> received = new ArrayList<>();
        try (RabbitReceiver receiver = queue.receiver()) {
            receiver.receive(message -> received.add(text(message)));
            while (received.size() < 10) {
                receiver.tryReceiveBatch(
                        message -> received.add(text(message)), 4, () -> received.add("end"), PATIENCE);
                assertThat(received.remove(received.size() - 1)).isEqualTo("end");
            }
            assertThat(receiver.tryReceiveBatch(m -> {}, 4, () -> received.add("end"), Duration.ofMillis(20)))
                    .isZero();
            assertThat(receiver.redelivered()).isZero();
        }
        assertThat(received).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(RabbitQueues.messages(queue.address)).isZero();
    }

    @Test
    void whatAHandlerThrewAtComesAgainInItsPlace() throws Exception {
        post(3);
        try (RabbitReceiver receiver = queue.receiver()) {
            assertThat(receive(receiver)).isEqualTo("0");
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> receiver.receive(message -> {
                            throw new IOException("refused " + text(message));
                        }))
                        .hasMessage("refused 1");
            }
            assertThatThrownBy(() -> receiver.tryReceiveBatch(
                            message -> {},
                            2,
                            () -> {
                                throw new IOException("no end");
                            },
                            PATIENCE))
                    .hasMessage("no end");
            assertThat(receive(receiver)).isEqualTo("1");
        }
        assertThat(RabbitQueues.messages(queue.address)).isEqualTo(1);
        try (RabbitReceiver next = queue.receiver()) {
            assertThat(receive(next)).isEqualTo("2");
            assertThat(next.redelivered()).isEqualTo(1);
        }
    }

    @Test
    void aReceiverHasNoMoreThanItsPrefetch() throws Exception {
        post(10);
        try (RabbitReceiver few = queue.receiver(RabbitOptions.DEFAULT.withPrefetch(3));
                RabbitReceiver rest = queue.receiver()) {
            List<String> received = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                received.add(receive(rest));
            }
            assertThat(received).containsExactly("3", "4", "5", "6", "7", "8", "9");
            assertThat(few.tryReceiveBatch(m -> received.add(text(m)), 10, () -> {}, PATIENCE))
                    .isEqualTo(3);
        }
    }

    private void post(int count) throws Exception {
        try (RabbitSender sender = queue.sender()) {
            for (int i = 0; i < count; i++) {
                sender.tryPost(message(Integer.toString(i)), PATIENCE);
            }
            assertThat(sender.tryFlush(PATIENCE)).isTrue();
        }
    }
}
