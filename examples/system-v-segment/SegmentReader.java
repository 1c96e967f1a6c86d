import io.nativeipc.IpcAddress;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.ByteBuffer;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Reads the C string that writer.cpp has written to its segment, and removes the segment. */
class SegmentReader {
    public static void main(String[] args) throws Exception {
        SysVKey key = SysVKey.of(IpcAddress.parse("sysv-shm:" + (args.length > 0 ? args[0] : "0x1234")));
        try (SysVSharedMemory segment = SysVSharedMemory.open(key)) {
            ByteBuffer text = segment.buffer();
            while (text.get() != 0) {
                // C strings end with a NUL
            }
            text.flip().limit(text.limit() - 1);
            System.out.println("read " + UTF_8.decode(text));
            segment.remove();
        }
    }
}
