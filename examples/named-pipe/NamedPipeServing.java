import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import java.nio.ByteBuffer;

/** Writes 100 to a client, PipeClient.cs or NamedPipeClient.java, and reads 200. */
class NamedPipeServing {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "mypipe";
        try (NamedPipeServer server = NamedPipeServer.create(name)) {
            System.out.println("waiting for a client");
            try (NamedPipe pipe = server.accept()) {
                ByteBuffer number = ByteBuffer.allocate(4).order(LITTLE_ENDIAN); // as C#'s BinaryReader reads
                pipe.write(number.putInt(0, 100));
                number.put(0, pipe.inputStream().readNBytes(4));
                System.out.println("read " + number.getInt(0));
            }
        }
    }
}
