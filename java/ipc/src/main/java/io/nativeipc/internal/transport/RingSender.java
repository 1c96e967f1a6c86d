package io.nativeipc.internal.transport;

import io.nativeipc.IpcException;
import io.nativeipc.MessageSender;
import io.nativeipc.ring.RingProducer;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A producer that closes its channel, and for which a message that is too long is not a programming error. */
record RingSender(OpenRing ring, RingProducer producer) implements MessageSender {

    @Override
    public boolean trySend(ByteBuffer message) throws IpcException {
        return producer.trySend(checked(message));
    }

    @Override
    public boolean trySend(ByteBuffer message, Duration timeout) throws IpcException, InterruptedException {
        return producer.trySend(checked(message), timeout);
    }

    @Override
    public void send(ByteBuffer message) throws IpcException, InterruptedException {
        producer.send(checked(message));
    }

    private ByteBuffer checked(ByteBuffer message) throws IpcException {
        int largest = ring.channel().options().maxMessage();
        if (message.remaining() > largest) {
            String text = "its messages have up to " + largest + " bytes, this one has " + message.remaining();
            throw new IpcException(ring.channel().toString(), "too long", text);
        }
        return message;
    }

    @Override
    public Guarantee guarantee() {
        return producer.guarantee();
    }

    @Override
    public void close() {
        producer.close();
        ring.close();
    }

    @Override
    public String toString() {
        return ring.channel().toString();
    }
}
