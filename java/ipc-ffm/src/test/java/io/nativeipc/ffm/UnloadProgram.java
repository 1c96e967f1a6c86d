package io.nativeipc.ffm;

import io.nativeipc.MappedFile;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.SharedMemory;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Uses an object of each kind, waits briefly where it can wait, and closes it. Runs in its own class loader. */
public final class UnloadProgram implements Callable<Boolean> {
    private static final Duration MOMENT = Duration.ofMillis(2);

    private final String name;
    private final Path folder;

    public UnloadProgram(String name, Path folder) {
        this.name = name;
        this.folder = folder;
    }

    /** Returns whether every wait ended as expected. */
    @Override
    public Boolean call() throws Exception {
        boolean expired = true;
        try (SharedMemory memory = SharedMemory.create(name, 4096);
                SharedMutex mutex = SharedMutex.create(memory, 0)) {
            memory.unlink();
            expired &= mutex.tryAcquire(MOMENT);
            mutex.release();
        }
        try (SysVSharedMemory memory = SysVSharedMemory.create(SysVKey.PRIVATE, 4096)) {
            memory.remove();
            memory.buffer().putInt(0, 1);
        }
        try (MappedFile file = MappedFile.create(folder.resolve(name), 4096)) {
            file.flush();
            file.unlink();
        }
        try (NamedSemaphore semaphore = NamedSemaphore.create(name, 0)) {
            semaphore.unlink();
            expired &= !semaphore.tryAcquire(MOMENT);
        }
        try (NamedMutex mutex = NamedMutex.create(name)) {
            mutex.unlink();
            expired &= mutex.tryAcquire(MOMENT);
            mutex.release();
        }
        try (RingChannel channel = RingChannel.create("/" + name);
                RingProducer producer = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            producer.send(ByteBuffer.allocate(8));
            expired &= consumer.tryReceive(message -> {}, MOMENT) && !consumer.tryReceive(message -> {}, MOMENT);
            channel.unlink();
        }
        try (UnixServerSocket server = UnixServerSocket.create(folder.resolve(name + ".socket"))) {
            expired &= server.tryAccept(MOMENT).isEmpty();
        }
        return expired;
    }
}
