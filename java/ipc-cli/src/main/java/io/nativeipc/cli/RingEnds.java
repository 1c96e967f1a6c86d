package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageReceiver;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The two ends of a ring channel, each with the channel that it keeps open. */
final class RingEnds {
    /** A lane is free at the latest when the consumer has drained it. */
    private static final Duration LANE_PATIENCE = Duration.ofSeconds(1);

    private RingEnds() {}

    static Opener.Sender sender(IpcAddress address) throws IpcException, InterruptedException {
        RingChannel channel = RingChannel.open(address.name());
        try {
            return new Sender(channel, channel.openProducer(LANE_PATIENCE));
        } catch (IpcException | InterruptedException e) {
            channel.close();
            throw e;
        }
    }

    static MessageReceiver receiver(IpcAddress address) throws IpcException {
        RingChannel channel = RingChannel.open(address.name());
        try {
            return new Receiver(channel, channel.openConsumer());
        } catch (IpcException e) {
            channel.close();
            throw e;
        }
    }

    private record Sender(RingChannel channel, RingProducer producer) implements Opener.Sender {
        @Override
        public void send(ByteBuffer message) throws IpcException, InterruptedException {
            int length = message.remaining();
            int largest = channel.options().maxMessage();
            if (length == 0) {
                throw refused("empty message", "a ring channel carries messages of 1 byte and more");
            } else if (length > largest) {
                throw refused("too long", "its messages have up to " + largest + " bytes, this one has " + length);
            }
            producer.send(message);
        }

        private IpcException refused(String error, String text) {
            return new IpcException("send", channel.toString(), error, 0, text);
        }

        @Override
        public void close() {
            producer.close();
            channel.close();
        }
    }

    private record Receiver(RingChannel channel, RingConsumer consumer) implements MessageReceiver {
        @Override
        public boolean tryReceive(MessageHandler handler) throws IOException {
            return consumer.tryReceive(handler);
        }

        @Override
        public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
            return consumer.tryReceive(handler, timeout);
        }

        @Override
        public void receive(MessageHandler handler) throws IOException, InterruptedException {
            consumer.receive(handler);
        }

        @Override
        public void close() {
            consumer.close();
            channel.close();
        }
    }
}
