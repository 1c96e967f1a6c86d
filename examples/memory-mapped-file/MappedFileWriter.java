import io.nativeipc.MappedFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Maps a file, writes 100 into it, and waits for the answer. The file is kept. */
class MappedFileWriter {
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args.length > 0 ? args[0] : "prices.dat");
        try (MappedFile file = MappedFile.openOrCreate(path, 4096)) {
            ByteBuffer numbers = file.buffer();
            numbers.putInt(4, 0);
            numbers.putInt(0, 100);
            System.out.println("wrote 100");
            while (numbers.getInt(4) == 0) {
                Thread.sleep(1);
            }
            System.out.println("read " + numbers.getInt(4));
            file.flush(); // written to disk when this returns: msync, FlushViewOfFile
        }
    }
}
