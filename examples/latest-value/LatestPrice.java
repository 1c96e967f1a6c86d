import io.nativeipc.memory.LatestValue;
import io.nativeipc.memory.LatestValueWriter;
import io.nativeipc.posix.PosixSharedMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Sets a price three times, and reads the newest one. Readers in other processes open the same memory. */
class LatestPrice {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "/price";
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, LatestValue.byteSize(16))) {
            try (LatestValue price = LatestValue.openOrCreate(memory, 16);
                    LatestValueWriter writer = price.writer()) {
                ByteBuffer value = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
                for (int i = 1; i <= 3; i++) {
                    writer.set(value.clear().putLong(i).putDouble(100.25 + i).flip());
                }
                value.clear();
                long version = price.read(value);
                System.out.println("version " + version + ": " + value.getLong(0) + " " + value.getDouble(8));
                price.unlink();
            } finally {
                memory.unlink();
            }
        }
    }
}
