package io.nativeipc.benchmarks.ring;

import io.nativeipc.MessageHandler;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.nio.ByteBuffer;

/** A link over two ring channels. */
abstract class RingLink extends Link {
    final RingProducer producer;
    final RingConsumer consumer;
    final MessageHandler handler;

    RingLink(String out, String in, Arrival arrival) throws Exception {
        producer = open(out).openProducer();
        consumer = open(in).openConsumer();
        handler = message -> {
            Payload.copyIn(message);
            arrival.arrived();
        };
    }

    static RingChannel open(String name) throws Exception {
        return RingChannel.openOrCreate(name, RingOptions.DEFAULT.withLanes(Options.number("lanes", 1)));
    }

    @Override
    int receive(int limit) throws Exception {
        return consumer.poll(handler, limit);
    }

    /** Uses offer and poll. */
    static final class Offering extends RingLink {
        private final ByteBuffer message = ByteBuffer.wrap(Payload.OUT);

        Offering(String out, String in, Arrival arrival) throws Exception {
            super(out, in, arrival);
        }

        @Override
        void send() throws Exception {
            while (!producer.offer(message.clear())) {
                Thread.onSpinWait();
            }
        }
    }

    /** Uses tryClaim and poll. */
    static final class Claiming extends RingLink {
        Claiming(String out, String in, Arrival arrival) throws Exception {
            super(out, in, arrival);
        }

        @Override
        void send() throws Exception {
            while (!producer.tryClaim(Payload.SIZE)) {
                Thread.onSpinWait();
            }
            ByteBuffer room = producer.buffer();
            room.put(room.position(), Payload.OUT, 0, Payload.SIZE);
            producer.commit();
        }
    }

    /** Uses trySend and tryReceive, which exclude other threads. */
    static final class Trying extends RingLink {
        private final ByteBuffer message = ByteBuffer.wrap(Payload.OUT);

        Trying(String out, String in, Arrival arrival) throws Exception {
            super(out, in, arrival);
        }

        @Override
        void send() throws Exception {
            while (!producer.trySend(message.clear())) {
                Thread.onSpinWait();
            }
        }

        @Override
        int receive(int limit) throws Exception {
            return consumer.tryReceive(handler) ? 1 : 0;
        }
    }
}
