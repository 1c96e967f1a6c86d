package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Sysctl;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.QueueAttributes;
import io.nativeipc.posix.QueueOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The invalid calls of a POSIX message queue and their errors. The existing queue stays unchanged. */
public abstract class PosixMessageQueueBadInputContract {
    private final String name = Unique.posixName();
    private PosixMessageQueue queue;

    @BeforeEach
    void createQueue() throws Exception {
        queue = PosixMessageQueue.create(name, 2, 8);
        queue.send(Buffers.text("first"), 5);
    }

    @AfterEach
    void theQueueIsAsItWas() throws Exception {
        try (PosixMessageQueue again = PosixMessageQueue.open(name)) {
            assertThat(again.attributes()).isEqualTo(new QueueAttributes(2, 8, 1));
            assertThat(again.stat().permissions()).isEqualTo(0600);
            again.receive((message, priority) -> {
                assertThat(priority).isEqualTo(5);
                assertThat(Buffers.text(message)).isEqualTo("first");
            });
        } finally {
            queue.close();
            queue.unlink();
        }
    }

    @TestFactory
    Stream<DynamicTest> namesRefusedBeforeAnyCall() {
        return Stream.of("", "/", "orders", "//orders", "/a/b", "/..", "/a\0b", "/" + "x".repeat(256))
                .flatMap(bad -> Refusal.tests(
                        Refusal.misuse("create " + shown(bad), () -> PosixMessageQueue.create(bad, 1, 1), "POSIX name"),
                        Refusal.misuse("open " + shown(bad), () -> PosixMessageQueue.open(bad), "POSIX name"),
                        Refusal.misuse(
                                "for sending " + shown(bad),
                                () -> PosixMessageQueue.open(bad, QueueOpenOption.SEND_ONLY),
                                "POSIX name"),
                        Refusal.misuse("unlink " + shown(bad), () -> PosixMessageQueue.unlink(bad), "POSIX name")));
    }

    private static String shown(String name) {
        return '"' + name.replace('\0', '?') + "\" of " + name.length();
    }

    @TestFactory
    Stream<DynamicTest> misuse() {
        String absent = Unique.posixName();
        ByteBuffer message = Buffers.text("m");
        return Refusal.tests(
                Refusal.misuse("no message", () -> PosixMessageQueue.create(absent, 0, 8), "at least 1 message"),
                Refusal.misuse("no byte", () -> PosixMessageQueue.create(absent, 1, 0), "of 1 byte: 1 of 0"),
                Refusal.misuse("negative", () -> PosixMessageQueue.openOrCreate(absent, -1, 8), "-1 of 8"),
                Refusal.misuse("priority below 0", () -> queue.trySend(message, -1), "0 to 32767: -1"),
                Refusal.misuse("priority too high", () -> queue.send(message, 32768), "0 to 32767: 32768"),
                Refusal.misuse(
                        "two accesses",
                        () -> PosixMessageQueue.open(absent, QueueOpenOption.SEND_ONLY, QueueOpenOption.RECEIVE_ONLY),
                        "two options of one kind: SEND_ONLY, RECEIVE_ONLY"));
    }

    @TestFactory
    Stream<DynamicTest> refusedByTheKernel() {
        String absent = Unique.posixName();
        String tooLarge = "the message has 9 bytes; the queue accepts at most 8";
        return Refusal.tests(
                new Refusal(
                        "a message that is too large",
                        () -> queue.trySend(ByteBuffer.allocate(9)),
                        IpcException.class,
                        "mq_send",
                        "EMSGSIZE",
                        name,
                        tooLarge),
                new Refusal(
                        "a direct message that is too large",
                        () -> queue.send(ByteBuffer.allocateDirect(9)),
                        IpcException.class,
                        "mq_send",
                        "EMSGSIZE",
                        name,
                        tooLarge),
                new Refusal(
                        "creating what exists",
                        () -> PosixMessageQueue.create(name, 1, 1),
                        AlreadyExistsException.class,
                        "mq_open",
                        "EEXIST",
                        name),
                new Refusal(
                        "opening what is absent",
                        () -> PosixMessageQueue.open(absent),
                        NotFoundException.class,
                        "mq_open",
                        "ENOENT",
                        absent),
                new Refusal(
                        "unlinking what is absent",
                        () -> PosixMessageQueue.unlink(absent),
                        NotFoundException.class,
                        "mq_unlink",
                        "ENOENT",
                        absent),
                new Refusal(
                        "a group that is none",
                        () -> PosixMessageQueue.create(absent, 1, 1, Permissions.OWNER.withGroup("ipc-test-none")),
                        NotFoundException.class,
                        "getgrnam",
                        "ENOENT",
                        "ipc-test-none"));
    }

