import static java.nio.charset.StandardCharsets.UTF_8;

import io.nativeipc.python.Address;
import io.nativeipc.python.Authentication;
import io.nativeipc.python.Connection;
import io.nativeipc.python.Listener;
import java.nio.file.Path;

/** Answers one client that knows the authkey. Start it first, then client.py or OrderClient. */
class OrderListener {
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args.length > 0 ? args[0] : "/tmp/orders.sock");
        Authentication key = Authentication.of("secret".getBytes(UTF_8)).md5Allowed(); // for Python before 3.12
        try (Listener listener = Listener.create(Address.unix(path), key)) {
            System.out.println("listening");
            try (Connection client = listener.accept()) {
                System.out.println("received " + client.recv());
                client.send(true);
            }
        }
    }
}
