package io.nativeipc;

import java.io.IOException;
import java.util.Set;

/**
 * Carries messages for the addresses of one or more schemes. A program can provide its own transport: {@link Messages}
 * finds a public class with a public constructor without parameters by {@link java.util.ServiceLoader}, first through
 * the class loader of this library and then through the thread's context class loader.
 *
 * <pre>{@code
 * @Override
 * public Set<String> schemes() {
 *     return Set.of("spool");
 * }
 *
 * @Override
 * public MessageSender sender(String address, Side side) throws IOException {
 *     return new SpoolSender(open(address, side));
 * }
 *
 * @Override
 * public MessageReceiver receiver(String address, Side side) throws IOException {
 *     return new SpoolReceiver(open(address, side));
 * }
 * }</pre>
 *
 * <p>Package {@link io.nativeipc.spi} has the waits and deadlines for the two ends. The whole transport, whose messages
 * are files in a folder, is in {@code examples/transport}.
 */
public interface MessageTransport {

    /** The side of a connection that an end is on, for transports with connections. */
    enum Side {
        /** The end opens an existing object, or connects to the end that listens. */
        CONNECTS,
        /** The end creates the address, and the other end connects to it. */
        LISTENS
    }

    /** {@return the schemes of its addresses, which are the text before the first colon: {@code redis}} */
    Set<String> schemes();

    /**
     * Returns the side of a receiver for which a program names no side: {@link Side#LISTENS} for connections, so that
     * senders and receivers of the same address connect to each other, and {@link Side#CONNECTS} for objects that exist
     * on their own.
     *
     * @return the side
     */
    default Side receiverSide() {
        return Side.CONNECTS;
    }

    /**
     * Opens the sending end of an address.
     *
     * @param address an address of one of {@link #schemes}
     * @param side the side of the connection that this end is on
     * @return the end, which the caller closes
     * @throws IllegalArgumentException if the address is not well-formed, or its sender cannot be on this side
     * @throws IOException if anything else fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    MessageSender sender(String address, Side side) throws IOException, InterruptedException;

    /**
     * Opens the receiving end of an address.
     *
     * @param address an address of one of {@link #schemes}
     * @param side the side of the connection that this end is on
     * @return the end, which the caller closes
     * @throws IllegalArgumentException if the address is not well-formed, or its receiver cannot be on this side
     * @throws IOException if anything else fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    MessageReceiver receiver(String address, Side side) throws IOException, InterruptedException;
}
