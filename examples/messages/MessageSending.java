import static java.nio.charset.StandardCharsets.UTF_8;

import io.nativeipc.MessageSender;
import io.nativeipc.Messages;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Sends one message to the address, and prints what is guaranteed when send has returned. */
class MessageSending {
    public static void main(String[] args) throws Exception {
        String address = args.length > 0 ? args[0] : "unix:/tmp/orders.sock";
        try (MessageSender sender = Messages.sender(address)) {
            ByteBuffer message = UTF_8.encode("hello");
            if (!sender.trySend(message, Duration.ofSeconds(5))) {
                throw new IllegalStateException("no room within 5 seconds");
            }
            System.out.println("sent, " + sender.guarantee());
        }
    }
}
