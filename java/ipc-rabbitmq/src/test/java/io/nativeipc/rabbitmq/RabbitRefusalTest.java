package io.nativeipc.rabbitmq;

import static io.nativeipc.rabbitmq.Queue.PATIENCE;
import static io.nativeipc.rabbitmq.Queue.message;
import static io.nativeipc.rabbitmq.Queue.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcException;
import io.nativeipc.Messages;
import io.nativeipc.NotFoundException;
import io.nativeipc.peer.RabbitBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests what the broker rejects, what fails without a broker, and the error messages. */
class RabbitRefusalTest {
    private static final String SECRET = "s3cret-Wort";

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

    private record Row(String what, String address, Class<?> type, String error, String text) {}

    private List<Row> rows() {
        String host = "localhost:" + broker.port();
        String known = "amqp://guest:guest@" + host + "/";
        String there = "amqp://guest:" + SECRET + "@" + host + "/" + queue.name;
        String user = "amqp://nobody:" + SECRET + "@" + host + "/" + queue.name;
        return List.of(
                new Row("no queue", known + "absent", NotFoundException.class, "NOT_FOUND", "no queue 'absent'"),
                new Row(
                        "no vhost",
                        known + "q?vhost=absent",
                        NotFoundException.class,
                        "NOT_ALLOWED",
                        "vhost absent not found"),
                new Row("wrong password", there, AccessDeniedException.class, "ACCESS_REFUSED", "the user 'guest'"),
                new Row("unknown user", user, AccessDeniedException.class, "ACCESS_REFUSED", "the user 'nobody'"),
                new Row(
                        "no host",
                        "amqp://u:" + SECRET + "@host.invalid/q",
                        IpcException.class,
                        "EAI_NONAME",
                        "'host.invalid'"));
    }

