package io.nativeipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests how transports are found. No test here calls the operating system. */
class MessagesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            orders              | an address is scheme:name, like ring:/orders
            ``                  | an address is scheme:name, like ring:/orders
            :name               | an address is scheme:name, like ring:/orders
            redis://host/orders | no transport carries messages for "redis:"; there are pipe, posix-mq, ring, sysv-mq, unix
            RING:/orders        | no transport carries messages for "RING:"; there are pipe, posix-mq, ring, sysv-mq, unix
            posix-shm:/x        | posix-shm: is not a message queue; there are pipe, posix-mq, ring, sysv-mq, unix
            fifo:/x             | fifo: is not a message queue; there are pipe, posix-mq, ring, sysv-mq, unix
            """)
    void anAddressWithoutATransportIsRefused(String address, String text) {
        assertThatThrownBy(() -> Messages.sender(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
        assertThatThrownBy(() -> Messages.receiver(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource({
        "zmq+tcp://127.0.0.1:5555, native-ipc-zeromq",
        "amqp://u:secret@host/queue, native-ipc-rabbitmq",
    })
    void aModuleThatIsAbsentIsNamed(String address, String module) {
        assertThatThrownBy(() -> Messages.sender(address))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(module)
                .hasMessageNotContaining("secret");
    }

    /** A transport for a program's own scheme, with a queue in memory. */
    public static final class OwnTransport implements MessageTransport {
        private static final Queue<ByteBuffer> QUEUE = new ArrayDeque<>();
        static String opened = "";

        @Override
        public Set<String> schemes() {
            return Set.of("redis");
        }

        @Override
        public Side receiverSide() {
            return Side.LISTENS;
        }

        @Override
        public MessageSender sender(String address, Side side) {
            opened += " " + side + " " + address;
            return new OwnSender();
        }

        @Override
        public MessageReceiver receiver(String address, Side side) {
            opened += " " + side + " " + address;
            return new OwnReceiver();
        }
    }

    private static final class OwnSender implements MessageSender {
        @Override
        public boolean trySend(ByteBuffer message) {
            return OwnTransport.QUEUE.add(message);
        }

        @Override
        public boolean trySend(ByteBuffer message, Duration timeout) {
            return trySend(message);
        }

        @Override
        public void send(ByteBuffer message) {
            trySend(message);
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.QUEUED_LOCALLY;
        }

        @Override
        public void close() {}
    }

    private static final class OwnReceiver implements MessageReceiver {
        @Override
        public boolean tryReceive(MessageHandler handler) throws IOException {
            handler.onMessage(OwnTransport.QUEUE.remove());
            return true;
        }

        @Override
        public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException {
            return tryReceive(handler);
        }

        @Override
        public void receive(MessageHandler handler) throws IOException {
            tryReceive(handler);
        }

        @Override
        public void close() {}
    }

    /** A transport whose constructor throws. */
    public static final class FailingTransport implements MessageTransport {
        /** Throws an exception. */
        public FailingTransport() {
            throw new IllegalStateException("as intended");
        }

        @Override
        public Set<String> schemes() {
            return Set.of();
        }

        @Override
        public MessageSender sender(String address, Side side) {
            throw new AssertionError();
        }

        @Override
        public MessageReceiver receiver(String address, Side side) {
            throw new AssertionError();
        }
    }

    /** Only the context class loader sees the service file, as if it loaded the application below the API's loader. */
    @Test
    void aProgramsOwnSchemeIsFoundThroughTheContextClassLoader() throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(MessageTransport.class.getName()),
                "no.such.Transport\n" + String.class.getName() + "\n" + FailingTransport.class.getName() + "\n"
                        + OwnTransport.class.getName() + "\n");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader application =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(application);
            OwnTransport.opened = "";
            try (MessageSender sender = Messages.sender("redis://localhost/orders");
                    MessageReceiver receiver = Messages.receiver("redis://localhost/orders")) {
                sender.send(ByteBuffer.wrap(new byte[] {7}));
                assertThat(receiver.tryReceive(
                                message -> assertThat(message.get()).isEqualTo((byte) 7)))
                        .isTrue();
            }
            assertThat(OwnTransport.opened)
                    .isEqualTo(" CONNECTS redis://localhost/orders LISTENS redis://localhost/orders");
            assertThatThrownBy(() -> Messages.sender("kafka://x"))
                    .hasMessageContaining("there are pipe, posix-mq, redis, ring, sysv-mq, unix");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
