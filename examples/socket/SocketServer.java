import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Sends 100 to the first client and reads 200. The kernel reports which process the client is. */
class SocketServer {
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args.length > 0 ? args[0] : "/tmp/prices.sock");
        try (UnixServerSocket server = UnixServerSocket.create(path)) { // removes the path when it is closed
            System.out.println("waiting for a client");
            try (UnixSocket client = server.accept()) {
                ByteBuffer number = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
                client.write(number.putInt(0, 100));
                number.put(0, client.inputStream().readNBytes(4));
                System.out.println("process " + client.peer().pid() + " sent " + number.getInt(0));
            }
        }
    }
}
