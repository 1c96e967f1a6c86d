package io.nativeipc.rabbitmq;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport;
import java.io.IOException;
import java.util.Set;

/** The transport for {@code amqp:} addresses, with the default options. */
public final class RabbitTransport implements MessageTransport {

    /** Creates the transport; called by ServiceLoader. */
    public RabbitTransport() {}

    @Override
    public Set<String> schemes() {
        return Set.of(Kind.AMQP.toString());
    }

    @Override
    public MessageSender sender(String text, Side side) throws IOException, InterruptedException {
        IpcAddress address = IpcAddress.parse(text);
        requireNoListener(address, side);
        return RabbitSender.open(address, RabbitOptions.DEFAULT);
    }

    @Override
    public MessageReceiver receiver(String text, Side side) throws IOException, InterruptedException {
        IpcAddress address = IpcAddress.parse(text);
        requireNoListener(address, side);
        return RabbitReceiver.open(address, RabbitOptions.DEFAULT);
    }

    private static void requireNoListener(IpcAddress address, Side side) {
        if (side == Side.LISTENS) {
            throw new IllegalArgumentException(
                    address + " is a queue of a broker: both ends connect to the broker, and neither listens");
        }
    }
}
