import io.nativeipc.Region;
import io.nativeipc.posix.Received;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Receives the descriptor of memory that has no name, and maps it. Start it first, then MemorySender. */
class MemoryReceiver {
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args.length > 0 ? args[0] : "/tmp/prices.sock");
        try (UnixServerSocket server = UnixServerSocket.create(path)) {
            System.out.println("waiting for a client");
            try (UnixSocket client = server.accept();
                    Received received = client.receive(ByteBuffer.allocate(1), 1); // one byte, one descriptor
                    Region memory = received.descriptors().get(0).map()) {
                System.out.println("read " + memory.buffer().getInt(0));
            }
        }
    }
}
