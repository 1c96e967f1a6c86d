import io.nativeipc.NamedMutex;
import io.nativeipc.SharedMemory;

/** Dies in the middle of a change that a mutex guards. Start it first, then MutexHeir. */
class MutexOwner {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "account";
        NamedMutex mutex = NamedMutex.create(name);
        SharedMemory account = SharedMemory.create(name, 16); // two numbers, whose sum is always 0
        mutex.acquire();
        account.buffer().putLong(0, -100);
        System.out.println("died with the mutex");
        Runtime.getRuntime().halt(0); // without the second number, and without release
    }
}
