package io.nativeipc.rabbitmq;

import static io.nativeipc.rabbitmq.Queue.PATIENCE;
import static io.nativeipc.rabbitmq.Queue.receive;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.contract.Full;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.peer.RabbitBroker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests messages between this JVM and a Python process that uses pika. */
class PikaTest {
    private static final int MANY = Full.count(10_000, 100_000);

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

    private Peer python() {
        return Peer.start(Peers.PIKA, Integer.toString(broker.port()), queue.name);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }

    /** Returns the same bytes as the Python half for this number. */
    private static byte[] body(int number) {
        byte[] bytes = new byte[8 + (int) (number * 7L % 200)];
        Arrays.fill(bytes, (byte) number);
        ByteBuffer.wrap(bytes).putLong(number);
        return bytes;
    }

    @Test
    void whatJavaSendsPythonReceives() throws Exception {
        try (Peer python = python();
                RabbitSender sender = queue.sender()) {
            sender.send(Queue.message("grüße"));
            sender.send(Queue.message(""));
            assertThat(python.ask("receive")).isEqualTo(hex("grüße") + " 2 0");
            assertThat(python.ask("receive")).isEqualTo("- 2 0");
        }
    }

    @Test
    void whatPythonSendsJavaReceives() throws Exception {
        try (Peer python = python();
                RabbitReceiver receiver = queue.receiver()) {
            python.ask("send " + hex("grüße"));
            assertThat(receive(receiver)).isEqualTo("grüße");
            python.ask("delete");
            python.ask("declare");
            python.ask("send " + hex("again"));
            // The receiver may notice the deletion before or after the queue exists again.
            assertThat(receiveAfterDeletion(receiver)).isEqualTo("again");
        }
    }

    private static String receiveAfterDeletion(RabbitReceiver receiver) throws Exception {
        try {
            return receive(receiver);
        } catch (io.nativeipc.NotFoundException deleted) {
            return receive(receiver);
        }
    }

    @Test
    void manyGoFromJavaToPython() throws Exception {
        CRC32 checksum = new CRC32();
        try (Peer python = python();
                RabbitSender sender = queue.sender()) {
            python.tell("receivemany " + MANY);
            for (int number = 0; number < MANY; number++) {
                byte[] body = body(number);
                checksum.update(body);
                assertThat(sender.tryPost(ByteBuffer.wrap(body), PATIENCE)).isTrue();
            }
            assertThat(sender.tryFlush(PATIENCE)).isTrue();
            assertThat(python.hear()).isEqualTo("ok " + checksum.getValue() + " 0");
        }
        assertThat(RabbitQueues.messages(queue.address)).isZero();
    }

    @Test
    void manyGoFromPythonToJava() throws Exception {
        CRC32 checksum = new CRC32();
        int[] received = {0};
        try (Peer python = python();
                RabbitReceiver receiver = queue.receiver()) {
            python.tell("sendmany " + MANY);
            while (received[0] < MANY) {
                int count = receiver.tryReceiveBatch(
                        message -> {
                            assertThat(message).isEqualTo(ByteBuffer.wrap(body(received[0]++)));
                            checksum.update(message);
                        },
                        100,
                        () -> {},
                        PATIENCE);
                assertThat(count).isPositive();
            }
            assertThat(python.hear()).isEqualTo("ok " + checksum.getValue());
        }
        assertThat(RabbitQueues.messages(queue.address)).isZero();
    }

    @Test
    void whatAKilledConsumerHadComesToTheNext() throws Exception {
        try (RabbitSender sender = queue.sender()) {
            for (int i = 0; i < 5; i++) {
                sender.send(Queue.message("message " + i));
            }
        }
        Peer victim = python();
        assertThat(victim.ask("hold 3")).isEqualTo("3");
        try (RabbitReceiver receiver = queue.receiver()) {
            assertThat(receive(receiver)).isEqualTo("message 3");
            victim.kill();
            java.util.Set<String> rest = new java.util.TreeSet<>();
            for (int i = 0; i < 4; i++) {
                rest.add(receive(receiver));
            }
            assertThat(rest).containsExactly("message 0", "message 1", "message 2", "message 4");
            assertThat(receiver.redelivered()).isEqualTo(3);
        }
    }

    @Test
    void whatAKilledJavaConsumerHadComesToPython() throws Exception {
        try (RabbitSender sender = queue.sender();
                Peer python = python()) {
            sender.send(Queue.message("first"));
            Peer victim = Peer.startJava(Consumer.class, queue.address);
            assertThat(victim.ask("hold")).isEqualTo("first");
            victim.kill();
            assertThat(python.ask("receive")).isEqualTo(hex("first") + " 2 1");
        }
    }

    /** A process that receives a message and does not return from its handler. */
    static final class Consumer {
        public static void main(String[] args) throws Exception {
            try (RabbitReceiver receiver = RabbitReceiver.open(args[0])) {
                System.out.println("ready " + ProcessHandle.current().pid());
                receiver.receive(message -> {
                    System.out.println("ok " + Queue.text(message));
                    synchronized (args) {
                        try {
                            args.wait();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                });
            }
        }
    }
}
