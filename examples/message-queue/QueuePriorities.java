import static java.nio.charset.StandardCharsets.UTF_8;

import io.nativeipc.posix.PosixMessageQueue;

/** Sends three messages with priorities, and receives the highest first, the oldest of equal ones first. */
class QueuePriorities {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "/orders";
        try (PosixMessageQueue orders = PosixMessageQueue.create(name, 10, 256)) {
            try {
                orders.send(UTF_8.encode("report"), 0); // send without a number has priority 0, too
                orders.send(UTF_8.encode("order"), 5);
                orders.send(UTF_8.encode("stop"), 9); // up to 32767 on Linux
                for (int i = 0; i < 3; i++) {
                    orders.receive((message, priority) ->
                            System.out.println("received " + UTF_8.decode(message) + " of priority " + priority));
                }
            } finally {
                orders.unlink();
            }
        }
    }
}
