package io.nativeipc;

import io.nativeipc.MessageTransport.Side;
import java.io.IOException;

/**
 * The ends of message queues of every kind, found by their address: a program that outgrows one machine changes an address,
 * and nothing else.
 *
 * <pre>{@code
 * try (MessageReceiver receiver = Messages.receiver("unix:/run/orders.sock")) {   // listens
 *     receiver.receive(message -> System.out.println(message.remaining() + " bytes"));
 * }
 * try (MessageSender sender = Messages.sender("unix:/run/orders.sock")) {         // connects
 *     sender.send(ByteBuffer.wrap(bytes));
 * }
 * }</pre>
 *
 * <p>{@code posix-mq:/orders}, {@code sysv-mq:0x1234}, {@code ring:/orders} and {@code amqp://host/queue} are objects that
 * another program has created; both ends open them. {@code unix:/path}, {@code pipe:name} and {@code zmq+tcp://host:port} are
 * connections: the receiver listens, any number of senders connect, and an end that has to be on the other side names its
 * {@link Side}. {@code zmq+tcp:} needs {@code native-ipc-zeromq}, {@code amqp:} needs {@code native-ipc-rabbitmq}. Further
 * schemes are a {@link MessageTransport} of the program's own.
 *
 * <p>{@link MessageSender#guarantee} says what a returned send means.
 */
public final class Messages {
    private Messages() {}

    /**
     * The sending end of a queue: opens an object, or connects.
     *
     * @param address {@code ring:/orders}, {@code unix:/path}, {@code amqp://host/orders}
     * @return the end, which the caller closes
     * @throws NotFoundException if there is nothing at this address
     * @throws IllegalArgumentException if the address names no message queue; the message names the schemes that there are
     * @throws UnsupportedOperationException if the module for this scheme is absent; the message names it
     * @throws IOException if the connection is lost, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageSender sender(String address) throws IOException, InterruptedException {
        return sender(address, Side.CONNECTS);
    }

    /**
     * The sending end of a queue, on this side of a connection.
     *
     * @param address {@code zmq+tcp://*:5555}
     * @param side which side of the connection this end is on
     * @return the end, which the caller closes
     * @throws IllegalArgumentException as {@link #sender(String)}, and if its sender cannot be on this side
     * @throws IOException as {@link #sender(String)}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageSender sender(String address, Side side) throws IOException, InterruptedException {
        return IpcSystem.transport(address).sender(address, side);
    }

    /**
     * {@link #sender(String, Side)} of an address that has been read.
     *
     * @param address of a kind that carries messages
     * @param side which side of the connection this end is on
     * @return the end, which the caller closes
     * @throws IOException as {@link #sender(String)}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageSender sender(IpcAddress address, Side side) throws IOException, InterruptedException {
        return sender(text(address), side);
    }

    /**
     * The receiving end of a queue: opens an object, or listens where there are connections.
     *
     * @param address {@code ring:/orders}, {@code unix:/path}, {@code amqp://host/orders}
     * @return the end, which the caller closes
     * @throws NotFoundException if there is nothing at this address
     * @throws AlreadyExistsException if another process listens there
     * @throws IllegalArgumentException if the address names no message queue; the message names the schemes that there are
     * @throws UnsupportedOperationException if the module for this scheme is absent; the message names it
     * @throws IOException if the connection is lost, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageReceiver receiver(String address) throws IOException, InterruptedException {
        MessageTransport transport = IpcSystem.transport(address);
        return transport.receiver(address, transport.receiverSide());
    }

    /**
     * The receiving end of a queue, on this side of a connection.
     *
     * @param address {@code zmq+tcp://host:5555}
     * @param side which side of the connection this end is on
     * @return the end, which the caller closes
     * @throws IllegalArgumentException as {@link #receiver(String)}, and if its receiver cannot be on this side
     * @throws IOException as {@link #receiver(String)}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageReceiver receiver(String address, Side side) throws IOException, InterruptedException {
        return IpcSystem.transport(address).receiver(address, side);
    }

    /**
     * {@link #receiver(String, Side)} of an address that has been read.
     *
     * @param address of a kind that carries messages
     * @param side which side of the connection this end is on
     * @return the end, which the caller closes
     * @throws IOException as {@link #receiver(String)}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageReceiver receiver(IpcAddress address, Side side) throws IOException, InterruptedException {
        return receiver(text(address), side);
    }

    /** With the password that {@code toString} hides. */
    private static String text(IpcAddress address) {
        return address.kind() + ":" + address.name();
    }
}
