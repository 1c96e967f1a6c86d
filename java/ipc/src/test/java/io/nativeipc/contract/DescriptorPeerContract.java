package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.Memfd;
import io.nativeipc.posix.PipeEnd;
import io.nativeipc.posix.Received;
import io.nativeipc.posix.Seal;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Descriptors sent between this JVM and processes in C++ and Python, in both directions. */
public abstract class DescriptorPeerContract {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String NOT_PERMITTED = "error ftruncate EPERM Operation not permitted";

    private Path path;
    private UnixServerSocket server;

    @BeforeEach
    void listen() throws Exception {
        path = Unique.path();
        server = UnixServerSocket.create(path);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        server.close();
        assertThat(OpenDescriptors.open())
                .noneMatch(file -> file.startsWith("/memfd:") || file.contains(path.toString()));
    }

    private UnixSocket connected(Peer peer) throws Exception {
        peer.ask("connect");
        UnixSocket socket = server.tryAccept(LONG).orElseThrow();
        assertThat(socket.peer().pid()).isEqualTo(peer.pid());
        return socket;
    }

    private Peer start(Peers kind) {
        return Peer.start(kind, "descriptor", path.toString());
    }

    /** Receives these bytes and the one descriptor that comes with them. */
    private static Descriptor receive(UnixSocket socket, int... bytes) throws Exception {
        ByteBuffer dst = ByteBuffer.allocate(16);
        Received received = socket.tryReceive(dst, 1, LONG);
        assertThat(received.byteCount()).isEqualTo(bytes.length);
        assertThat(dst.flip()).isEqualTo(Buffers.of(bytes));
        assertThat(received.descriptors()).hasSize(1);
        return received.descriptors().get(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void memoryThatThePeerMade(Peers kind) throws Exception {
        try (Peer peer = start(kind);
                UnixSocket socket = connected(peer)) {
            peer.ask("memfd 5000");
            peer.ask("write 4990 0102");
            peer.ask("send 07");
            try (Descriptor descriptor = receive(socket, 7);
                    Region memory = descriptor.map()) {
                assertThat(descriptor.seals()).containsExactlyInAnyOrder(Seal.SHRINK, Seal.GROW);
                assertThat(memory.byteSize()).isEqualTo(5000);
                assertThat(memory.isReadOnly()).isFalse();
                descriptor.close();
                assertThat(memory.buffer().get(4991)).isEqualTo((byte) 2);
                memory.buffer().put(0, (byte) 0x2a);
                assertThat(peer.ask("read 0 2")).isEqualTo("2a00");
                assertThat(peer.askRaw("truncate 4096")).isEqualTo(NOT_PERMITTED);
                peer.kill();
                assertThat(memory.buffer().get(4991))
                        .as("it outlives its creator")
                        .isEqualTo((byte) 2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void memoryThatWeMade(Peers kind) throws Exception {
        try (Peer peer = start(kind);
                UnixSocket socket = connected(peer);
                Memfd memory = Memfd.create("ipc-test-ours", 5000).seal(Seal.SHRINK, Seal.GROW);
                Descriptor handed = memory.descriptor()) {
            memory.buffer().putInt(4996, 100);
            socket.send(Buffers.of(1, 2, 3), handed);
            handed.close();
            assertThat(peer.ask("receive 16")).isEqualTo("010203 1");
            assertThat(peer.ask("map 0")).isEqualTo("5000");
            assertThat(peer.ask("read 4996 4")).isEqualTo(Hex.ofInt(100));
            peer.ask("write 0 " + Hex.ofInt(200));
            assertThat(memory.buffer().getInt(0)).isEqualTo(200);
            assertThat(peer.ask("seals")).isEqualTo(Integer.toString(Constants.F_SEAL_SHRINK | Constants.F_SEAL_GROW));
            assertThat(peer.askRaw("truncate 0")).isEqualTo(NOT_PERMITTED);
            assertThat(peer.askRaw("truncate 5001")).isEqualTo(NOT_PERMITTED);
            memory.close();
            assertThat(peer.ask("read 4996 4")).as("it outlives us").isEqualTo(Hex.ofInt(100));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void memoryThatThePeerMayOnlyRead(Peers kind) throws Exception {
        try (Peer peer = start(kind);
                UnixSocket socket = connected(peer);
                Memfd memory = Memfd.create("ipc-test-ours", 4096).seal(Seal.SHRINK, Seal.FUTURE_WRITE);
                Descriptor handed = memory.descriptor()) {
            socket.send(Buffers.of(1), handed);
            assertThat(peer.ask("receive 16")).isEqualTo("01 1");
            assertThat(peer.askRaw("map 0")).isEqualTo("error mmap EPERM Operation not permitted");
            assertThat(peer.askRaw("fd-write 0 ff")).isEqualTo("error write EPERM Operation not permitted");
            assertThat(peer.ask("map 0 ro")).isEqualTo("4096");
            memory.buffer().putInt(0, 300);
            assertThat(peer.ask("read 0 4")).as("we go on writing").isEqualTo(Hex.ofInt(300));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void aPipesEndThatThePeerMade(Peers kind) throws Exception {
        try (Peer peer = start(kind);
                UnixSocket socket = connected(peer)) {
            peer.ask("pipe");
            peer.ask("send-fd 0 05");
            try (Descriptor descriptor = receive(socket, 5);
                    PipeEnd end = PipeEnd.of(descriptor)) {
                ByteBuffer dst = ByteBuffer.allocate(8);
                assertThat(end.tryRead(dst)).isZero();
                peer.ask("fd-write 1 0a0b");
                assertThat(end.read(dst)).isEqualTo(2);
                assertThat(dst.flip()).isEqualTo(Buffers.of(10, 11));
                peer.ask("fd-close 1");
                assertThat(end.read(dst.clear())).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void aPipesEndThatWeMade(Peers kind) throws Exception {
        Path pipe = Unique.path();
        Fifo.create(pipe);
        try (Peer peer = start(kind);
                UnixSocket socket = connected(peer);
                Fifo reader = Fifo.openReader(pipe);
                Fifo writer = Fifo.openWriter(pipe)) {
            try (Descriptor handed = writer.descriptor()) {
                socket.send(Buffers.of(1), handed);
            }
            writer.close();
            assertThat(peer.ask("receive 16")).isEqualTo("01 1");
            peer.ask("fd-write 0 0c");
            ByteBuffer dst = ByteBuffer.allocate(8);
            assertThat(reader.read(dst)).isEqualTo(1);
            assertThat(dst.get(0)).isEqualTo((byte) 12);
            peer.ask("fd-close 0");
            assertThat(reader.read(dst)).isEqualTo(-1);
        } finally {
            Fifo.unlink(pipe);
        }
    }

    /** A server hands an accepted client to a worker process. In this test the worker hands it back. */
    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void aSocketThereAndBack(Peers kind) throws Exception {
        try (Peer peer = start(kind);
                UnixSocket socket = connected(peer);
                SocketPair pair = SocketPair.create()) {
            try (Descriptor handed = pair.left().descriptor()) {
                socket.send(Buffers.of(1), handed);
            }
            pair.left().close();
            assertThat(peer.ask("receive 16")).isEqualTo("01 1");
            peer.ask("fd-write 0 0d");
            ByteBuffer dst = ByteBuffer.allocate(8);
            assertThat(pair.right().read(dst)).isEqualTo(1);
            peer.ask("send-fd 0 06");
            try (Descriptor descriptor = receive(socket, 6);
                    UnixSocket back = UnixSocket.of(descriptor)) {
                pair.right().write(Buffers.of(14));
                assertThat(back.read(dst)).isEqualTo(1);
                assertThat(dst.flip()).isEqualTo(Buffers.of(13, 14));
            }
            assertThat(pair.right().read(dst.clear())).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void memoryThatThePeerCanTruncate(Peers kind) throws Exception {
        try (Peer peer = start(kind);
                UnixSocket socket = connected(peer)) {
            peer.ask("memfd 8192 unsealed");
            peer.ask("send 08");
            try (Descriptor descriptor = receive(socket, 8)) {
                assertThat(descriptor.seals()).isEmpty();
                assertThatThrownBy(descriptor::map)
                        .isInstanceOf(IpcException.class)
                        .hasMessageContaining("not sealed against shrinking");
                try (Region memory = descriptor.mapUnsealed()) {
                    memory.read(8191, ByteBuffer.allocate(1));
                    peer.ask("truncate 4096");
                    assertThatThrownBy(() -> memory.read(8191, ByteBuffer.allocate(1)))
                            .isInstanceOf(CorruptException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void moreThanWereAskedForAreAllClosed(Peers kind) throws Exception {
        try (Peer peer = start(kind);
                UnixSocket socket = connected(peer)) {
            peer.ask("memfd 4096");
            OpenDescriptors before = new OpenDescriptors();
            for (int most = 0; most < 3; most++) {
                peer.ask("send 0102 3");
                ByteBuffer dst = ByteBuffer.allocate(8);
                int room = most;
                assertThatThrownBy(() -> socket.receive(dst, room))
                        .isInstanceOf(IpcException.class)
                        .hasMessageContaining("MSG_CTRUNC")
                        .hasMessageContaining("more descriptors arrived than the " + room);
                assertThat(dst.flip()).as("the bytes are there").isEqualTo(Buffers.of(1, 2));
                before.assertNoMore();
            }
            peer.ask("send 03 3");
            try (Received received = socket.receive(ByteBuffer.allocate(8), 3)) {
                assertThat(received.descriptors()).hasSize(3);
            }
            before.assertNoMore();
            peer.ask("send 04 253");
            assertThat(socket.read(ByteBuffer.allocate(8)))
                    .as("a read takes the bytes alone")
                    .isEqualTo(1);
            before.assertNoMore();
            peer.kill();
            assertThat(socket.receive(ByteBuffer.allocate(8), 3).byteCount()).isEqualTo(-1);
        }
    }
}
