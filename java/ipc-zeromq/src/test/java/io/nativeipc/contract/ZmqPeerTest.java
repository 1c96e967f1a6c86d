package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcAddress;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.Messages;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.zeromq.ZmqOptions;
import io.nativeipc.zeromq.ZmqReceiver;
import io.nativeipc.zeromq.ZmqReplier;
import io.nativeipc.zeromq.ZmqRequester;
import io.nativeipc.zeromq.ZmqSender;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests Java against the real libzmq in a Python process. */
class ZmqPeerTest {
    private static final int MANY = Full.count(10_000, 100_000);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ZmqOptions OPTIONS = ZmqOptions.DEFAULT;
    static final String ANY_PORT = "zmq+tcp://127.0.0.1:0";

    /** Returns Java's end of a connected pair, in which Java listens or the peer does. */
    private static <T> T end(Side side, Peer peer, Opening<T> opening) throws Exception {
        if (side == Side.LISTENS) {
            T end = opening.open(IpcAddress.parse(ANY_PORT), side);
            peer.ask("connect " + urlOf(end));
            return end;
        }
        return opening.open(IpcAddress.parse("zmq+" + peer.ask("bind tcp://127.0.0.1:*")), side);
    }

    interface Opening<T> {
        T open(IpcAddress address, Side side) throws Exception;
    }

    /** Returns the address in libzmq's syntax. */
    private static String urlOf(Object end) {
        return end.toString().replaceFirst("^zmq\\+", "");
    }

    private static String hex(ByteBuffer message) {
        return Hex.of(Buffers.bytes(message));
    }