    @TestFactory
    Stream<DynamicTest> afterCloseFromAnotherThreadItIsIllegalState() throws Exception {
        PosixMessageQueue closed = PosixMessageQueue.open(name);
        Background.start(() -> {
                    closed.close();
                    return true;
                })
                .result();
        String text = "posix-mq:" + name + " is closed";
        ByteBuffer message = ByteBuffer.allocate(8);
        return Refusal.tests(
                Refusal.illegalState("trySend", () -> closed.trySend(message), text),
                Refusal.illegalState("send", () -> closed.send(message), text),
                Refusal.illegalState("trySend timed", () -> closed.trySend(message, 0, Duration.ZERO), text),
                Refusal.illegalState("tryReceive", () -> closed.tryReceive(unused -> {}), text),
                Refusal.illegalState("receive", () -> closed.receive(unused -> {}), text),
                Refusal.illegalState("receive by a handler", () -> closed.receive(ignored -> {}), text),
                Refusal.illegalState("attributes", closed::attributes, text),
                Refusal.illegalState("stat", closed::stat, text),
                Refusal.illegalState("setPermissions", () -> closed.setPermissions(Permissions.OWNER), text));
    }

    @Test
    void anotherUserIsRefusedUntilThePermissionsSayOtherwise() throws IOException {
        String refusal =
                "error AccessDeniedException mq_open(\"posix-mq:" + name + "\"): EACCES (13): Permission denied";
        try (Peer stranger = Peer.startAsNobody(OtherUser.class)) {
            assertThat(stranger.askRaw("posix-mq " + name)).isEqualTo(refusal);
            queue.setPermissions(Permissions.of("rw----r--"));
            assertThat(stranger.askRaw("posix-mq " + name)).isEqualTo(refusal);
            assertThat(stranger.askRaw("posix-mq-send " + name)).isEqualTo(refusal);
            assertThat(stranger.ask("posix-mq-receive " + name)).isEqualTo("5");
            queue.setPermissions(Permissions.of("rw-----w-"));
            assertThat(stranger.askRaw("posix-mq-receive " + name)).isEqualTo(refusal);
            assertThat(stranger.ask("posix-mq-send " + name)).isEqualTo("true");
            queue.setPermissions(Permissions.of("rw-rw----").withGroup(Peers.NOBODY));
            assertThat(stranger.ask("posix-mq " + name)).isEqualTo("1");
            assertThat(stranger.askRaw("posix-mq-unlink " + name)).startsWith("error AccessDeniedException mq_unlink(");
            queue.setPermissions(Permissions.OWNER);
        }
    }

    /** The test runs as another user, because root may exceed the limits. */
    @Test
    void aLimitIsNamedWithItsValue() throws IOException {
        String absent = Unique.posixName();
        long most = Sysctl.number("fs.mqueue.msg_max", 0);
        long largest = Sysctl.number("fs.mqueue.msgsize_max", 0);
        String inval = "error IpcException mq_open(\"posix-mq:" + absent + "\"): EINVAL (22): Invalid argument; ";
        try (Peer stranger = Peer.startAsNobody(OtherUser.class)) {
            assertThat(stranger.askRaw("posix-mq-create " + absent + " " + (most + 1) + " 8"))
                    .isEqualTo(inval + (most + 1) + " messages were asked for, fs.mqueue.msg_max = " + most);
            assertThat(stranger.askRaw("posix-mq-create " + absent + " 1 " + (largest + 1)))
                    .isEqualTo(inval + (largest + 1) + " bytes a message were asked for, fs.mqueue.msgsize_max = "
                            + largest);
            assertThat(stranger.ask("posix-mq-create " + absent + " " + most + " " + largest))
                    .isEqualTo("true");
            assertThat(stranger.ask("posix-mq-exhaust " + absent))
                    .startsWith("mq_open(\"posix-mq:" + absent)
                    .contains(
                            "EMFILE (24): Too many open files; ",
                            most + " messages of " + largest + " bytes were asked for, RLIMIT_MSGQUEUE = "
                                    + Native.shim().ipc_getrlimit(Constants.RLIMIT_MSGQUEUE)
                                    + " bytes for all queues of the user");
        }
    }
}
