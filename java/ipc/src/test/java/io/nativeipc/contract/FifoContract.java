package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.unix.NewName;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.Fifo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both ends of a FIFO in one process. */
public abstract class FifoContract {
    private final Path path = Unique.path();

    @AfterEach
    void unlinkPath() throws IOException {
        Files.deleteIfExists(path);
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }

    @Test
    void theModeOfWhatHasTakenANewFifosNameIsNotChanged() throws IOException {
        Path victim = Unique.path();
        Files.createFile(victim, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Fifo.create(path);
            FileStat made = NewName.stat(path.toString(), "fifo:" + path, Constants.S_IFIFO, 0600);
            Fifo.unlink(path);
            Files.createSymbolicLink(path, victim);
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> NewName.stat(path.toString(), "fifo:" + path, Constants.S_IFIFO, 0600),
                    () -> NewName.setPermissions(path.toString(), "fifo:" + path, made, 0666, -1))) {
                assertThatThrownBy(call)
                        .isExactlyInstanceOf(IpcException.class)
                        .hasMessageContaining("another process has replaced it");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
                    .isEqualTo("rw-------");
        } finally {
            Files.delete(victim);
        }
    }

    @Test
    void bytesGoOneWayAndTheEndIsTold() throws Exception {
        Fifo.create(path);
        try (Fifo reader = Fifo.openReader(path)) {
            Fifo writer = Fifo.openWriter(path);
            assertThat(reader).hasToString("fifo:" + path);
            ByteBuffer dst = ByteBuffer.allocate(8);
            assertThat(reader.tryRead(dst)).as("nothing is there yet").isZero();
            assertThat(writer.write(bytes(1, 2, 3))).isEqualTo(3);
            assertThat(reader.read(dst)).isEqualTo(3);
            assertThat(dst.flip()).isEqualTo(bytes(1, 2, 3));
            assertThat(writer.write(bytes(4))).isEqualTo(1);
            writer.close();
            dst.clear();
            assertThat(reader.read(dst)).as("what was written before the close").isEqualTo(1);
            assertThat(reader.read(dst)).as("the end").isEqualTo(-1);
            assertThat(reader.tryRead(dst)).isEqualTo(-1);
        }
    }

    @Test
    void aReaderOpensAtOnceAndItsReadWaitsForTheFirstWriter() throws Exception {
        Fifo.create(path);
        try (Fifo reader = Fifo.openReader(path)) {
            assertThat(reader.tryRead(ByteBuffer.allocate(1)))
                    .as("no writer is no end")
                    .isZero();
            assertThat(reader.tryRead(ByteBuffer.allocate(1), Duration.ofMillis(20)))
                    .isZero();
            CountDownLatch reading = new CountDownLatch(1);
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
                reading.countDown();
                try {
                    return reader.read(ByteBuffer.allocateDirect(10));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            reading.await();
            try (Fifo writer = Fifo.openWriter(path, Duration.ofSeconds(10))) {
                assertThat(writer.write(bytes(5, 6))).isEqualTo(2);
                assertThat(read.get()).isEqualTo(2);
            }
        }
    }

    /**
     * The writer's open, write and close may all happen between the reader's read(2), which finds no writer, and its
     * poll(2).
     */
    @Test
    void whatABriefWriterLeavesIsReadBeforeTheEnd() throws Exception {
        Fifo.create(path);
        for (int round = 0; round < 500; round++) {
            try (Fifo reader = Fifo.openReader(path)) {
                Background<Integer> brief = Background.start(() -> {
                    try (Fifo writer = Fifo.openWriter(path)) {
                        return writer.write(bytes(7));
                    }
                });
                ByteBuffer dst = ByteBuffer.allocate(1);
                int count = 0;
                while (count == 0) {
                    count = reader.tryRead(dst);
                }
                assertThat(count).as("round " + round).isEqualTo(1);
                assertThat(brief.result()).isEqualTo(1);
            }
        }
    }

    @Test
    void aWriterWithoutAReaderIsToldSoWhenTheTimeIsOver() throws Exception {
        Fifo.create(path);
        long begin = System.nanoTime();
        assertThatThrownBy(() -> Fifo.openWriter(path, Duration.ofMillis(50)))
                .isInstanceOfSatisfying(
                        IpcException.class, e -> assertThat(e.error()).isEqualTo("ENXIO"))
                .hasMessageContaining("open(\"fifo:" + path + "\")")
                .hasMessageContaining("no process has it open for reading");
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(50_000_000);
    }

    @Test
    void keepOpenWaitsForTheNextWriter() throws Exception {
        Fifo.create(path);
        try (Fifo reader = Fifo.keepOpen(path)) {
            for (int round = 0; round < 3; round++) {
                try (Fifo writer = Fifo.openWriter(path)) {
                    assertThat(writer.write(bytes(round))).isEqualTo(1);
                }
                ByteBuffer dst = ByteBuffer.allocate(4);
                assertThat(reader.read(dst)).isEqualTo(1);
                assertThat(dst.get(0)).isEqualTo((byte) round);
                assertThat(reader.tryRead(dst)).as("no end between writers").isZero();
            }
        }
    }

    @Test
    void aFullPipeTakesWhatFitsAndTheRestWhenThereIsRoom() throws Exception {
        Fifo.create(path);
        byte[] sent = new byte[1 << 20];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i % 251);
        }
        try (Fifo reader = Fifo.openReader(path);
                Fifo writer = Fifo.openWriter(path)) {
            ByteBuffer src = ByteBuffer.wrap(sent);
            int first = writer.tryWrite(src);
            assertThat(first).isPositive().isLessThan(sent.length).isEqualTo(src.position());
            assertThat(writer.tryWrite(src)).isZero();
            assertThat(writer.tryWrite(src, Duration.ofMillis(20))).isZero();
            CompletableFuture<Integer> rest = CompletableFuture.supplyAsync(() -> {
                try {
                    return writer.write(src);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            CRC32 received = new CRC32();
            ByteBuffer dst = ByteBuffer.allocateDirect(10_000);
            for (int total = 0; total < sent.length; ) {
                total += reader.read(dst);
                received.update(dst.flip());
                dst.clear();
            }
            assertThat(rest.get()).isEqualTo(sent.length - first);
            CRC32 expected = new CRC32();
            expected.update(sent);
            assertThat(received.getValue()).isEqualTo(expected.getValue());
        }
    }

    @Test
    void aWriteWhoseReaderIsGoneIsAnErrorAndNotTheDeathOfTheProcess() throws Exception {
        Fifo.create(path);
        Fifo reader = Fifo.openReader(path);
        try (Fifo writer = Fifo.openWriter(path)) {
            reader.close();
            ByteBuffer src = bytes(1, 2);
            assertThatThrownBy(() -> writer.write(src))
                    .isInstanceOf(PeerClosedException.class)
                    .hasMessageContaining("write(\"fifo:" + path + "\"): EPIPE (32)");
            assertThat(src.position()).isZero();
        }
    }

    @Test
    void buffersOfAnyKindKeepTheirPositions() throws Exception {
        Fifo.create(path);
        try (Fifo reader = Fifo.openReader(path);
                Fifo writer = Fifo.openWriter(path)) {
            ByteBuffer direct = ByteBuffer.allocateDirect(10).position(4).limit(7);
            direct.put(4, (byte) 1).put(5, (byte) 2).put(6, (byte) 3);
            assertThat(writer.write(direct)).isEqualTo(3);
            assertThat(direct.position()).isEqualTo(7);
            ByteBuffer heap = ByteBuffer.allocate(10).position(5).limit(7);
            assertThat(reader.read(heap)).isEqualTo(2);
            assertThat(heap.position()).isEqualTo(7);
            assertThat(heap.array()).containsExactly(0, 0, 0, 0, 0, 1, 2, 0, 0, 0);
            ByteBuffer readOnly = bytes(9).asReadOnlyBuffer();
            assertThat(writer.write(readOnly)).isEqualTo(1);
            ByteBuffer rest = ByteBuffer.allocateDirect(5).position(3);
            assertThat(reader.read(rest)).isEqualTo(2);
            assertThat(rest.get(3)).isEqualTo((byte) 3);
            assertThat(rest.get(4)).isEqualTo((byte) 9);
            assertThat(reader.read(ByteBuffer.allocate(0))).isZero();
        }
    }

    @Test
    void streamsCarryLines() throws Exception {
        Fifo.create(path);
        Fifo readingEnd = Fifo.openReader(path);
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(readingEnd.inputStream(), StandardCharsets.UTF_8))) {
            try (OutputStream writer = Fifo.openWriter(path).outputStream()) {
                writer.write("first\nsecond\n".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(reader.readLine()).isEqualTo("first");
            assertThat(reader.readLine()).isEqualTo("second");
            assertThat(reader.readLine()).isNull();
        }
        assertThat(readingEnd.isOpen()).isFalse();
    }

    @Test
    void eachEndDoesOneThing() throws Exception {
        Fifo.create(path);
        try (Fifo reader = Fifo.openReader(path);
                Fifo writer = Fifo.openWriter(path)) {
            assertThatThrownBy(() -> reader.write(bytes(1))).isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> writer.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(NonReadableChannelException.class);
            writer.close();
            writer.close();
            assertThat(writer.isOpen()).isFalse();
            assertThatThrownBy(() -> writer.write(bytes(1))).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(writer::stat).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void theFileSystemKnowsIt() throws IOException {
        assertThat(Fifo.createIfAbsent(path, Permissions.of("rw-rw-rw-"))).isTrue();
        assertThat(Fifo.createIfAbsent(path, Permissions.OWNER)).isFalse();
        assertThat(Fifo.stat(path).permissions()).as("whatever the umask").isEqualTo(0666);
        try (Fifo reader = Fifo.openReader(path)) {
            assertThat(reader.stat().inode()).isEqualTo(Fifo.stat(path).inode());
            Fifo.unlink(path);
            assertThat(reader.stat().links()).isZero();
        }
        Peers.OTHER_USER.require(); // only root can set a group that it is not a member of
        Fifo.create(path, Permissions.OWNER.withGroup("daemon"));
        assertThat(Fifo.stat(path).permissions()).isEqualTo(0600);
        assertThat(Fifo.stat(path).gid()).isNotZero();
    }
}
