package io.nativeipc;

import io.nativeipc.MessageTransport.Side;
import java.io.IOException;

/**
 * Opens the ends of message queues of every kind by their address. A program that moves to several machines changes
 * only an address.
 *
 * <pre>{@code
 * try (MessageReceiver receiver = Messages.receiver(address)) {
 *     System.out.println("waiting");
 *     receiver.receive(message -> System.out.println("received " + UTF_8.decode(message)));
 * } // where messages are acknowledged, the handler's normal return does it
 * }</pre>
 *
 * <pre>{@code
 * try (MessageSender sender = Messages.sender(address)) {
 *     ByteBuffer message = UTF_8.encode("hello");
 *     if (!sender.trySend(message, Duration.ofSeconds(5))) {
 *         throw new IllegalStateException("no room within 5 seconds");
 *     }
 *     System.out.println("sent, " + sender.guarantee());
 * }
 * }</pre>
 *
 * <p>{@code posix-mq:/orders}, {@code sysv-mq:0x1234}, {@code ring:/orders} and {@code amqp://host/queue} are objects
 * that another program has created; both ends open them. {@code unix:/path}, {@code pipe:name} and
 * {@code zmq+tcp://host:port} are connections: the receiver listens, and any number of senders connect. An end that
 * must be on the other side names its {@link Side}. {@code zmq+tcp:} needs {@code native-ipc-zeromq}, and {@code amqp:}
 * needs {@code native-ipc-rabbitmq}. A program adds further schemes with its own {@link MessageTransport}.
 *
 * <p>{@link MessageSender#guarantee} states what is guaranteed when send returns.
 */
public final class Messages {
    private Messages() {}

    /**
     * Opens the sending end of a queue: opens an object, or connects.
     *
     * @param address {@code ring:/orders}, {@code unix:/path}, {@code amqp://host/orders}
     * @return the end, which the caller closes
     * @throws NotFoundException if nothing exists at this address
     * @throws IllegalArgumentException if the address names no message queue; the message lists the supported schemes
     * @throws UnsupportedOperationException if the module for this scheme is absent; the message names it
     * @throws IOException if the connection is lost, or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageSender sender(String address) throws IOException, InterruptedException {
        return sender(address, Side.CONNECTS);
    }

    /**
     * Opens the sending end of a queue on the given side of a connection.
     *
     * @param address {@code zmq+tcp://*:5555}
     * @param side the side of the connection that this end is on
     * @return the end, which the caller closes
     * @throws IllegalArgumentException as {@link #sender(String)}, and if its sender cannot be on this side
     * @throws IOException as {@link #sender(String)}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageSender sender(String address, Side side) throws IOException, InterruptedException {
        return IpcSystem.transport(address).sender(address, side);
    }

    /**
     * Does the same as {@link #sender(String, Side)} for a parsed address.
     *
     * @param address an address of a kind that carries messages
     * @param side the side of the connection that this end is on
     * @return the end, which the caller closes
     * @throws IOException as {@link #sender(String)}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageSender sender(IpcAddress address, Side side) throws IOException, InterruptedException {
        return sender(text(address), side);
    }

    /**
     * Does the same as {@link #sender(String)} for a parsed address.
     *
     * @param address an address of a kind that carries messages
     * @return the end, which the caller closes
     * @throws IOException as {@link #sender(String)}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageSender sender(IpcAddress address) throws IOException, InterruptedException {
        return sender(text(address));
    }

    /**
     * Opens the receiving end of a queue: opens an object, or listens if the address is that of a connection.
     *
     * @param address {@code ring:/orders}, {@code unix:/path}, {@code amqp://host/orders}
     * @return the end, which the caller closes
     * @throws NotFoundException if nothing exists at this address
     * @throws AlreadyExistsException if another process listens there
     * @throws IllegalArgumentException if the address names no message queue; the message lists the supported schemes
     * @throws UnsupportedOperationException if the module for this scheme is absent; the message names it
     * @throws IOException if the connection is lost, or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageReceiver receiver(String address) throws IOException, InterruptedException {
        MessageTransport transport = IpcSystem.transport(address);
        return transport.receiver(address, transport.receiverSide());
    }

    /**
     * Opens the receiving end of a queue on the given side of a connection.
     *
     * @param address {@code zmq+tcp://host:5555}
     * @param side the side of the connection that this end is on
     * @return the end, which the caller closes
     * @throws IllegalArgumentException as {@link #receiver(String)}, and if its receiver cannot be on this side
     * @throws IOException as {@link #receiver(String)}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageReceiver receiver(String address, Side side) throws IOException, InterruptedException {
        return IpcSystem.transport(address).receiver(address, side);
    }

    /**
     * Does the same as {@link #receiver(String, Side)} for a parsed address.
     *
     * @param address an address of a kind that carries messages
     * @param side the side of the connection that this end is on
     * @return the end, which the caller closes
     * @throws IOException as {@link #receiver(String)}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageReceiver receiver(IpcAddress address, Side side) throws IOException, InterruptedException {
        return receiver(text(address), side);
    }

    /**
     * Does the same as {@link #receiver(String)} for a parsed address.
     *
     * @param address an address of a kind that carries messages
     * @return the end, which the caller closes
     * @throws IOException as {@link #receiver(String)}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static MessageReceiver receiver(IpcAddress address) throws IOException, InterruptedException {
        return receiver(text(address));
    }

    /** Includes the password that {@code toString} hides. */
    private static String text(IpcAddress address) {
        return address.kind() + ":" + address.name();
    }
}
