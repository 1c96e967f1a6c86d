import io.nativeipc.SharedMemory;
import io.nativeipc.python.ShareableList;
import java.util.List;

/** Shares a list with Python, and waits until Python has changed it. Start it first, then list.py. */
class ListWriter {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "prices";
        List<Object> values = List.of("ACME", 100, 99.5);
        try (SharedMemory memory = SharedMemory.create(name, ShareableList.byteSize(values))) {
            try {
                ShareableList prices = ShareableList.create(memory, values);
                System.out.println("wrote " + prices.toList());
                while (prices.get(1).equals(100L)) { // an int of Python is a Long
                    Thread.sleep(1); // ../semaphore shows how to wait without polling
                }
                System.out.println("read " + prices.get(1));
            } finally {
                memory.unlink();
            }
        }
    }
}
