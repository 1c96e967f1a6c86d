package io.nativeipc;

import java.io.IOException;
import java.util.Set;

/**
 * What carries messages for some kinds of addresses. {@link Messages} finds those that there are by
 * {@link java.util.ServiceLoader}: those of this module, of {@code native-ipc-zeromq}, of {@code native-ipc-rabbitmq}, and
 * a program's own.
 */
public interface MessageTransport {

    /** Which side of a connection an end is, where there are connections. */
    enum Side {
        /** It opens what is there, or connects to who listens. */
        CONNECTS,
        /** It makes the address, and who connects to it is the other end. */
        LISTENS
    }

    /** {@return the kinds of addresses that it takes} */
    Set<IpcAddress.Kind> kinds();

    /**
     * The sending end at this address, of one of {@link #kinds}.
     *
     * @param address of one of {@link #kinds}
     * @param side which side of the connection this end is on
     * @return the end, which the caller closes
     * @throws IllegalArgumentException if the address is not well-formed, or its sender cannot be on this side
     * @throws IOException if anything else fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    MessageSender sender(IpcAddress address, Side side) throws IOException, InterruptedException;

    /**
     * The receiving end at this address, of one of {@link #kinds}.
     *
     * @param address of one of {@link #kinds}
     * @param side which side of the connection this end is on
     * @return the end, which the caller closes
     * @throws IllegalArgumentException if the address is not well-formed, or its receiver cannot be on this side
     * @throws IOException if anything else fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    MessageReceiver receiver(IpcAddress address, Side side) throws IOException, InterruptedException;
}
