package io.nativeipc.benchmarks.tail;

import io.nativeipc.MessageHandler;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Two ring channels, by tryClaim and poll. With sleeping waits each publication has a full fence. */
final class RingTransport extends Transport {
    private final RingChannel there;
    private final RingChannel back;
    private final RingProducer producer;
    private final RingConsumer consumer;

    private final MessageHandler handler = message -> {
        Frame.checkLength(message.remaining());
        message.get(message.position(), Frame.IN, 0, Frame.SIZE);
        try {
            arrived();
        } catch (Exception e) {
            throw new IOException(e);
        }
    };

    RingTransport(String out, String in, boolean fenced) throws Exception {
        RingOptions options = RingOptions.DEFAULT.withLanes(1);
        there = RingChannel.openOrCreate(out, fenced ? options.withSleepingWaits() : options);
        back = RingChannel.openOrCreate(in, fenced ? options.withSleepingWaits() : options);
        producer = there.openProducer();
        consumer = back.openConsumer();
    }

    @Override
    boolean send() throws Exception {
        if (!producer.tryClaim(Frame.SIZE)) {
            return false;
        }
        ByteBuffer room = producer.buffer();
        room.put(0, Frame.OUT, 0, Frame.SIZE);
        producer.commit();
        return true;
    }

    @Override
    int receive(int limit) throws Exception {
        return consumer.poll(handler, limit);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
        there.close();
        back.close();
    }
}
