package io.nativeipc.zeromq;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport;
import java.io.IOException;
import java.util.Set;

/**
 * The transport for {@code zmq+tcp://host:port}: PUSH and PULL with {@link ZmqOptions#DEFAULT}. Either end may bind or
 * connect. {@code zmq+ipc:} is rejected.
 */
public final class ZmqTransport implements MessageTransport {

    /** Creates the transport; called by ServiceLoader. */
    public ZmqTransport() {}

    @Override
    public Set<String> schemes() {
        return Set.of(Kind.ZMQ.toString(), Kind.ZMQ_IPC.toString());
    }

    @Override
    public Side receiverSide() {
        return Side.LISTENS;
    }

    @Override
    public MessageSender sender(String text, Side side) throws IOException, InterruptedException {
        IpcAddress address = IpcAddress.parse(text);
        return ZmqSender.of(address, side);
    }

    @Override
    public MessageReceiver receiver(String text, Side side) throws IOException, InterruptedException {
        IpcAddress address = IpcAddress.parse(text);
        return ZmqReceiver.of(address, side);
    }
}