    @TestFactory
    List<DynamicTest> whatCannotBeOpened() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : rows()) {
            tests.add(DynamicTest.dynamicTest(
                    row.what + ", sender", () -> refused(row, () -> Messages.sender(row.address))));
            tests.add(DynamicTest.dynamicTest(
                    row.what + ", receiver", () -> refused(row, () -> Messages.receiver(row.address))));
        }
        return tests;
    }

    private static void refused(Row row, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(row.type)
                .hasMessageContaining(row.text)
                .satisfies(thrown -> {
                    assertThat(((IpcException) thrown).error()).isEqualTo(row.error);
                    assertThat(trace(thrown)).doesNotContain(SECRET);
                });
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void aVhostThatTheUserMayNotUse() throws Exception {
        broker.ctl("add_user ipc-test-user " + SECRET);
        try {
            String address = "amqp://ipc-test-user:" + SECRET + "@localhost:" + broker.port() + "/" + queue.name;
            assertThatThrownBy(() -> RabbitSender.open(address))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("access to vhost '/' refused for user 'ipc-test-user'")
                    .satisfies(thrown -> assertThat(trace(thrown)).doesNotContain(SECRET));
            broker.ctl("set_permissions ipc-test-user ^$ ^$ ^$");
            assertThatThrownBy(() -> RabbitReceiver.open(address))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(queue.name)
                    .satisfies(thrown -> assertThat(trace(thrown)).doesNotContain(SECRET));
            broker.ctl("set_permissions ipc-test-user .* .* .*");
            try (RabbitSender sender = RabbitSender.open(address)) {
                sender.send(message("allowed"));
                assertThat(sender.toString()).contains("ipc-test-user:***@").doesNotContain(SECRET);
            }
        } finally {
            broker.ctl("delete_user ipc-test-user");
        }
    }

    @Test
    void noBroker() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String address = "amqp://u:" + SECRET + "@localhost:" + port + "/q";
        assertThatThrownBy(() -> RabbitSender.open(address))
                .isInstanceOf(IpcException.class)
                .hasMessageStartingWith("\"amqp://u:***@localhost:" + port + "/q\": ECONNREFUSED")
                .hasMessageContaining("is a broker running")
                .satisfies(thrown -> assertThat(trace(thrown)).doesNotContain(SECRET));
        assertThatThrownBy(() -> RabbitQueues.declare(address)).hasMessageContaining("ECONNREFUSED");
    }

    @Test
    void aServerThatSaysNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            io.nativeipc.IpcAddress address =
                    io.nativeipc.IpcAddress.parse("amqp://localhost:" + silent.getLocalPort() + "/q");
            RabbitOptions hasty = RabbitOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(300));
            assertThatThrownBy(() -> RabbitSender.open(address, hasty))
                    .isInstanceOf(IpcException.class)
                    .hasMessageContaining("ETIMEDOUT");
        }
    }

    @Test
    void anUnroutableMessageIsAnErrorAndTheNextOneGoesOnWhenTheQueueIsBack() throws Exception {
        try (RabbitSender sender = queue.sender()) {
            sender.send(message("before"));
            RabbitQueues.delete(queue.address);
            ByteBuffer lost = message("lost");
            assertThatThrownBy(() -> sender.send(lost))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining(queue.name);
            assertThat(lost.position()).isZero();
            assertThatThrownBy(() -> sender.send(lost))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("NOT_FOUND")
                    .hasMessageContaining(queue.name);
            RabbitQueues.declare(queue.address);
            sender.send(message("after"));
            try (RabbitReceiver receiver = queue.receiver()) {
                assertThat(receive(receiver)).isEqualTo("after");
            }
        }
    }

    @Test
    void unroutablePostsAreToldByTheFlushOnce() throws Exception {
        try (RabbitSender sender = queue.sender()) {
            RabbitQueues.delete(queue.address);
            sender.tryPost(message("one"), PATIENCE);
            assertThatThrownBy(() -> sender.tryFlush(PATIENCE))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining(queue.name);
            assertThat(sender.unconfirmed()).isZero();
            RabbitQueues.declare(queue.address);
            assertThat(sender.tryPost(message("two"), PATIENCE)).isTrue();
            assertThat(sender.tryFlush(PATIENCE)).isTrue();
        }
    }

    @Test
    void aReceiverLearnsThatItsQueueIsDeleted() throws Exception {
        try (RabbitReceiver receiver = queue.receiver()) {
            RabbitQueues.delete(queue.address);
            assertThatThrownBy(() -> receive(receiver))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining(queue.name);
            RabbitQueues.declare(queue.address);
            try (RabbitSender sender = queue.sender()) {
                sender.send(message("back"));
            }
            assertThat(receive(receiver)).isEqualTo("back");
        }
    }

    @Test
    void aFullQueueThatRejectsIsAnErrorOfThatSend() throws Exception {
        broker.ctl("set_policy full ^" + queue.name
                + "$ {\"max-length\":1,\"overflow\":\"reject-publish\"} --apply-to queues");
        try (RabbitSender sender = queue.sender();
                RabbitReceiver receiver = queue.receiver(RabbitOptions.DEFAULT.withPrefetch(1))) {
            int accepted = 0;
            IpcException refused = null;
            while (refused == null) {
                assertThat(accepted).isLessThan(100);
                try {
                    sender.send(message("number " + accepted));
                    accepted++;
                } catch (IpcException e) {
                    refused = e;
                }
            }
            assertThat(refused.error()).isEqualTo("NACK");
            sender.tryPost(message("refused too"), PATIENCE);
            assertThatThrownBy(() -> sender.tryFlush(PATIENCE)).hasMessageContaining("NACK");
            for (int i = 0; i < accepted; i++) {
                assertThat(receive(receiver)).isEqualTo("number " + i);
            }
            sender.send(message("room again"));
            assertThat(receive(receiver)).isEqualTo("room again");
        } finally {
            broker.ctl("clear_policy full");
        }
    }

    @Test
    void aQueueThatIsOfAnotherKindIsNotDeclared() throws Exception {
        broker.ctl(
                "eval rabbit_amqqueue:declare({resource,<<\"/\">>,queue,<<\"transient\">>},false,false,[],none,<<\"t\">>).");
        String address = broker.address("transient");
        assertThatThrownBy(() -> RabbitQueues.declare(address))
                .isInstanceOf(IpcException.class)
                .hasMessageContaining("PRECONDITION_FAILED (406)");
        RabbitQueues.delete(address);
    }
}
