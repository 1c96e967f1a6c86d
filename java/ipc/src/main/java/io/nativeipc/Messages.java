package io.nativeipc;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.MessageTransport.Side;
import java.io.IOException;
import java.util.ServiceLoader;

/**
 * The ends of message queues of every kind, found by their address: a program that outgrows one machine changes an address,
 * and nothing else.
 *
 * <p>{@code posix-mq:/orders}, {@code sysv-mq:0x1234} and {@code ring:/orders} are objects that somebody has created.
 * {@code unix:/path} and {@code pipe:name} are connections; their receiver listens, as a rule, to any number of senders.
 * {@code zmq+tcp://host:port} needs {@code native-ipc-zeromq}, {@code amqp://host/queue} needs {@code native-ipc-rabbitmq}.
 *
 * <p>What a send that has returned means is told by {@link MessageSender#guarantee}.
 */
public final class Messages {
    private Messages() {}

    /**
     * {@link #sender(IpcAddress, Side)} of what is there.
     *
     * @param address {@code ring:/orders}, {@code amqp://host/orders}
     * @return the end, which the caller closes
     * @throws IOException if the connection is lost, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageSender sender(String address) throws IOException, InterruptedException {
        return sender(IpcAddress.parse(address), Side.CONNECTS);
    }

    /**
     * {@link #receiver(IpcAddress, Side)} of what is there.
     *
     * @param address {@code ring:/orders}, {@code amqp://host/orders}
     * @return the end, which the caller closes
     * @throws IOException if the connection is lost, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageReceiver receiver(String address) throws IOException, InterruptedException {
        return receiver(IpcAddress.parse(address), Side.CONNECTS);
    }

    /**
     * The sending end of a queue.
     *
     * @param address {@code ring:/orders}, {@code amqp://host/orders}
     * @param side which side of the connection this end is on
     * @return the end, which the caller closes
     * @throws NotFoundException if there is nothing at this address
     * @throws IllegalArgumentException if the address names no message queue, or its sender cannot be on this side
     * @throws UnsupportedOperationException if the module for this kind is not there; the message names it
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageSender sender(IpcAddress address, Side side) throws IOException, InterruptedException {
        return transport(address).sender(address, side);
    }

    /**
     * The receiving end of a queue.
     *
     * @param address {@code ring:/orders}, {@code amqp://host/orders}
     * @param side which side of the connection this end is on
     * @return the end, which the caller closes
     * @throws NotFoundException if there is nothing at this address
     * @throws IllegalArgumentException if the address names no message queue, or its receiver cannot be on this side
     * @throws UnsupportedOperationException if the module for this kind is not there; the message names it
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageReceiver receiver(IpcAddress address, Side side) throws IOException, InterruptedException {
        return transport(address).receiver(address, side);
    }

    private static MessageTransport transport(IpcAddress address) {
        Kind kind = address.kind();
        for (MessageTransport transport : ServiceLoader.load(MessageTransport.class, Messages.class.getClassLoader())) {
            if (transport.kinds().contains(kind)) {
                return transport;
            }
        }
        String module = moduleOf(kind);
        if (module.isEmpty()) {
            throw new IllegalArgumentException(address + " is not a message queue");
        }
        throw new UnsupportedOperationException(address + " needs the module " + module + ", which is not there");
    }

    private static String moduleOf(Kind kind) {
        return switch (kind) {
            case ZMQ, ZMQ_IPC -> "native-ipc-zeromq";
            case AMQP -> "native-ipc-rabbitmq";
            default -> "";
        };
    }
}
