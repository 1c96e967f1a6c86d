import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.PipeEnd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Reads standard input with a timeout, which System.in does not have: {@code echo order | java StdinReader.java}. */
class StdinReader {
    public static void main(String[] args) throws Exception {
        try (PipeEnd input = PipeEnd.of(Descriptor.of(0))) { // 0 is standard input; it must be a pipe
            System.out.println("waiting");
            ByteBuffer line = ByteBuffer.allocate(256);
            int count = input.tryRead(line, Duration.ofSeconds(30)); // 0 on timeout, -1 at the end
            System.out.println(count + " bytes: " + StandardCharsets.UTF_8.decode(line.flip()).toString().strip());
        }
    }
}
