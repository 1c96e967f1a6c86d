package io.nativeipc.zeromq;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport;
import java.io.IOException;
import java.util.Set;

/**
 * {@code zmq+tcp://host:port}: PUSH and PULL with {@link ZmqOptions#DEFAULT}, either of which binds or connects.
 * {@code zmq+ipc:} is refused.
 */
public final class ZmqTransport implements MessageTransport {

    /** For ServiceLoader. */
    public ZmqTransport() {}

    @Override
    public Set<Kind> kinds() {
        return Set.of(Kind.ZMQ, Kind.ZMQ_IPC);
    }

    @Override
    public MessageSender sender(IpcAddress address, Side side) throws IOException, InterruptedException {
        return ZmqSender.of(address, side);
    }

    @Override
    public MessageReceiver receiver(IpcAddress address, Side side) throws IOException, InterruptedException {
        return ZmqReceiver.of(address, side);
    }
}
