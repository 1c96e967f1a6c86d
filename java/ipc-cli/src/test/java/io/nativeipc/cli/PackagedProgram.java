package io.nativeipc.cli;

import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.Messages;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.SharedMemory;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A program that is packaged together with the library. It needs a provider, the C library and each transport. */
public final class PackagedProgram {
    private PackagedProgram() {}

    /** Takes a name for the objects and the path of a socket. Prints {@code packed JAVA}. */
    public static void main(String[] arguments) throws Exception {
        try (SharedMemory memory = SharedMemory.create(arguments[0], 4096);
                NamedSemaphore semaphore = NamedSemaphore.create(arguments[0], 1)) {
            semaphore.acquire();
            memory.unlink();
            semaphore.unlink();
        }
        try (MessageReceiver receiver = Messages.receiver("unix:" + arguments[1]);
                MessageSender sender = Messages.sender("unix:" + arguments[1])) {
            sender.send(ByteBuffer.wrap(new byte[] {1}));
            require(receiver.tryReceive(message -> require(message.get() == 1), Duration.ofSeconds(20)));
        }
        try (MessageReceiver receiver = Messages.receiver("zmq+tcp://127.0.0.1:0")) {
            require(receiver.toString().startsWith("zmq+tcp://127.0.0.1:"));
        }
        try {
            Messages.sender("amqp://host/queue", Side.LISTENS);
        } catch (IllegalArgumentException aBrokersQueue) {
            require(aBrokersQueue.getMessage().contains("is a queue of a broker"));
        }
        System.out.println("packed " + Runtime.version().feature());
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new AssertionError();
        }
    }
}
