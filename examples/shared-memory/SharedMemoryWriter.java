import io.nativeipc.SharedMemory;
import java.nio.ByteBuffer;

/** Writes 100, and waits until another process has written its answer. Start it first, then one of the readers. */
class SharedMemoryWriter {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "prices";
        try (SharedMemory memory = SharedMemory.create(name, 4096)) {
            try {
                ByteBuffer numbers = memory.buffer(); // in native byte order, as the other programs write
                numbers.putInt(0, 100);
                System.out.println("wrote 100");
                while (numbers.getInt(4) == 0) {
                    Thread.sleep(1); // ../semaphore shows how to wait without polling
                }
                System.out.println("read " + numbers.getInt(4));
            } finally {
                memory.unlink();
            }
        }
    }
}
