import io.nativeipc.IpcAddress;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;

/** Takes turns with turns.cpp by the two semaphores that are in its segment. Start turns.cpp first. */
class Turns {
    public static void main(String[] args) throws Exception {
        SysVKey key = SysVKey.of(IpcAddress.parse("sysv-shm:" + (args.length > 0 ? args[0] : "0x1234")));
        try (SysVSharedMemory segment = SysVSharedMemory.open(key);
                SharedSemaphore toJava = SharedSemaphore.at(segment, 0); // offsetof(Shared, to_java)
                SharedSemaphore toCpp = SharedSemaphore.at(segment, SharedSemaphore.byteSize())) {
            toJava.acquire();
            int number = segment.buffer().getInt(64); // offsetof(Shared, number)
            segment.buffer().putInt(64, number + 100);
            System.out.println("read " + number);
            toCpp.release();
        }
    }
}
