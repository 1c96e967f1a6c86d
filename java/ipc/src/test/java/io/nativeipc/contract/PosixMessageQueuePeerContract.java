package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.NotFoundException;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixMessageQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** POSIX message queues between this JVM and C++ and Python processes, in both directions. */
public abstract class PosixMessageQueuePeerContract {
    private final String name = Unique.posixName();

    @AfterEach
    void unlink() throws IOException {
        for (String each : List.of(name, name + "-back")) {
            try {
                PosixMessageQueue.unlink(each);
            } catch (NotFoundException unlinked) {
                // the test has unlinked it or has not created it
            }
        }
    }

    private Peer start(Peers kind) {
        return Peer.start(kind, "posix-mq", name);
    }

    /** Receives a message and returns it as the peers print it: the priority and the bytes. */
    private static String receive(PosixMessageQueue queue) throws Exception {
        String[] received = new String[1];
        queue.receive((message, priority) -> received[0] = priority + " " + Hex.of(Buffers.bytes(message)));
        return received[0];
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void javaCreatesAndThePeerReceivesAndSends(Peers kind) throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 4, 32);
                Peer peer = start(kind)) {
            peer.ask("open");
            assertThat(peer.ask("tryreceive")).isEqualTo("none");
            queue.send(ByteBuffer.wrap(new byte[] {1, 2, 3}), 1);
            queue.send(ByteBuffer.allocate(0), 9);
            assertThat(peer.ask("attr")).isEqualTo("4 32 2");
            assertThat(peer.ask("receive")).isEqualTo("9 -");
            assertThat(peer.ask("tryreceive")).isEqualTo("1 010203");
            peer.ask("send 32767 " + "ab".repeat(32));
            peer.ask("send 0 -");
            assertThat(queue.attributes().messages()).isEqualTo(2);
            assertThat(receive(queue)).isEqualTo("32767 " + "ab".repeat(32));
            assertThat(receive(queue)).isEqualTo("0 -");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void thePeerCreatesAndJavaReceivesAndSends(Peers kind) throws Exception {
        try (Peer peer = start(kind)) {
            peer.ask("create 5 8192 640");
            peer.ask("send 3 " + Hex.of(Buffers.bytes(Buffers.pattern(8192, false))));
            try (PosixMessageQueue queue = PosixMessageQueue.open(name)) {
                assertThat(queue.messageSize()).isEqualTo(8192);
                assertThat(queue.attributes().maxMessages()).isEqualTo(5);
                assertThat(queue.stat().permissions()).isEqualTo(0640);
                assertThat(receive(queue)).isEqualTo("3 " + Hex.of(Buffers.bytes(Buffers.pattern(8192, false))));
                queue.send(Buffers.text("back"), 7);
                assertThat(peer.ask("receive")).isEqualTo("7 " + Hex.of("back".getBytes("UTF-8")));
            }
            peer.ask("unlink");
            assertThatThrownBy(() -> PosixMessageQueue.open(name)).isInstanceOf(NotFoundException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void javaWakesAPeerThatWaitsForAMessageOrForRoom(Peers kind) throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 1, 8);
                Peer peer = start(kind)) {
            peer.ask("open");
            peer.tellAndAwaitBlocked("receive");
            queue.send(Buffers.text("1"), 2);
            assertThat(peer.hear()).isEqualTo("ok 2 31");
            peer.ask("send 0 aa");
            peer.tellAndAwaitBlocked("send 0 bb");
            assertThat(receive(queue)).isEqualTo("0 aa");
            assertThat(peer.hear()).isEqualTo("ok");
            assertThat(receive(queue)).isEqualTo("0 bb");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void aPeerWakesJavaThatWaitsForAMessageOrForRoom(Peers kind) throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 1, 8);
                Peer peer = start(kind)) {
            peer.ask("open");
            Background<String> receiver = Background.start(() -> receive(queue)).awaitWaiting();
            peer.ask("send 4 cafe");
            assertThat(receiver.result()).isEqualTo("4 cafe");
            queue.send(Buffers.text("1"));
            Background<Boolean> sender = Background.start(() -> {
                        queue.send(Buffers.text("2"));
                        return true;
                    })
                    .awaitWaiting();
            assertThat(peer.ask("receive")).isEqualTo("0 31");
            assertThat(sender.result()).isTrue();
            assertThat(peer.ask("receive")).isEqualTo("0 32");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void aThousandMessagesGoThereAndBack(Peers kind) throws Exception {
        try (PosixMessageQueue out = PosixMessageQueue.create(name, 4, 16);
                PosixMessageQueue back = PosixMessageQueue.create(name + "-back", 4, 16);
                Peer peer = start(kind)) {
            peer.ask("open");
            peer.tell("echo 1000");
            for (int number = 0; number < 1000; number++) {
                out.send(ByteBuffer.allocate(4).putInt(0, number), number % 8);
                String expected = number % 8 + " "
                        + Hex.of(Buffers.bytes(ByteBuffer.allocate(4).putInt(0, number)));
                assertThat(receive(back)).isEqualTo(expected);
            }
            assertThat(peer.hear()).isEqualTo("ok");
        }
    }

    @Test
    void whatAKilledPeerSentStays() throws Exception {
        try (Peer peer = start(Peers.CPP)) {
            peer.ask("create 2 8 600");
            peer.ask("send 1 05");
            peer.kill();
        }
        try (PosixMessageQueue queue = PosixMessageQueue.open(name)) {
            assertThat(receive(queue)).isEqualTo("1 05");
        }
    }

    @Test
    void aPeerKilledWhileItWaitsTakesNoMessageAlong() throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 1, 8);
                Peer peer = start(Peers.CPP)) {
            peer.ask("open");
            peer.tellAndAwaitBlocked("receive");
            Background<String> receiver = Background.start(() -> receive(queue)).awaitWaiting();
            peer.kill();
            queue.send(Buffers.text("1"));
            assertThat(receiver.result()).isEqualTo("0 31");
        }
    }
}
