package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcAddress;
import io.nativeipc.inventory.Inventory;
import io.nativeipc.posix.Fifo;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ConnectTest {
    private final Path path = Path.of(new Names().path());

    @AfterEach
    void theNameIsGone() throws Exception {
        assertThat(Files.deleteIfExists(path)).as("left behind").isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Waits until the name exists. */
    private void awaitName() throws Exception {
        try (WatchService watch = path.getFileSystem().newWatchService()) {
            path.getParent().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.exists(path)) {
                WatchKey changed = watch.poll(1, TimeUnit.SECONDS);
                if (changed != null) {
                    changed.reset();
                }
            }
        }
    }

    private static String text(SocketChannel peer, int length) throws Exception {
        return new String(Channels.newInputStream(peer).readNBytes(length), StandardCharsets.UTF_8);
    }

    @Test
    void copiesBothWaysAndEndsWhenThePeerClosesWithStdinOpen() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Command command = Command.start("connect", "unix:" + path);
            try (SocketChannel peer = server.accept()) {
                peer.write(ByteBuffer.wrap(bytes("to you")));
                assertThat(command.hear(6)).isEqualTo("to you");
                command.write(bytes("to me"));
                assertThat(text(peer, 5)).isEqualTo("to me");
            }
            assertThat(command.result().ok()).isEmpty();
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void theEndOfStdinEndsOnlyOurSending() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Command command = Command.start("connect", "unix:" + path);
            try (SocketChannel peer = server.accept()) {
                command.write(bytes("question"));
                command.endStdin();
                assertThat(text(peer, 100)).isEqualTo("question");
                peer.write(ByteBuffer.wrap(bytes("answer")));
            }
            assertThat(command.result().ok()).isEqualTo("answer");
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void aPeerThatSendsNoMoreStillReceives() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Command command = Command.start("connect", "unix:" + path);
            try (SocketChannel peer = server.accept()) {
                peer.write(ByteBuffer.wrap(bytes("last words")));
                peer.shutdownOutput();
                assertThat(command.hear(10)).isEqualTo("last words");
                command.write(bytes("still here"));
                assertThat(text(peer, 10)).isEqualTo("still here");
            }
            command.result().ok();
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void twoCommandsPassAMegabyteEachWay() throws Exception {
        byte[] there = new byte[1 << 20];
        byte[] back = new byte[1 << 20];
        new Random(1).nextBytes(there);
        new Random(2).nextBytes(back);
        Command listening = Command.start("connect", "--listen", "unix:" + path);
        Listening.await(path);
        Command connecting = Command.start("connect", "unix:" + path);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(
                () -> {
                    listening.write(back);
                    listening.endStdin();
                },
                Command.THREADS);
        CompletableFuture<Command.Result> heard = CompletableFuture.supplyAsync(listening::result, Command.THREADS);
        CompletableFuture<Void> answering = CompletableFuture.runAsync(
                () -> {
                    connecting.write(there);
                    connecting.endStdin();
                },
                Command.THREADS);
        assertThat(connecting.result().bytes()).isEqualTo(back);
        sending.join();
        answering.join();
        assertThat(heard.join().bytes()).isEqualTo(there);
    }

    @Test
    void aListenerIsForItsOwnerAloneAndRemovedByCtrlC() throws Exception {
        Command listening = Command.start("connect", "--listen", "unix:" + path);
        Listening.await(path);
        assertThat(Inventory.find(IpcAddress.parse("unix:" + path)).mode())
                .as("from the moment that it listens")
                .hasValue(0600);
        assertThat(Command.run("connect", "--listen", "unix:" + path).failed(1)).contains("already in use");
        assertThat(Command.run("stat", "unix:" + path).ok())
                .contains("\nmode: 0600\n", "\nlistening: true\n", "\nholders: " + listening.pid() + "\n");
        listening.interrupt();
        assertThat(listening.result().status()).isEqualTo(130);
    }

    @Test
    void nobodyListensAndNothingThere() throws Exception {
        assertThat(Command.run("connect", "unix:" + path).failed(1)).contains("ENOENT");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path))
                .close();
        assertThat(Command.run("connect", "unix:" + path).failed(1)).contains("Connection refused");
        Command.run("rm", "unix:" + path).ok();
    }

    @Test
    void aFifoIsReadUntilItsLastWriterHasClosed() throws Exception {
        Command reading = Command.start("connect", "fifo:" + path, "--in", "--listen");
        awaitName();
        try (Fifo writer = Fifo.openWriter(path)) {
            writer.write(ByteBuffer.wrap(bytes("through")));
            assertThat(reading.hear(7)).isEqualTo("through");
            assertThat(reading.isRunning()).isTrue();
        }
        assertThat(reading.result().ok()).isEmpty();
    }

    @Test
    void aFifoIsWrittenUntilStdinEnds() throws Exception {
        Fifo.create(path);
        try (Fifo reader = Fifo.openReader(path)) {
            Command writing = Command.start("connect", "fifo:" + path, "--out");
            writing.write(bytes("through"));
            ByteBuffer received = ByteBuffer.allocate(100);
            while (received.position() < 7) {
                reader.read(received);
            }
            writing.endStdin();
            assertThat(writing.result().ok()).isEmpty();
            assertThat(reader.read(received)).isEqualTo(-1);
        } finally {
            Fifo.unlink(path);
        }
    }

    @Test
    void writingAFifoEndsWhenItsReaderHasGoneWithStdinOpen() throws Exception {
        Fifo.create(path);
        Command writing = Command.start("connect", "fifo:" + path, "--out");
        try (Fifo reader = Fifo.openReader(path)) {
            writing.write(bytes("x"));
            assertThat(reader.read(ByteBuffer.allocate(1))).isEqualTo(1);
        } finally {
            Fifo.unlink(path);
        }
        assertThat(writing.result().ok()).isEmpty();
    }
}