    @ParameterizedTest
    @EnumSource
    void manyMessagesToPythonInOrder(Side side) throws Exception {
        try (Peer peer = Peer.start(Peers.PYZMQ, "pull");
                MessageSender sender = end(side, peer, Messages::sender)) {
            peer.tell("drain 0 " + MANY);
            for (int i = 0; i < MANY; i++) {
                ByteBuffer message = ZmqMessages.message(i);
                sender.send(message);
                assertThat(message.hasRemaining()).isFalse();
            }
            assertThat(peer.hear()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyMessagesFromPythonInOrder(Side side) throws Exception {
        try (Peer peer = Peer.start(Peers.PYZMQ, "push");
                MessageReceiver receiver = end(side, peer, Messages::receiver)) {
            peer.tell("fill 0 " + MANY);
            receive(receiver, 0, MANY);
            assertThat(peer.hear()).isEqualTo("ok");
            assertThat(receiver.tryReceive(message -> {})).isFalse();
        }
    }

    private static void receive(MessageReceiver receiver, long first, long count) throws Exception {
        for (long i = first; i < first + count; i++) {
            long number = i;
            assertThat(receiver.tryReceive(message -> ZmqMessages.check(message, number), PATIENCE))
                    .isTrue();
        }
    }

    @Test
    void emptyAndLargeMessagesKeepTheirBoundaries() throws Exception {
        ByteBuffer large = ByteBuffer.allocate(1 << 20).put(7, (byte) 42);
        try (Peer peer = Peer.start(Peers.PYZMQ, "pull");
                MessageSender sender = end(Side.LISTENS, peer, Messages::sender);
                Peer source = Peer.start(Peers.PYZMQ, "push");
                MessageReceiver receiver = end(Side.CONNECTS, source, Messages::receiver)) {
            sender.send(ByteBuffer.allocate(0));
            sender.send(large.duplicate());
            assertThat(peer.ask("recv")).isEqualTo("-");
            source.ask("send -");
            source.ask("send " + peer.ask("recv"));
            receiver.receive(message -> assertThat(message.remaining()).isZero());
            receiver.receive(message -> assertThat(message).isEqualTo(large));
        }
    }

    /** Messages that are queued when a sender closes are delivered. */
    @Test
    void aClosedSenderHasSentAll() throws Exception {
        try (Peer peer = Peer.start(Peers.PYZMQ, "pull")) {
            try (MessageSender sender = end(Side.CONNECTS, peer, Messages::sender)) {
                for (int i = 0; i < 1000; i++) {
                    sender.send(ZmqMessages.message(i));
                }
            }
            peer.ask("drain 0 1000");
        }
    }

    @Test
    void aMessageOfManyPartsIsAnErrorAndTheNextOneArrives() throws Exception {
        try (Peer peer = Peer.start(Peers.PYZMQ, "push");
                MessageReceiver receiver = end(Side.LISTENS, peer, Messages::receiver)) {
            peer.ask("send 01 - 0203");
            peer.ask("send 04");
            assertThatExceptionOfType(CorruptException.class)
                    .isThrownBy(() -> receiver.tryReceive(message -> {}, PATIENCE))
                    .withMessageContaining(receiver.toString())
                    .withMessageContaining("3 parts");
            receiver.receive(message -> assertThat(hex(message)).isEqualTo("04"));
        }
    }

    @Test
    void manyPartsAreJoinedIfAskedFor() throws Exception {
        try (Peer peer = Peer.start(Peers.PYZMQ, "push");
                ZmqReceiver receiver = end(
                        Side.LISTENS,
                        peer,
                        (address, side) -> ZmqReceiver.bind(address.toString(), OPTIONS.withPartsJoined()))) {
            peer.ask("send 01 - 0203");
            receiver.receive(message -> assertThat(hex(message)).isEqualTo("010203"));
        }
    }

    @Test
    void aKilledReceiverLeavesNoRoomAndTheNextOneIsServed() throws Exception {
        try (ZmqSender sender = ZmqSender.bind(ANY_PORT, OPTIONS)) {
            try (Peer first = Peer.start(Peers.PYZMQ, "pull")) {
                first.ask("connect " + urlOf(sender));
                sender.send(ZmqMessages.message(0));
                first.ask("drain 0 1");
                first.kill();
            }
            Background.until("no room without a receiver", () -> !offers(sender));
            assertThat(sender.trySend(ZmqMessages.message(1), Duration.ofMillis(50)))
                    .isFalse();
            try (Peer second = Peer.start(Peers.PYZMQ, "pull")) {
                second.ask("connect " + urlOf(sender));
                sender.send(ZmqMessages.message(1));
                String heard = second.ask("recv");
                while (heard.equals("00")) { // accepted before the sender noticed the end of the first receiver
                    heard = second.ask("recv");
                }
                assertThat(heard).isEqualTo(hex(ZmqMessages.message(1)));
            }
        }
    }

    private static boolean offers(ZmqSender sender) {
        try {
            return sender.trySend(ByteBuffer.allocate(1));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aKilledSenderEndsNothingAndTheNextOneIsReceived() throws Exception {
        try (ZmqReceiver receiver = ZmqReceiver.bind(ANY_PORT, OPTIONS)) {
            for (int life = 0; life < 2; life++) {
                try (Peer peer = Peer.start(Peers.PYZMQ, "push")) {
                    peer.ask("connect " + urlOf(receiver));
                    peer.ask("fill 0 10");
                    receive(receiver, 0, 10);
                    peer.kill();
                }
            }
        }
    }

    /** A peer is killed and another one listens at the same port. Java, which connects, reconnects by itself. */
    @Test
    void connectsAgainToARestartedPeer() throws Exception {
        String address;
        try (Peer first = Peer.start(Peers.PYZMQ, "push")) {
            address = first.ask("bind tcp://127.0.0.1:*");
            try (ZmqReceiver receiver = ZmqReceiver.connect("zmq+" + address, OPTIONS)) {
                first.ask("fill 0 10");
                receive(receiver, 0, 10);
                first.kill();
                try (Peer second = Peer.start(Peers.PYZMQ, "push")) {
                    second.ask("bind " + address);
                    second.ask("fill 10 10");
                    receive(receiver, 10, 10);
                }
            }
        }
    }

    /** The default options keep messages until there is a connection, and across a restart. */
    @Test
    void messagesWaitForAPeerThatIsNotThereYet() throws Exception {
        String address;
        try (Peer first = Peer.start(Peers.PYZMQ, "pull")) {
            address = first.ask("bind tcp://127.0.0.1:*");
        }
        try (ZmqSender sender = ZmqSender.connect("zmq+" + address, OPTIONS)) {
            for (int i = 0; i < 100; i++) {
                sender.send(ZmqMessages.message(i));
            }
            try (Peer second = Peer.start(Peers.PYZMQ, "pull")) {
                second.ask("bind " + address);
                second.ask("drain 0 100");
            }
        }
    }

    @Test
    void stopsAtTheHighWaterMarkAndGoesOn() throws Exception {
        try (Peer peer = Peer.start(Peers.PYZMQ, "pull")) {
            peer.ask("option rcvhwm 10");
            peer.ask("option rcvbuf 4096");
            try (ZmqSender sender = end(
                    Side.LISTENS,
                    peer,
                    (address, side) -> ZmqSender.bind(address.toString(), OPTIONS.withHighWaterMark(10)))) {
                byte[] block = new byte[100_000];
                AtomicLong sent = new AtomicLong();
                while (sender.trySend(ByteBuffer.wrap(block), Duration.ofSeconds(1))) {
                    sent.incrementAndGet();
                }
                assertThat(sent).hasValueBetween(10L, 1000L);
                assertThat(sender.trySend(ByteBuffer.wrap(block))).isFalse();
                for (long i = 0; i < sent.get(); i++) {
                    peer.ask("recv");
                }
                assertThat(sender.trySend(ByteBuffer.wrap(block), PATIENCE)).isTrue();
                peer.ask("recv");
            }
        }
    }

    @Test
    void publishesToASubscriberOfATopic() throws Exception {
        try (Peer peer = Peer.start(Peers.PYZMQ, "sub");
                ZmqSender publisher = ZmqSender.bind(ANY_PORT, OPTIONS.withPubSub())) {
            peer.ask("subscribe " + hex(Buffers.text("b")));
            peer.ask("connect " + urlOf(publisher));
            publishUntilHeard(publisher, peer);
            publisher.send(Buffers.text("a 1"));
            publisher.send(Buffers.text("b 2"));
            String heard = peer.ask("recv");
            while (heard.equals(hex(Buffers.text("b 0")))) {
                heard = peer.ask("recv");
            }
            assertThat(heard).isEqualTo(hex(Buffers.text("b 2")));
        }
    }

    /** Publishes until the peer receives something: all messages before the subscription arrives are dropped. */
    private static void publishUntilHeard(ZmqSender publisher, Peer peer) throws Exception {
        do {
            publisher.send(Buffers.text("b 0"));
        } while (peer.ask("poll 10").equals("none"));
    }

    @Test
    void subscribesToTopicsOfAPublisher() throws Exception {
        try (Peer peer = Peer.start(Peers.PYZMQ, "xpub");
                ZmqReceiver subscriber = end(
                        Side.CONNECTS,
                        peer,
                        (address, side) -> ZmqReceiver.connect(
                                address.toString(), OPTIONS.withPubSub("b", "ü").withPartsJoined()))) {
            assertThat(peer.ask("recv") + " " + peer.ask("recv"))
                    .as("subscriptions, which an XPUB receives")
                    .contains("0162")
                    .contains("01c3bc");
            peer.ask("send " + hex(Buffers.text("a 1")));
            peer.ask("send " + hex(Buffers.text("b 2")));
            peer.ask("send c3bc 0102");
            subscriber.receive(message -> assertThat(message).isEqualTo(Buffers.text("b 2")));
            subscriber.receive(message -> assertThat(hex(message)).isEqualTo("c3bc0102"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsArePythonsToAnswer(Side side) throws Exception {
        try (Peer peer = Peer.start(Peers.PYZMQ, "rep");
                ZmqRequester requester = end(
                        side,
                        peer,
                        (address, at) -> at == Side.LISTENS
                                ? ZmqRequester.bind(address.toString(), OPTIONS)
                                : ZmqRequester.connect(address.toString(), OPTIONS))) {
            peer.tell("serve 100");
            for (int i = 0; i < 100; i++) {
                ByteBuffer request = ByteBuffer.allocate(4).putInt(0, i);
                assertThat(requester.tryRequest(request, PATIENCE))
                        .contains(ByteBuffer.allocate(4).putInt(0, Integer.reverseBytes(i)));
                assertThat(request.hasRemaining()).isFalse();
            }
            assertThat(peer.hear()).isEqualTo("ok");
        }
    }

    /** A REQ socket would be unusable after this. */
    @Test
    void aLateAnswerIsNotTakenForTheNext() throws Exception {
        try (Peer peer = Peer.start(Peers.PYZMQ, "rep");
                ZmqRequester requester =
                        end(Side.LISTENS, peer, (address, side) -> ZmqRequester.bind(address.toString(), OPTIONS))) {
            peer.tell("poll 60000");
            assertThat(requester.tryRequest(Buffers.text("first"), Duration.ofSeconds(1)))
                    .isEmpty();
            assertThat(peer.hear()).isEqualTo("ok ready");
            peer.tell("serve 2");
            assertThat(requester.tryRequest(Buffers.text("second"), PATIENCE)).contains(Buffers.text("dnoces"));
            assertThat(peer.hear()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersPythonsRequests(Side side) throws Exception {
        try (Peer peer = Peer.start(Peers.PYZMQ, "req");
                ZmqReplier replier = end(
                        side,
                        peer,
                        (address, at) -> at == Side.LISTENS
                                ? ZmqReplier.bind(address.toString(), OPTIONS)
                                : ZmqReplier.connect(address.toString(), OPTIONS))) {
            for (int i = 0; i < 100; i++) {
                String text = "request " + i;
                peer.ask("send " + hex(Buffers.text(text)));
                replier.serve(request -> {
                    assertThat(request).isEqualTo(Buffers.text(text));
                    return Buffers.text("answer to " + text);
                });
                assertThat(peer.ask("recv")).isEqualTo(hex(Buffers.text("answer to " + text)));
            }
            assertThat(replier.tryServe(request -> request, Duration.ofMillis(10)))
                    .isFalse();
        }
    }

    /** A requester is gone when its answer arrives. Messages that are not requests are skipped. */
    @Test
    void aReplierSurvivesAKilledRequesterAndNonsense() throws Exception {
        try (ZmqReplier replier = ZmqReplier.bind(ANY_PORT, OPTIONS)) {
            try (Peer killed = Peer.start(Peers.PYZMQ, "req")) {
                killed.ask("connect " + urlOf(replier));
                killed.ask("send 01");
                replier.serve(request -> {
                    killed.kill();
                    return request;
                });
            }
            try (Peer dealer = Peer.start(Peers.PYZMQ, "dealer")) {
                dealer.ask("connect " + urlOf(replier));
                dealer.ask("send 02");
                dealer.ask("send -");
                dealer.ask("send 07 - 03");
                replier.serve(request -> ByteBuffer.wrap(new byte[] {4}));
                assertThat(dealer.ask("recv")).isEqualTo("07 - 04");
            }
        }
    }
}
