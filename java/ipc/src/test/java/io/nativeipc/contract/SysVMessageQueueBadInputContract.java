package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.sys.Sysctl;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.MessageTypes;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests what is rejected, with which error, and that the existing queue is unchanged. */
public abstract class SysVMessageQueueBadInputContract {
    private final SysVKey key = Unique.key();
    private SysVMessageQueue queue;
    private long maxBytes;

    @BeforeEach
    void createQueue() throws Exception {
        queue = SysVMessageQueue.create(key);
        queue.send(Buffers.text("first"), 5);
        maxBytes = queue.stat().maxBytes();
    }

    @AfterEach
    void theQueueIsAsItWas() throws Exception {
        try (SysVMessageQueue again = SysVMessageQueue.open(key)) {
            assertThat(again.stat().messages()).isEqualTo(1);
            assertThat(again.stat().maxBytes()).isEqualTo(maxBytes);
            assertThat(again.stat().perm().mode()).isEqualTo(0600);
            again.receive(MessageTypes.ANY, (message, type) -> {
                assertThat(type).isEqualTo(5);
                assertThat(Buffers.text(message)).isEqualTo("first");
            });
        } finally {
            queue.close();
            queue.remove();
        }
    }

    @TestFactory
    Stream<DynamicTest> misuse() {
        ByteBuffer message = Buffers.text("m");
        return Refusal.tests(
                Refusal.misuse("type 0", () -> queue.trySend(message, 0), "1 or more: 0"),
                Refusal.misuse("type below 0", () -> queue.send(message, -1), "1 or more: -1"),
                Refusal.misuse("messages of type 0", () -> MessageTypes.of(0), "1 or more: 0"),
                Refusal.misuse("types up to −1", () -> MessageTypes.upTo(-1), "1 or more: -1"),
                Refusal.misuse("any type but 0", () -> MessageTypes.except(0), "1 or more: 0"),
                Refusal.misuse("a queue of no bytes", () -> queue.setMaxBytes(0), "at least 1 byte: 0"),
                Refusal.misuse("a queue of less", () -> queue.setMaxBytes(-1), "at least 1 byte: -1"),
                Refusal.misuse("IPC_PRIVATE opened", () -> SysVMessageQueue.open(SysVKey.PRIVATE), "IPC_PRIVATE"),
                Refusal.misuse("IPC_PRIVATE removed", () -> SysVMessageQueue.remove(SysVKey.PRIVATE), "IPC_PRIVATE"));
    }

    @TestFactory
    Stream<DynamicTest> refusedByTheKernel() {
        SysVKey absent = Unique.key();
        String keyText = key.toString();
        long most = Sysctl.number("kernel.msgmax", 0);
        ByteBuffer tooLong = ByteBuffer.allocate((int) most + 1);
        String limit = "a message of " + (most + 1) + " bytes, kernel.msgmax = " + most;
        return Refusal.tests(
                new Refusal(
                        "a message beyond kernel.msgmax",
                        () -> queue.trySend(tooLong),
                        IpcException.class,
                        "msgsnd",
                        "EINVAL",
                        keyText,
                        limit),
                new Refusal(
                        "waiting with one",
                        () -> queue.send(tooLong),
                        IpcException.class,
                        "msgsnd",
                        "EINVAL",
                        keyText,
                        limit),
                new Refusal(
                        "an id that is none",
                        () -> SysVMessageQueue.attach(Integer.MAX_VALUE),
                        NotFoundException.class,
                        "msgctl",
                        "EINVAL",
                        "id=2147483647"),
                new Refusal(
                        "creating what exists",
                        () -> SysVMessageQueue.create(key),
                        AlreadyExistsException.class,
                        "msgget",
                        "EEXIST",
                        keyText),
                new Refusal(
                        "opening what is absent",
                        () -> SysVMessageQueue.open(absent),
                        NotFoundException.class,
                        "msgget",
                        "ENOENT",
                        absent.toString()),
                new Refusal(
                        "removing what is absent",
                        () -> SysVMessageQueue.remove(absent),
                        NotFoundException.class,
                        "msgget",
                        "ENOENT",
                        absent.toString()));
    }

