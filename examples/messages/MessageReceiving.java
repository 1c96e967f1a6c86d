import static java.nio.charset.StandardCharsets.UTF_8;

import io.nativeipc.MessageReceiver;
import io.nativeipc.Messages;

/** Receives one message from the address. Start it first, then MessageSending. */
class MessageReceiving {
    public static void main(String[] args) throws Exception {
        String address = args.length > 0 ? args[0] : "unix:/tmp/orders.sock"; // it listens; ring:/orders must exist
        try (MessageReceiver receiver = Messages.receiver(address)) {
            System.out.println("waiting");
            receiver.receive(message -> System.out.println("received " + UTF_8.decode(message)));
        } // where messages are acknowledged, the handler's normal return does it
    }
}
