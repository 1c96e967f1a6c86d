import io.nativeipc.memory.SeqLock;
import io.nativeipc.posix.PosixSharedMemory;
import java.nio.ByteBuffer;

/** Reads the quote that writer.cpp changes, and removes the memory. Start writer.cpp first. */
class SeqLockReader {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "/quote";
        try (PosixSharedMemory memory = PosixSharedMemory.open(name)) {
            SeqLock lock = SeqLock.at(memory, 0); // struct quote { uint32_t sequence; int32_t id; double price; }
            ByteBuffer quote = memory.buffer();
            int[] id = new int[1];
            double[] price = new double[1];
            lock.read(() -> {
                id[0] = quote.getInt(4);
                price[0] = quote.getDouble(8);
            });
            System.out.println("quote " + id[0] + " " + price[0]);
            memory.unlink();
        }
    }
}