    @TestFactory
    Stream<DynamicTest> afterCloseFromAnotherThreadItIsIllegalState() throws Exception {
        SysVMessageQueue closed = SysVMessageQueue.open(key);
        Background.start(() -> {
                    closed.close();
                    return true;
                })
                .result();
        String text = "sysv-mq:" + key + " is closed";
        ByteBuffer message = ByteBuffer.allocate(8);
        return Refusal.tests(
                Refusal.illegalState("trySend", () -> closed.trySend(message), text),
                Refusal.illegalState("send", () -> closed.send(message), text),
                Refusal.illegalState("trySend timed", () -> closed.trySend(message, 1, Duration.ZERO), text),
                Refusal.illegalState("tryReceive", () -> closed.tryReceive(unused -> {}), text),
                Refusal.illegalState("receive", () -> closed.receive(unused -> {}), text),
                Refusal.illegalState(
                        "tryReceive of a type",
                        () -> closed.tryReceive(MessageTypes.of(1), (unused, type) -> {}),
                        text),
                Refusal.illegalState("tryReceive by a handler", () -> closed.tryReceive(ignored -> {}), text),
                Refusal.illegalState("receive by a handler", () -> closed.receive(ignored -> {}), text));
    }

    @Test
    void anotherUserIsRefusedUntilThePermissionsSayOtherwise() throws IOException {
        String denied = "error AccessDeniedException %s(\"sysv-mq:" + key + "\"): EACCES (13): Permission denied";
        try (Peer stranger = Peer.startAsNobody(OtherUser.class)) {
            assertThat(stranger.askRaw("sysv-mq " + key)).isEqualTo(denied, "msgctl");
            assertThat(stranger.askRaw("sysv-mq-receive " + key)).isEqualTo(denied, "msgrcv");
            assertThat(stranger.askRaw("sysv-mq-send " + key + " x")).isEqualTo(denied, "msgsnd");
            queue.setPermissions(Permissions.of("rw----r--"));
            assertThat(stranger.ask("sysv-mq " + key)).isEqualTo("1");
            assertThat(stranger.ask("sysv-mq-receive " + key)).isEqualTo("5");
            assertThat(stranger.askRaw("sysv-mq-send " + key + " x")).isEqualTo(denied, "msgsnd");
            queue.setPermissions(Permissions.of("rw-rw----").withGroup(Peers.NOBODY));
            assertThat(stranger.askRaw("sysv-mq-remove " + key))
                    .startsWith("error AccessDeniedException msgctl(\"sysv-mq:" + key + "\"): EPERM");
            queue.trySend(Buffers.text("first"), 5);
            queue.setPermissions(Permissions.OWNER);
        }
    }

    /** Only users with read access can determine the capacity of a queue. */
    @Test
    void whoMayOnlySendWaitsForRoomAsOthersDo() throws Exception {
        queue.setPermissions(Permissions.of("rw-----w-"));
        queue.setMaxBytes(10);
        try (Peer stranger = Peer.startAsNobody(OtherUser.class)) {
            assertThat(stranger.ask("sysv-mq-send " + key + " full!")).isEqualTo("true false");
        }
        assertThat(queue.tryReceive(MessageTypes.of(1), (message, type) -> {})).isTrue();
        queue.setMaxBytes(maxBytes);
        queue.setPermissions(Permissions.OWNER);
    }

    @Test
    void aLimitIsNamedWithItsValue() throws IOException {
        long most = Sysctl.number("kernel.msgmnb", 0);
        try (Peer stranger = Peer.startAsNobody(OtherUser.class)) {
            assertThat(stranger.askRaw("sysv-mq-own"))
                    .startsWith("error AccessDeniedException msgctl(\"sysv-mq:id=")
                    .endsWith("EPERM (1): Operation not permitted; " + (most + 1)
                            + " bytes were asked for, kernel.msgmnb = " + most);
        }
    }
}
