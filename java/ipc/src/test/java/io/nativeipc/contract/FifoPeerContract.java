package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.Permissions;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.Fifo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FIFOs between this JVM and C++ and Python processes, in both directions, and the errors of invalid calls. */
public abstract class FifoPeerContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MUCH = 10_000_000;

    private final Path path = Unique.path();

    @AfterEach
    void unlinkPath() throws IOException {
        Files.deleteIfExists(path);
    }

    private Peer start(Peers kind) {
        return Peer.start(kind, "fifo", path.toString());
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void javaWritesAndThePeerReads(Peers kind) throws Exception {
        Fifo.create(path);
        try (Peer peer = start(kind)) {
            peer.tell("open-read");
            try (Fifo writer = Fifo.openWriter(path, PATIENCE)) {
                assertThat(peer.hear()).isEqualTo("ok");
                assertThat(writer.write(ByteBuffer.wrap(Hex.parse(Hex.ofInt(100)))))
                        .isEqualTo(4);
                assertThat(peer.ask("read 4")).isEqualTo(Hex.ofInt(100));
                peer.tell("drain " + MUCH);
                assertThat(writer.write(pattern())).isEqualTo(MUCH);
                assertThat(peer.hear()).isEqualTo("ok " + crcOfPattern());
            }
            assertThat(peer.ask("read 1")).isEqualTo("eof");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void thePeerCreatesAndWritesAndJavaReads(Peers kind) throws Exception {
        try (Peer peer = start(kind)) {
            peer.ask("create 600");
            try (Fifo reader = Fifo.openReader(path)) {
                peer.ask("open-write");
                peer.ask("write " + Hex.ofInt(200));
                ByteBuffer dst = ByteBuffer.allocate(4);
                assertThat(reader.read(dst)).isEqualTo(4);
                assertThat(Hex.of(dst.array())).isEqualTo(Hex.ofInt(200));
                peer.tell("fill " + MUCH);
                CRC32 received = new CRC32();
                ByteBuffer much = ByteBuffer.allocateDirect(1 << 16);
                for (int total = 0; total < MUCH; ) {
                    total += reader.read(much.clear());
                    received.update(much.flip());
                }
                assertThat(String.format("%08x", received.getValue())).isEqualTo(crcOfPattern());
                assertThat(peer.hear()).isEqualTo("ok");
                peer.ask("close");
                assertThat(reader.read(dst.clear())).isEqualTo(-1);
            }
            peer.ask("unlink");
        }
    }

    @Test
    void aWriterKilledInTheMiddleIsTheEnd() throws Exception {
        Fifo.create(path);
        try (Peer peer = start(Peers.CPP);
                Fifo reader = Fifo.openReader(path)) {
            peer.ask("open-write");
            peer.ask("write 0102");
            peer.kill();
            ByteBuffer dst = ByteBuffer.allocate(10);
            assertThat(reader.read(dst)).isEqualTo(2);
            assertThat(reader.read(dst)).isEqualTo(-1);
        }
    }

    /**
     * The reader dies while the writer waits for room: EPIPE. The buffer's position shows how many bytes the FIFO
     * accepted.
     */
    @Test
    void aReaderKilledInTheMiddleIsPeerClosed() throws Exception {
        Fifo.create(path);
        try (Peer peer = start(Peers.CPP)) {
            peer.tell("open-read");
            try (Fifo writer = Fifo.openWriter(path, PATIENCE)) {
                assertThat(peer.hear()).isEqualTo("ok");
                ByteBuffer src = pattern();
                writer.tryWrite(src);
                int taken = src.position();
                peer.kill();
                assertThatThrownBy(() -> writer.write(src))
                        .isInstanceOf(PeerClosedException.class)
                        .hasMessageContaining("EPIPE (32)")
                        .hasMessageContaining(path.toString());
                assertThat(src.position()).isEqualTo(taken).isPositive();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> refused() throws IOException {
        Path file = Files.createFile(path);
        Path absent = Path.of("/ipc-test-absent/fifo");
        String text = path.toString();
        return Refusal.tests(
                new Refusal(
                        "creating what exists",
                        () -> Fifo.create(file),
                        AlreadyExistsException.class,
                        "mkfifo",
                        "EEXIST",
                        text),
                new Refusal(
                        "a folder that is absent",
                        () -> Fifo.create(absent),
                        NotFoundException.class,
                        "mkfifo",
                        "ENOENT",
                        absent.toString()),
                new Refusal(
                        "opening what is absent",
                        () -> Fifo.openReader(absent),
                        NotFoundException.class,
                        "open",
                        "ENOENT",
                        absent.toString()),
                new Refusal(
                        "writing to what is absent",
                        () -> Fifo.openWriter(absent, PATIENCE),
                        NotFoundException.class,
                        "open",
                        "ENOENT",
                        absent.toString()),
                new Refusal(
                        "a regular file, read",
                        () -> Fifo.openReader(file),
                        IpcException.class,
                        "open",
                        "not a FIFO",
                        text),
                new Refusal(
                        "a regular file, written",
                        () -> Fifo.openWriter(file, PATIENCE),
                        IpcException.class,
                        "open",
                        "not a FIFO",
                        text),
                new Refusal(
                        "a regular file, unlinked",
                        () -> Fifo.unlink(file),
                        IpcException.class,
                        "open",
                        "not a FIFO",
                        text),
                new Refusal(
                        "a regular file, wanted as FIFO",
                        () -> Fifo.createIfAbsent(file, Permissions.OWNER),
                        IpcException.class,
                        "open",
                        "not a FIFO",
                        text),
                new Refusal(
                        "a group that is none",
                        () -> Fifo.create(absent, Permissions.OWNER.withGroup("ipc-test-none")),
                        NotFoundException.class,
                        "getgrnam",
                        "ENOENT",
                        "ipc-test-none"),
                new Refusal(
                        "a directory",
                        () -> Fifo.openReader(file.getParent()),
                        IpcException.class,
                        "open",
                        "not a FIFO",
                        file.getParent().toString()));
    }

    @Test
    void anotherUserIsRefusedUntilThePermissionsSayOtherwise() throws Exception {
        Fifo.create(path);
        try (Peer stranger = Peer.startAsNobody(OtherUser.class);
                Fifo kept = Fifo.keepOpen(path)) {
            assertThat(stranger.askRaw("fifo " + path))
                    .isEqualTo("error " + AccessDeniedException.class.getSimpleName() + " open(\"fifo:" + path
                            + "\"): EACCES (13): Permission denied");
            Fifo.unlink(path);
            Fifo.create(path, Permissions.of("rw-rw----").withGroup(Peers.NOBODY));
            assertThat(kept.stat().links()).isZero();
            assertThat(stranger.ask("fifo " + path)).isEqualTo("0");
        }
    }

    private static ByteBuffer pattern() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(MUCH);
        for (int i = 0; i < MUCH; i++) {
            bytes.put((byte) (i % 251));
        }
        return bytes.flip();
    }

    private static String crcOfPattern() {
        CRC32 crc = new CRC32();
        crc.update(pattern());
        return String.format("%08x", crc.getValue());
    }
}
