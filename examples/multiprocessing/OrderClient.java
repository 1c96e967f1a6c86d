import static java.nio.charset.StandardCharsets.UTF_8;

import io.nativeipc.python.Address;
import io.nativeipc.python.Authentication;
import io.nativeipc.python.Client;
import io.nativeipc.python.Connection;
import java.nio.file.Path;
import java.util.List;

/** Sends an order to OrderListener, or to a Listener of Python with the same authkey. */
class OrderClient {
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args.length > 0 ? args[0] : "/tmp/orders.sock");
        Authentication key = Authentication.of("secret".getBytes(UTF_8));
        try (Connection connection = Client.connect(Address.unix(path), key)) {
            connection.send(List.of("ACME", 200));
            System.out.println("accepted " + connection.recv());
        }
    }
}
