import io.nativeipc.memory.LatestValue;
import io.nativeipc.posix.PosixSharedMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** Reads the price that writer.cpp set last, and removes the memory. Start writer.cpp first. */
class PriceReader {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "/price";
        try (PosixSharedMemory memory = PosixSharedMemory.open(name);
                LatestValue price = LatestValue.open(memory)) {
            price.await(0, Duration.ofSeconds(10)); // until a price has been set
            ByteBuffer value = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
            long version = price.read(value);
            System.out.println("version " + version + ": " + value.getLong(0) + " " + value.getDouble(8));
            price.unlink();
            memory.unlink();
        }
    }
}
