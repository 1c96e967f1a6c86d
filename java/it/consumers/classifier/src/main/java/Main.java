import static java.nio.charset.StandardCharsets.UTF_8;

import io.nativeipc.SharedMemory;
import io.nativeipc.posix.PosixMessageQueue;

/** Prints what came back out of shared memory and out of a message queue, which needs the C library. */
class Main {
    public static void main(String[] args) throws Exception {
        String name = "consumer-" + ProcessHandle.current().pid();
        try (SharedMemory memory = SharedMemory.create(name, 4096);
                PosixMessageQueue queue = PosixMessageQueue.create("/" + name, 1, 16)) {
            memory.buffer().putInt(0, 100);
            queue.send(UTF_8.encode("hello"));
            queue.receive(message -> System.out.println(memory.buffer().getInt(0) + " " + UTF_8.decode(message)));
            queue.unlink();
            memory.unlink();
        }
    }
}
