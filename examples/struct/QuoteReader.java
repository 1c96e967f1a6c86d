import io.nativeipc.IpcAddress;
import io.nativeipc.memory.Struct;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the struct in the segment of writer.cpp, which the writer's own header describes, and answers in it. */
class QuoteReader {
    static final Struct QUOTE = Struct.parse(resource("/quote.h"), "quote");
    static final Struct.Int32 SEQ = QUOTE.int32("seq");
    static final Struct.Float64 PRICE = QUOTE.float64("price");
    static final Struct.Text SYMBOL = QUOTE.text("symbol");
    static final Struct.Int64 ASK = QUOTE.int64("depth[1].ask");

    public static void main(String[] args) throws Exception {
        SysVKey key = SysVKey.of(IpcAddress.parse("sysv-shm:" + (args.length > 0 ? args[0] : "0x1234")));
        try (SysVSharedMemory segment = SysVSharedMemory.open(key)) {
            ByteBuffer quote = QUOTE.at(segment, 0); // size and alignment are checked here
            while (SEQ.getAcquire(quote) == 0) {
                Thread.onSpinWait();
            }
            System.out.println("read " + SYMBOL.get(quote) + " " + PRICE.get(quote) + ", ask " + ASK.get(quote));
            PRICE.set(quote, 101.5);
            SEQ.setRelease(quote, 2);
        }
    }

    private static String resource(String name) {
        try (InputStream in = QuoteReader.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
