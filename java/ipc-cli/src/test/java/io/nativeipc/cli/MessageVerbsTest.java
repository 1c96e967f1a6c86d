package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcAddress;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageVerbsTest {
    @RegisterExtension
    final Names names = new Names();

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-mq", "sysv-mq"})
    void argumentsAndLinesAreMessages(String kind) {
        String queue = names.create(kind);
        Command.run("send", queue, "one", "", "-", "@three").ok();
        Command.run(bytes("x\n\ny\r\n\u00ff\u00fe"), "send", queue).ok();
        assertThat(Command.run("recv", queue, "--count", "8").bytes())
                .isEqualTo(bytes("one\n\n-\n@three\nx\n\ny\r\n\u00ff\u00fe\n"));
        Command.run(bytes(""), "send", queue).ok();
        assertThat(Command.run("recv", queue, "--timeout", "0").ok()).isEmpty();
    }

    @Test
    void bytesOfArgumentsAreNotReencoded() {
        String queue = names.create("sysv-mq");
        Command.shell("LC_ALL=C $N send --type 3 " + queue + " $'\\xff\\x80' 3 größe -- --type")
                .ok();
        assertThat(Command.run("recv", queue, "--null", "--count", "4").bytes())
                .isEqualTo(bytes("\u00ff\u0080\0" + "3\0gr\u00c3\u00b6\u00c3\u009fe\0--type\0"));
    }

    @Test
    void typeAndPriorityChoose() {
        String typed = names.create("sysv-mq");
        Command.run("send", typed, "--type", "5", "five").ok();
        Command.run("send", typed, "--type", "2", "two").ok();
        Command.run("send", typed, "one").ok();
        assertThat(Command.run("recv", typed, "--type", "2", "--timeout", "0").ok())
                .isEqualTo("two\n");
        assertThat(Command.run("recv", typed, "--type", "-4", "--timeout", "0").ok())
                .isEqualTo("one\n");
        assertThat(Command.run("recv", typed, "--count", "1").ok()).isEqualTo("five\n");
        String urgent = names.create("posix-mq");
        Command.run("send", urgent, "later").ok();
        Command.run("send", urgent, "--priority", "9", "first").ok();
        assertThat(Command.run("recv", urgent, "--timeout", "0").ok()).isEqualTo("first\nlater\n");
    }

    @Test
    void anIdleTimeoutFailsOnlyWhatACountAskedFor() {
        String queue = names.create("posix-mq");
        assertThat(Command.run("recv", queue, "--timeout", "0.05").ok()).isEmpty();
        Command.run("send", queue, "a").ok();
        Command.Result result = Command.run("recv", queue, "--count", "2", "--timeout", "0.05");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("a\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void recvFlushesBeforeItWaits() throws Exception {
        String address = names.create("posix-mq");
        try (PosixMessageQueue queue = PosixMessageQueue.open(address.substring("posix-mq:".length()))) {
            Command receiving = Command.start("recv", address, "--count", "2");
            queue.send(ByteBuffer.wrap(bytes("one")));
            assertThat(receiving.hear(4)).isEqualTo("one\n");
            assertThat(receiving.isRunning()).isTrue();
            queue.send(ByteBuffer.wrap(bytes("two")));
            assertThat(receiving.result().ok()).isEqualTo("two\n");
        }
    }

    @Test
    void sendWaitsWhileTheQueueIsFull() throws Exception {
        String address = names.create("posix-mq", "--max-messages", "1", "--message-size", "8");
        try (PosixMessageQueue queue = PosixMessageQueue.open(address.substring("posix-mq:".length()))) {
            Command sending = Command.start("send", address, "1", "2", "3");
            for (String expected : new String[] {"1", "2", "3"}) {
                queue.receive(message -> assertThat(
                                StandardCharsets.UTF_8.decode(message).toString())
                        .isEqualTo(expected));
            }
            sending.result().ok();
        }
    }

    @Test
    void aMessageLargerThanEightBytesPassesBothWays() throws Exception {
        String address = names.create("sysv-mq");
        String text = "x".repeat(5000);
        Command.run(bytes(text), "send", address, "--type", "7").ok();
        SysVKey key = SysVKey.of(Integer.decode(address.substring("sysv-mq:".length())));
        try (SysVMessageQueue queue = SysVMessageQueue.open(key)) {
            assertThat(queue.stat().bytes()).isEqualTo(5000);
        }
        assertThat(Command.run("recv", address, "--count", "1", "--type", "7").ok())
                .isEqualTo(text + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "pipe"})
    void messagesGoOverConnectionsToWhoListens(String kind) throws Exception {
        String address = kind.equals("pipe") ? "pipe:" + names.posix().substring(1) : names.address(kind);
        Command receiving = Command.start("recv", address, "--count", "4");
        Listening.await(IpcAddress.parse(address));
        Command.run(bytes("x\n\n\u00ff"), "send", address).ok();
        assertThat(receiving.hearBytes(5)).isEqualTo(bytes("x\n\n\u00ff\n"));
        Command.run("send", address, "last").ok();
        assertThat(receiving.result().bytes()).isEqualTo(bytes("last\n"));
    }

    @Test
    void messagesGoOverZeroMqWhicheverSideListens() throws Exception {
        String address;
        try (ServerSocket free = new ServerSocket(0)) {
            address = "zmq+tcp://127.0.0.1:" + free.getLocalPort();
        }
        Command sending = Command.start("send", address, "one", "", "three");
        assertThat(Command.run("recv", address, "--count", "3").ok()).isEqualTo("one\n\nthree\n");
        sending.result().ok();
        Command listening = Command.start("send", address, "--listen", "four");
        assertThat(Command.run("recv", address, "--connect", "--count", "1").ok())
                .isEqualTo("four\n");
        listening.result().ok();
    }

    @Test
    void aSendEndsWithItsTimeWhenTheQueueIsFull() {
        String address = names.create("posix-mq", "--max-messages", "1");
        assertThat(Command.run("send", address, "--timeout", "0.05", "1", "2").failed(1))
                .contains("timeout", "1 messages were accepted; the next was not accepted in time");
    }

    @ParameterizedTest
    @CsvSource({"posix-mq, mq_send, EMSGSIZE", "sysv-mq, msgsnd, msg"})
    void aMessageThatIsTooLargeFails(String kind, String call, String why) {
        String queue = names.create(kind);
        byte[] large = new byte[100_000];
        assertThat(Command.run(large, "send", queue).failed(1)).contains(call, why);
    }
}
