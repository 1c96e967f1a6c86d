import io.nativeipc.NamedMutex;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.SharedMemory;
import java.nio.ByteBuffer;

/** Gets the mutex of the dead owner, repairs what it guards, and releases it. */
class MutexHeir {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "account";
        try (NamedMutex mutex = NamedMutex.open(name);
                SharedMemory account = SharedMemory.open(name)) {
            boolean repair = false;
            try {
                mutex.acquire();
            } catch (OwnerDiedException e) { // thrown once for each death; this thread holds the mutex now
                repair = true;
            }
            try {
                ByteBuffer numbers = account.buffer();
                if (repair) {
                    numbers.putLong(8, -numbers.getLong(0)); // before the release, or the next owner sees it half done
                    System.out.println("repaired");
                }
                System.out.println("sum " + (numbers.getLong(0) + numbers.getLong(8)));
            } finally {
                mutex.release();
            }
            mutex.unlink();
            account.unlink();
        }
    }
}
