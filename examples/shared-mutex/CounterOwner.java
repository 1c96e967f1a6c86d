import io.nativeipc.memory.SharedMutex;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;

/** Creates memory with a mutex of pthreads in it, and waits until counter.cpp has counted. Start it first. */
class CounterOwner {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "/counter";
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, 4096)) {
            try (SharedMutex mutex = SharedMutex.create(memory, 0); // in the first bytes of the memory
                    PosixSemaphore counted = PosixSemaphore.create(name, 0)) {
                System.out.println("waiting");
                counted.acquire();
                mutex.acquire();
                try {
                    System.out.println("counter " + memory.buffer().getInt(64));
                } finally {
                    mutex.release();
                }
                counted.unlink();
            } finally {
                memory.unlink();
            }
        }
    }
}
