package io.nativeipc.benchmarks;

import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** One object of a mechanism, of which one thread uses both ends. */
interface Loop extends Closeable {
    int SIZE = 64;

    /** Sends a message and receives it. */
    boolean pair() throws Exception;

    /** Waits for a message that does not arrive. */
    boolean waitInVain(Duration timeout) throws Exception;

    static Loop of(String mechanism, String name) throws Exception {
        return switch (mechanism) {
            case "fifo" -> FifoLoop.open(Path.of(System.getProperty("java.io.tmpdir"), name));
            case "pipe" -> PipeLoop.open(name);
            case "posix-mq" ->
                new PosixQueueLoop(PosixMessageQueue.create("/" + name, 10, SIZE), ByteBuffer.allocateDirect(SIZE));
            case "posix-sem" -> new PosixSemaphoreLoop(PosixSemaphore.create("/" + name, 0));
            case "sysv-mq" ->
                new SysVQueueLoop(SysVMessageQueue.create(SysVKey.PRIVATE), ByteBuffer.allocateDirect(SIZE));
            case "sysv-sem" -> new SysVSemaphoreLoop(SysVSemaphoreSet.create(SysVKey.PRIVATE, new int[] {0}));
            default -> throw new IllegalArgumentException("no such mechanism: " + mechanism);
        };
    }

    /** Both ends of a FIFO. */
    record FifoLoop(Path path, Fifo reader, Fifo writer, ByteBuffer message) implements Loop {
        static FifoLoop open(Path path) throws Exception {
            Fifo.create(path);
            return new FifoLoop(path, Fifo.keepOpen(path), Fifo.openWriter(path), ByteBuffer.allocateDirect(SIZE));
        }

        @Override
        public boolean pair() throws Exception {
            return writer.write(message.clear()) == reader.read(message.clear());
        }

        @Override
        public boolean waitInVain(Duration timeout) throws Exception {
            return reader.tryRead(message.clear(), timeout) > 0;
        }

        @Override
        public void close() throws IOException {
            writer.close();
            reader.close();
            Fifo.unlink(path);
        }
    }

    /** Both ends of a pipe. */
    record PipeLoop(NamedPipeServer server, NamedPipe client, NamedPipe accepted, ByteBuffer message) implements Loop {
        static PipeLoop open(String name) throws Exception {
            NamedPipeServer server = NamedPipeServer.create(name);
            NamedPipe client = NamedPipe.connect(name);
            return new PipeLoop(server, client, server.accept(), ByteBuffer.allocateDirect(SIZE));
        }

        @Override
        public boolean pair() throws Exception {
            return client.write(message.clear()) == accepted.read(message.clear());
        }

        @Override
        public boolean waitInVain(Duration timeout) throws Exception {
            return accepted.tryRead(message.clear(), timeout) > 0;
        }

        @Override
        public void close() throws IOException {
            client.close();
            accepted.close();
            server.close();
        }
    }

    /** mq_send and mq_receive. */
    record PosixQueueLoop(PosixMessageQueue queue, ByteBuffer message) implements Loop {
        @Override
        public boolean pair() throws Exception {
            queue.send(message.clear());
            return queue.tryReceive(received -> {});
        }

        @Override
        public boolean waitInVain(Duration timeout) throws Exception {
            return queue.tryReceive(received -> {}, timeout);
        }

        @Override
        public void close() throws IOException {
            queue.unlink();
            queue.close();
        }
    }

    /** sem_post and sem_trywait. */
    record PosixSemaphoreLoop(PosixSemaphore semaphore) implements Loop {
        @Override
        public boolean pair() throws Exception {
            semaphore.release();
            return semaphore.tryAcquire();
        }

        @Override
        public boolean waitInVain(Duration timeout) throws Exception {
            return semaphore.tryAcquire(timeout);
        }

        @Override
        public void close() throws IOException {
            semaphore.unlink();
            semaphore.close();
        }
    }

    /** msgsnd and msgrcv. */
    record SysVQueueLoop(SysVMessageQueue queue, ByteBuffer message) implements Loop {
        @Override
        public boolean pair() throws Exception {
            queue.send(message.clear());
            return queue.tryReceive(received -> {});
        }

        @Override
        public boolean waitInVain(Duration timeout) throws Exception {
            return queue.tryReceive(received -> {}, timeout);
        }

        @Override
        public void close() throws IOException {
            queue.remove();
            queue.close();
        }
    }

    /** semop with +1 and with −1. */
    record SysVSemaphoreLoop(SysVSemaphoreSet set) implements Loop {
        @Override
        public boolean pair() throws Exception {
            set.release(0);
            return set.tryAcquire(0);
        }

        @Override
        public boolean waitInVain(Duration timeout) throws Exception {
            return set.tryAcquire(0, timeout);
        }

        @Override
        public void close() throws IOException {
            set.remove();
            set.close();
        }
    }
}
