import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.Memfd;
import io.nativeipc.posix.Seal;
import io.nativeipc.posix.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Shares memory without a name: only the process that is sent its descriptor can map it. */
class MemorySender {
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args.length > 0 ? args[0] : "/tmp/prices.sock");
        try (Memfd memory = Memfd.create("prices", 4096);
                UnixSocket receiver = UnixSocket.connect(path)) {
            memory.buffer().putInt(0, 100);
            memory.seal(Seal.SHRINK); // the receiver maps only memory that cannot become smaller
            try (Descriptor descriptor = memory.descriptor()) {
                receiver.send(ByteBuffer.allocate(1), descriptor); // a descriptor travels with at least one byte
            }
            System.out.println("sent " + memory.byteSize() + " bytes");
        }
    }
}
