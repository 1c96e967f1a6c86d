package io.nativeipc.internal.transport;

import io.nativeipc.BatchReceiver;
import io.nativeipc.MessageHandler;
import io.nativeipc.ring.RingConsumer;
import java.io.IOException;
import java.time.Duration;

/** A consumer that closes its channel. */
record RingReceiver(OpenRing ring, RingConsumer consumer) implements BatchReceiver {

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
    public int tryReceiveBatch(MessageHandler handler, int limit, BatchEnd end, Duration timeout)
            throws IOException, InterruptedException {
        return consumer.tryReceiveBatch(handler, limit, end, timeout);
    }

    @Override
    public void close() {
        consumer.close();
        ring.close();
    }

    @Override
    public String toString() {
        return consumer.toString();
    }
}
