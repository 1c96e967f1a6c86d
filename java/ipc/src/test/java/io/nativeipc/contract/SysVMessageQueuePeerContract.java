package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.NotFoundException;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.MessageTypes;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests System V message queues between this JVM and C++ and Python processes, in both directions. */
public abstract class SysVMessageQueuePeerContract {
    private final SysVKey key = Unique.key();

    @AfterEach
    void removeQueue() throws IOException {
        try {
            SysVMessageQueue.remove(key);
        } catch (NotFoundException removed) {
            // already removed by the test
        }
    }

    private Peer start(Peers kind) {
        return Peer.start(kind, "sysv-mq", key.toString());
    }

    /** Receives a message and formats its type and its bytes like the peers. */
    private static String receive(SysVMessageQueue queue, MessageTypes types) throws Exception {
        String[] received = new String[1];
        queue.receive(types, (message, type) -> received[0] = type + " " + Hex.of(Buffers.bytes(message)));
        return received[0];
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void javaCreatesAndThePeerReceivesAndSends(Peers kind) throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key);
                Peer peer = start(kind)) {
            assertThat(peer.ask("open")).isEqualTo(Integer.toString(queue.id()));
            assertThat(peer.ask("tryreceive 0")).isEqualTo("none");
            queue.send(ByteBuffer.wrap(new byte[] {1, 2, 3}), 4);
            queue.send(ByteBuffer.allocate(0), 2);
            assertThat(peer.ask("receive -3")).isEqualTo("2 -");
            assertThat(peer.ask("tryreceive 4")).isEqualTo("4 010203");
            assertThat(queue.stat().lastReceivePid()).isEqualTo((int) peer.pid());
            peer.ask("send 8 " + "ab".repeat(32));
            peer.ask("send 9 -");
            assertThat(queue.stat().lastSendPid()).isEqualTo((int) peer.pid());
            assertThat(receive(queue, MessageTypes.of(9))).isEqualTo("9 -");
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("8 " + "ab".repeat(32));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void thePeerCreatesAndJavaReceivesAndSends(Peers kind) throws Exception {
        String large = Hex.of(Buffers.bytes(Buffers.pattern(8192, false)));
        try (Peer peer = start(kind)) {
            peer.ask("create 640");
            peer.ask("send 3 " + large);
            try (SysVMessageQueue queue = SysVMessageQueue.open(key)) {
                assertThat(queue.stat().perm().mode()).isEqualTo(0640);
                assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("3 " + large);
                queue.send(Buffers.pattern(8192, true), 7);
                assertThat(peer.ask("receive 7")).isEqualTo("7 " + large);
            }
            peer.ask("remove");
            assertThatThrownBy(() -> SysVMessageQueue.open(key)).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void bothKnowAnyTypeButOne() throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key);
                Peer peer = start(Peers.CPP)) {
            peer.ask("open");
            queue.send(Buffers.text("1"), 1);
            queue.send(Buffers.text("2"), 2);
            assertThat(peer.ask("receive 1 except")).isEqualTo("2 32");
            peer.ask("send 3 33");
            assertThat(receive(queue, MessageTypes.except(1))).isEqualTo("3 33");
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("1 31");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void javaWakesAPeerThatWaitsForAMessageOrForRoom(Peers kind) throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key);
                Peer peer = start(kind)) {
            queue.setMaxBytes(2);
            peer.ask("open");
            peer.tellAndAwaitBlocked("receive 5");
            queue.send(Buffers.text("1"), 5);
            assertThat(peer.hear()).isEqualTo("ok 5 31");
            peer.ask("send 1 aaaa");
            peer.tellAndAwaitBlocked("send 1 bb");
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("1 aaaa");
            assertThat(peer.hear()).isEqualTo("ok");
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("1 bb");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void aPeerWakesJavaThatWaitsForAMessageOrForRoom(Peers kind) throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key);
                Peer peer = start(kind)) {
            queue.setMaxBytes(2);
            peer.ask("open");
            Background<String> receiver =
                    Background.start(() -> receive(queue, MessageTypes.of(5))).awaitWaiting();
            peer.ask("send 5 cafe");
            assertThat(receiver.result()).isEqualTo("5 cafe");
            queue.send(Buffers.text("12"));
            Background<Boolean> sender = Background.start(() -> {
                        queue.send(Buffers.text("3"));
                        return true;
                    })
                    .awaitWaiting();
            assertThat(peer.ask("receive 0")).isEqualTo("1 3132");
            assertThat(sender.result()).isTrue();
            assertThat(peer.ask("receive 0")).isEqualTo("1 33");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void removalEndsWhoWaitsOnEitherSide(Peers kind) throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key);
                Peer peer = start(kind)) {
            peer.ask("open");
            peer.tellAndAwaitBlocked("receive 0");
            queue.remove();
            assertThat(peer.hear()).startsWith("error msgrcv EIDRM ");
        }
        try (SysVMessageQueue queue = SysVMessageQueue.create(key);
                Peer peer = start(kind)) {
            peer.ask("open");
            Background<String> receiver =
                    Background.start(() -> receive(queue, MessageTypes.ANY)).awaitWaiting();
            peer.ask("remove");
            assertThat(receiver.failure()).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void whatAKilledPeerSentStays() throws Exception {
        try (Peer peer = start(Peers.CPP)) {
            peer.ask("create 600");
            peer.ask("send 6 05");
            peer.kill();
        }
        try (SysVMessageQueue queue = SysVMessageQueue.open(key)) {
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("6 05");
        }
    }

    @Test
    void aPeerKilledWhileItWaitsTakesNoMessageAlong() throws Exception {
        try (SysVMessageQueue queue = SysVMessageQueue.create(key);
                Peer peer = start(Peers.CPP)) {
            peer.ask("open");
            peer.tellAndAwaitBlocked("receive 0");
            peer.kill();
            queue.send(Buffers.text("1"));
            assertThat(receive(queue, MessageTypes.ANY)).isEqualTo("1 31");
        }
    }
}
