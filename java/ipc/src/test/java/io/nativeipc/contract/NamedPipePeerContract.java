package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.PeerClosedException;
import io.nativeipc.peer.DotNet;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The portable pipe between this JVM and processes in C#, C++ and Java, in both directions. */
public abstract class NamedPipePeerContract {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MEGABYTES_10 = 10_000_000;

    private final String name = Unique.name();

    /** Removes the socket, which the C++ server does not remove. */
    @AfterEach
    void removeSocket() throws IOException {
        if (!OS.WINDOWS.isCurrentOs()) {
            Files.deleteIfExists(Path.of("/tmp/CoreFxPipe_" + name));
        }
    }

    private static ByteBuffer number(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value);
    }

    private static int readNumber(NamedPipe pipe) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            assertThat(pipe.read(bytes)).isPositive();
        }
        return bytes.getInt(0);
    }

    private static String output(Process program) throws Exception {
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).as(output).isZero();
        return output.strip();
    }

    /** The client from the documentation of C#. */
    @Test
    void theTextbookClientReads100AndWrites200() throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name)) {
            Process client = DotNet.start("TextbookClient", name);
            try (NamedPipe pipe = server.tryAccept(LONG).orElseThrow()) {
                assertThat(pipe.peerPid())
                        .isEqualTo(client.pid())
                        .isNotEqualTo(ProcessHandle.current().pid());
                pipe.write(number(100));
                assertThat(readNumber(pipe)).isEqualTo(200);
            }
            assertThat(output(client)).isEqualTo("100");
        }
    }

    /** The server from the documentation of C#. */
    @Test
    void theTextbookServerWrites100AndReads200() throws Exception {
        Process server = DotNet.start("TextbookServer", name);
        try (NamedPipe pipe = NamedPipe.connect(name, LONG)) {
            assertThat(pipe.peerPid()).isEqualTo(server.pid());
            assertThat(readNumber(pipe)).isEqualTo(100);
            pipe.write(number(200));
            assertThat(output(server)).isEqualTo("200");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "DOTNET"})
    void ourServerServesThePeer(Peers kind) throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name);
                Peer peer = Peer.start(kind, "pipe", name)) {
            peer.tell("connect");
            try (NamedPipe pipe = server.tryAccept(LONG).orElseThrow()) {
                assertThat(peer.hear()).isEqualTo("ok");
                assertThat(pipe.peerPid()).isEqualTo(peer.pid());
                exchange(pipe, peer);
                peer.ask("close");
                assertThat(pipe.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "DOTNET"})
    void ourClientUsesThePeersServer(Peers kind) throws Exception {
        try (Peer peer = Peer.start(kind, "pipe", name)) {
            peer.ask("create byte");
            peer.tell("accept");
            try (NamedPipe pipe = NamedPipe.connect(name, LONG)) {
                assertThat(peer.hear()).isEqualTo("ok");
                assertThat(pipe.peerPid()).isEqualTo(peer.pid());
                exchange(pipe, peer);
                pipe.close();
                assertThat(peer.ask("read 1")).isEqualTo("eof");
            }
            peer.ask("close");
        }
    }

    /** Writes 100 and reads 200, then transfers 10 MB in each direction. */
    private static void exchange(NamedPipe pipe, Peer peer) throws Exception {
        pipe.write(number(100));
        assertThat(peer.ask("read 4")).isEqualTo("64000000");
        peer.ask("write c8000000");
        assertThat(readNumber(pipe)).isEqualTo(200);
        peer.tell("drain " + MEGABYTES_10);
        pipe.write(Buffers.pattern(MEGABYTES_10, true));
        assertThat(peer.hear()).isEqualTo("ok " + checksum(Buffers.pattern(MEGABYTES_10, true)));
        peer.tell("fill " + MEGABYTES_10);
        ByteBuffer filled = ByteBuffer.allocateDirect(MEGABYTES_10);
        while (filled.hasRemaining()) {
            assertThat(pipe.read(filled)).isPositive();
        }
        assertThat(peer.hear()).startsWith("ok");
        assertThat(filled.flip()).isEqualTo(Buffers.pattern(MEGABYTES_10, true));
    }

    private static String checksum(ByteBuffer bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return String.format("%08x", checksum.getValue());
    }

    /**
     * A peer that is killed disconnects. The bytes that it wrote before are read, followed by the end of the stream.
     */
    @ParameterizedTest
    @EnumSource(names = {"CPP", "DOTNET"})
    void aKilledPeerIsTheEnd(Peers kind) throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name);
                Peer peer = Peer.start(kind, "pipe", name)) {
            peer.tell("connect");
            NamedPipe pipe = server.tryAccept(LONG).orElseThrow();
            assertThat(peer.hear()).isEqualTo("ok");
            peer.ask("write 0102");
            peer.kill();
            ByteBuffer bytes = ByteBuffer.allocate(8);
            assertThat(pipe.read(bytes)).isEqualTo(2);
            assertThat(pipe.read(bytes)).isEqualTo(-1);
            assertThatThrownBy(() -> pipe.write(Buffers.pattern(1 << 20, false)))
                    .isInstanceOf(PeerClosedException.class);
            pipe.close();
        }
    }

    @Test
    void eightClientsAtOnceAndOneOfThemKilled() throws Exception {
        List<Peer> peers = new ArrayList<>();
        List<NamedPipe> pipes = new ArrayList<>();
        try (NamedPipeServer server = NamedPipeServer.create(name)) {
            for (int i = 0; i < 8; i++) {
                Peer peer = Peer.start(i % 2 == 0 ? Peers.CPP : Peers.DOTNET, "pipe", name);
                peers.add(peer);
                peer.tell("connect");
                NamedPipe pipe = server.tryAccept(LONG).orElseThrow();
                assertThat(peer.hear()).isEqualTo("ok");
                assertThat(pipe.peerPid()).isEqualTo(peer.pid());
                pipes.add(pipe);
            }
            peers.get(3).kill();
            for (int i = 0; i < 8; i++) {
                if (i != 3) {
                    pipes.get(i).write(number(i));
                    assertThat(peers.get(i).ask("read 4"))
                            .isEqualTo(Hex.of(number(i).array()));
                    peers.get(i).ask("write " + Hex.of(number(10 + i).array()));
                    assertThat(readNumber(pipes.get(i))).isEqualTo(10 + i);
                }
            }
            assertThat(pipes.get(3).read(ByteBuffer.allocate(1))).isEqualTo(-1);
            try (Peer late = Peer.start(Peers.CPP, "pipe", name)) {
                late.tell("connect");
                pipes.add(server.tryAccept(LONG).orElseThrow());
                assertThat(late.hear()).isEqualTo("ok");
            }
        } finally {
            peers.forEach(Peer::close);
            for (NamedPipe pipe : pipes) {
                pipe.close();
            }
        }
    }

    @Test
    void twoJavaProcessesMeet() throws Exception {
        try (Peer other = Peer.startJava(PipeProgram.class, name)) {
            other.ask("create");
            try (NamedPipe pipe = NamedPipe.connect(name, LONG)) {
                other.ask("accept");
                assertThat(pipe.peerPid()).isEqualTo(other.pid());
                other.ask("write 64000000");
                assertThat(readNumber(pipe)).isEqualTo(100);
                pipe.write(number(200));
                assertThat(other.ask("read 4")).isEqualTo("c8000000");
                other.kill();
                assertThat(pipe.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
        }
        try (NamedPipeServer again = NamedPipeServer.create(name)) {
            assertThat(again).as("a killed server does not keep the name").hasToString("pipe:" + name);
        }
    }
}
