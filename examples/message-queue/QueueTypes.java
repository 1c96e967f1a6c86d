import io.nativeipc.IpcAddress;
import io.nativeipc.sysv.MessageTypes;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import java.util.List;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Sends three messages with types to a System V queue, and chooses by type which to receive. */
class QueueTypes {
    public static void main(String[] args) throws Exception {
        SysVKey key = SysVKey.of(IpcAddress.parse("sysv-mq:" + (args.length > 0 ? args[0] : "0x1234")));
        try (SysVMessageQueue orders = SysVMessageQueue.create(key)) {
            try {
                orders.send(UTF_8.encode("report"), 7);
                orders.send(UTF_8.encode("order"), 2);
                orders.send(UTF_8.encode("stop"), 1);
                for (MessageTypes types : List.of(MessageTypes.of(2), MessageTypes.upTo(3), MessageTypes.ANY)) {
                    orders.receive(types, (message, type) ->
                            System.out.println("received " + UTF_8.decode(message) + " of type " + type));
                }
            } finally {
                orders.remove();
            }
        }
    }
}
