import static java.nio.charset.StandardCharsets.UTF_8;

import io.nativeipc.posix.PosixMessageQueue;

/** Waits for one message, and prints it. Start it first, then one of the senders. */
class QueueReceiver {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "/orders";
        try (PosixMessageQueue orders = PosixMessageQueue.create(name, 10, 256)) { // 10 messages of at most 256 bytes
            try {
                System.out.println("waiting");
                orders.receive(message -> System.out.println("received " + UTF_8.decode(message)));
            } finally {
                orders.unlink();
            }
        }
    }
}
