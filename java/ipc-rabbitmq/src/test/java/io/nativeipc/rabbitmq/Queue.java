package io.nativeipc.rabbitmq;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageReceiver;
import io.nativeipc.peer.RabbitBroker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A durable queue that no other test uses, on the tests' broker. */
final class Queue implements AutoCloseable {
    /** Much longer than any successful operation takes. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final AtomicInteger NEXT = new AtomicInteger();

    final String name = "ipc-test-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet();
    final String address;

    Queue(RabbitBroker broker) throws IOException {
        address = broker.address(name);
        RabbitQueues.declare(address);
    }

    RabbitSender sender() throws IOException, InterruptedException {
        return sender(RabbitOptions.DEFAULT);
    }

    RabbitSender sender(RabbitOptions options) throws IOException, InterruptedException {
        return RabbitSender.open(IpcAddress.parse(address), options);
    }

    RabbitReceiver receiver() throws IOException, InterruptedException {
        return receiver(RabbitOptions.DEFAULT);
    }

    RabbitReceiver receiver(RabbitOptions options) throws IOException, InterruptedException {
        return RabbitReceiver.open(IpcAddress.parse(address), options);
    }

    static ByteBuffer message(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer message) {
        return StandardCharsets.UTF_8.decode(message).toString();
    }

    /** Returns the next message, or null after the timeout. */
    static String receive(MessageReceiver receiver, Duration timeout) throws IOException, InterruptedException {
        List<String> received = new ArrayList<>(1);
        receiver.tryReceive(message -> received.add(text(message)), timeout);
        return received.isEmpty() ? null : received.get(0);
    }

    static String receive(MessageReceiver receiver) throws IOException, InterruptedException {
        return receive(receiver, PATIENCE);
    }

    @Override
    public void close() throws IOException {
        RabbitQueues.delete(address);
    }
}
