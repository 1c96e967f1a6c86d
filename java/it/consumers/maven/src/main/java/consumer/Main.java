package consumer;

import io.nativeipc.SharedMemory;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints what came back out of shared memory and out of a ring channel, and how the system was called. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        long pid = ProcessHandle.current().pid();
        System.out.printf("%d %s %s%n", sharedMemory("consumer-" + pid), ring("/consumer-" + pid), provider());
    }

    private static int sharedMemory(String name) throws IOException {
        try (SharedMemory memory = SharedMemory.openOrCreate(name, 4096)) {
            memory.buffer().putInt(0, 100);
            try (SharedMemory again = SharedMemory.open(name)) {
                return again.buffer().getInt(0);
            } finally {
                memory.unlink();
            }
        }
    }

    private static String ring(String name) throws Exception {
        StringBuilder found = new StringBuilder();
        try (RingChannel channel = RingChannel.create(name);
                RingConsumer consumer = channel.openConsumer();
                RingProducer producer = channel.openProducer()) {
            producer.send(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
            consumer.receive(message -> found.append(StandardCharsets.UTF_8.decode(message)));
            channel.unlink();
        }
        return found.toString();
    }

    /** JNA alone maps a library of its own. */
    private static String provider() throws IOException {
        return Files.readString(Path.of("/proc/self/maps")).contains("/jna") ? "jna" : "ffm";
    }
}
