import io.nativeipc.IpcAddress;
import io.nativeipc.memory.SharedCondition;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.ByteBuffer;

/** Waits for an order in the segment of queue.cpp, with the mutex and the condition that are in it. Start queue.cpp first. */
class OrderTaker {
    public static void main(String[] args) throws Exception {
        SysVKey key = SysVKey.of(IpcAddress.parse("sysv-shm:" + (args.length > 0 ? args[0] : "0x1234")));
        try (SysVSharedMemory segment = SysVSharedMemory.open(key);
                SharedMutex mutex = SharedMutex.at(segment, 0); // offsetof(Queue, mutex)
                SharedCondition notEmpty = SharedCondition.at(segment, 64, mutex)) { // offsetof(Queue, not_empty)
            ByteBuffer queue = segment.buffer();
            mutex.acquire();
            try {
                notEmpty.await(() -> queue.getInt(128) > 0); // offsetof(Queue, count)
                System.out.println("took " + queue.getInt(132)); // offsetof(Queue, order)
                queue.putInt(128, 0);
            } finally {
                mutex.release();
            }
        }
    }
}
