import static java.nio.charset.StandardCharsets.UTF_8;

import io.nativeipc.posix.Fifo;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** Prints each line that is written to the pipe, until the writer closes it. Try: echo hello > /tmp/orders */
class FifoReader {
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args.length > 0 ? args[0] : "/tmp/orders");
        Fifo.create(path);
        try (Fifo fifo = Fifo.openReader(path);
                BufferedReader lines = new BufferedReader(new InputStreamReader(fifo.inputStream(), UTF_8))) {
            System.out.println("waiting");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println("read " + line);
            }
        } finally {
            Fifo.unlink(path);
        }
    }
}
