package io.nativeipc;

import java.io.IOException;
import java.util.Set;

/**
 * Carries messages for addresses of some schemes. A program can have one of its own: {@link Messages} finds a public class with
 * a public constructor without parameters by {@link java.util.ServiceLoader}, through the class loader of this library and
 * then through the thread's context class loader.
 */
public interface MessageTransport {

    /** Which side of a connection an end is, where there are connections. */
    enum Side {
        /** It opens an object that exists, or connects to the end that listens. */
        CONNECTS,
        /** It creates the address, and the other end connects to it. */
        LISTENS
    }

    /** {@return the schemes of its addresses, which are the text before the first colon: {@code redis}} */
    Set<String> schemes();

    /**
     * The side of a receiver where a program names none: {@link Side#LISTENS} for connections, so that senders and receivers
     * of one address meet, {@link Side#CONNECTS} for objects that exist on their own.
     *
     * @return the side
     */
    default Side receiverSide() {
        return Side.CONNECTS;
    }

    /**
     * The sending end at this address.
     *
     * @param address of one of {@link #schemes}
     * @param side which side of the connection this end is on
     * @return the end, which the caller closes
     * @throws IllegalArgumentException if the address is not well-formed, or its sender cannot be on this side
     * @throws IOException if anything else fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    MessageSender sender(String address, Side side) throws IOException, InterruptedException;

    /**
     * The receiving end at this address.
     *
     * @param address of one of {@link #schemes}
     * @param side which side of the connection this end is on
     * @return the end, which the caller closes
     * @throws IllegalArgumentException if the address is not well-formed, or its receiver cannot be on this side
     * @throws IOException if anything else fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    MessageReceiver receiver(String address, Side side) throws IOException, InterruptedException;
}
