import io.nativeipc.MappedFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Enlarges a mapped file that has become too small. */
class GrowingFile {
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args.length > 0 ? args[0] : "log.dat");
        try (MappedFile log = MappedFile.create(path, 4096)) {
            ByteBuffer before = log.buffer();
            before.putLong(0, 1);
            log.grow(1 << 20);
            ByteBuffer buffer = log.buffer(); // the buffer from before shows the old range until the file is closed
            buffer.putLong(buffer.capacity() - 8, 2);
            log.flush();
            System.out.println("grown from " + before.capacity() + " to " + log.byteSize());
            System.out.println("read " + before.getLong(0) + " and " + buffer.getLong(buffer.capacity() - 8));
            log.unlink();
        }
    }
}
