package io.nativeipc.cli;

import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The self-test for Linux and macOS. */
final class UnixSelfTest extends SelfTest {
    UnixSelfTest() throws IOException {}

    @Override
    void addTo(Map<String, Exchange> exchanges) {
        exchanges.put("posix-shm", this::posixShm);
        exchanges.put("sysv-shm", UnixSelfTest::sysvShm);
        exchanges.put("file", this::file);
        exchanges.put("posix-sem", this::posixSem);
        exchanges.put("sysv-sem", UnixSelfTest::sysvSem);
        exchanges.put("posix-mq", this::posixMq);
        exchanges.put("sysv-mq", UnixSelfTest::sysvMq);
        exchanges.put("fifo", this::fifo);
        exchanges.put("unix", this::unix);
        exchanges.put("ring", this::ring);
    }

    private void posixShm() throws IOException {
        try (PosixSharedMemory one = PosixSharedMemory.create("/" + name, 4096)) {
            try (PosixSharedMemory other = PosixSharedMemory.open("/" + name)) {
                exchange(one, other);
            } finally {
                one.unlink();
            }
        }
    }

    private static void sysvShm() throws IOException {
        try (SysVSharedMemory one = SysVSharedMemory.create(SysVKey.PRIVATE, 4096)) {
            try (SysVSharedMemory other = SysVSharedMemory.attach(one.id())) {
                exchange(one, other);
            } finally {
                one.remove();
            }
        }
    }

    private void posixSem() throws IOException, InterruptedException {
        try (PosixSemaphore one = PosixSemaphore.create("/" + name, 0)) {
            try (PosixSemaphore other = PosixSemaphore.open("/" + name)) {
                one.release();
                require(other.tryAcquire(PATIENCE));
            } finally {
                one.unlink();
            }
        }
    }

    private static void sysvSem() throws IOException, InterruptedException {
        try (SysVSemaphoreSet one = SysVSemaphoreSet.create(SysVKey.PRIVATE, new int[] {0, 0})) {
            try (SysVSemaphoreSet other = SysVSemaphoreSet.attach(one.id())) {
                one.release(1);
                require(other.tryAcquire(1, PATIENCE));
            } finally {
                one.remove();
            }
        }
    }

    private void posixMq() throws IOException, InterruptedException {
        try (PosixMessageQueue one = PosixMessageQueue.create("/" + name, 1, 4)) {
            try (PosixMessageQueue other = PosixMessageQueue.open("/" + name)) {
                one.send(sent());
                require(other.tryReceive(message -> require(message.equals(sent())), PATIENCE));
            } finally {
                one.unlink();
            }
        }
    }

    private static void sysvMq() throws IOException, InterruptedException {
        try (SysVMessageQueue one = SysVMessageQueue.create(SysVKey.PRIVATE)) {
            try (SysVMessageQueue other = SysVMessageQueue.attach(one.id())) {
                one.send(sent());
                require(other.tryReceive(message -> require(message.equals(sent())), PATIENCE));
            } finally {
                one.remove();
            }
        }
    }

    private void ring() throws IOException, InterruptedException {
        try (RingChannel one = RingChannel.create("/" + name, RingOptions.DEFAULT.withLanes(1))) {
            try (RingChannel other = RingChannel.open("/" + name);
                    RingProducer producer = one.openProducer();
                    RingConsumer consumer = other.openConsumer()) {
                producer.send(sent());
                require(consumer.tryReceive(message -> require(message.equals(sent())), PATIENCE));
            } finally {
                one.unlink();
            }
        }
    }

    private void fifo() throws IOException, InterruptedException {
        Path path = folder.resolve("fifo");
        Fifo.create(path);
        try (Fifo reader = Fifo.openReader(path);
                Fifo writer = Fifo.openWriter(path, PATIENCE)) {
            ByteBuffer received = ByteBuffer.allocate(4);
            writer.write(sent());
            require(reader.tryRead(received, PATIENCE) == 4 && received.flip().equals(sent()));
        } finally {
            Fifo.unlink(path);
        }
    }

    private void unix() throws IOException {
        Path path = folder.resolve("unix");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            try (SocketChannel client = SocketChannel.open(address);
                    SocketChannel peer = server.accept()) {
                ByteBuffer received = ByteBuffer.allocate(4);
                client.write(sent());
                require(peer.read(received) == 4 && received.flip().equals(sent()));
            }
        } finally {
            Files.deleteIfExists(path);
        }
    }
}
