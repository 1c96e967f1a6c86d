import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.nativeipc.NamedPipe;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Reads 100 from the server, PipeServer.cs or NamedPipeServing.java, and answers 200. */
class NamedPipeClient {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "mypipe";
        try (NamedPipe pipe = NamedPipe.connect(name, Duration.ofSeconds(10))) { // waits until the server exists
            ByteBuffer number = ByteBuffer.wrap(pipe.inputStream().readNBytes(4)).order(LITTLE_ENDIAN);
            System.out.println("read " + number.getInt(0));
            pipe.write(number.putInt(0, 200));
        }
    }
}
