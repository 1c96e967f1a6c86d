package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.Memfd;
import io.nativeipc.posix.PipeEnd;
import io.nativeipc.posix.Received;
import io.nativeipc.posix.UnixSocket;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Descriptors that the library accepts and returns, and the objects that they become. */
public abstract class DescriptorContract {
    private final OpenDescriptors descriptors = new OpenDescriptors();

    @AfterEach
    void nothingIsLeftOpen() {
        descriptors.assertNoMore();
    }

    /** {@return a descriptor without FD_CLOEXEC, like those that a process inherits} */
    private static int inherited(Path path) {
        int fd = Native.shim().ipc_open(path.toString(), Constants.O_RDONLY, 0);
        assertThat(fd).isNotNegative();
        return fd;
    }

    @Test
    void itTakesANumberOverAndNoProgramInheritsIt() throws Exception {
        int fd = inherited(Path.of("/"));
        assertThat(Native.shim().ipc_fcntl(fd, Constants.F_GETFD, 0)).isZero();
        Descriptor descriptor = Descriptor.of(fd);
        assertThat(descriptor.number()).isEqualTo(fd);
        assertThat(descriptor).hasToString("fd:" + fd);
        assertThat(Native.shim().ipc_fcntl(fd, Constants.F_GETFD, 0)).isEqualTo(Constants.FD_CLOEXEC);
        FileStat stat = descriptor.stat();
        assertThat(stat.inode()).isEqualTo(Files.getAttribute(Path.of("/"), "unix:ino"));
        descriptor.close();
        assertThat(Path.of("/proc/self/fd/" + fd)).doesNotExist();
        descriptor.close();
        assertThatThrownBy(descriptor::number)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("fd:" + fd);
        assertThatThrownBy(descriptor::stat).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> PipeEnd.of(descriptor)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPipesEndBecomesAChannel() throws Exception {
        Path path = Unique.path();
        Fifo.create(path);
        try (Fifo reader = Fifo.openReader(path);
                Fifo writer = Fifo.openWriter(path);
                Descriptor in = reader.descriptor();
                Descriptor out = writer.descriptor();
                PipeEnd from = PipeEnd.of(in);
                PipeEnd to = PipeEnd.of(out)) {
            reader.close();
            writer.close();
            assertThatThrownBy(in::number).isInstanceOf(IllegalStateException.class);
            assertThat(from).hasToString(in.toString());
            ByteBuffer dst = ByteBuffer.allocate(8);
            assertThat(from.tryRead(dst)).as("nothing is there yet").isZero();
            assertThat(to.write(Buffers.of(1, 2, 3))).isEqualTo(3);
            assertThat(from.read(dst)).isEqualTo(3);
            assertThatThrownBy(() -> from.write(Buffers.of(1))).isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> to.read(dst)).isInstanceOf(NonReadableChannelException.class);
            in.close();
            out.close();
            assertThat(to.write(Buffers.of(4)))
                    .as("a descriptor that was taken over closes nothing")
                    .isEqualTo(1);
            to.close();
            assertThat(from.read(dst)).isEqualTo(1);
            assertThat(from.read(dst)).as("the end").isEqualTo(-1);
            assertThatThrownBy(() -> to.write(Buffers.of(5))).isInstanceOf(ClosedChannelException.class);
        } finally {
            Fifo.unlink(path);
        }
    }

    @Test
    void aPipeIsToldFromMemory() throws Exception {
        Path path = Unique.path();
        Fifo.create(path);
        try (Fifo reader = Fifo.openReader(path);
                Descriptor pipe = reader.descriptor();
                Memfd memfd = Memfd.create("memory", 4096);
                Descriptor memory = memfd.descriptor()) {
            assertThat(pipe.isPipe()).isTrue();
            assertThat(memory.isPipe()).isFalse();
        } finally {
            Fifo.unlink(path);
        }
    }

    @Test
    void thatNoWriterHasComeYetIsNoEnd() throws Exception {
        Path path = Unique.path();
        Fifo.create(path);
        try (Fifo reader = Fifo.openReader(path);
                Descriptor in = reader.descriptor();
                PipeEnd from = PipeEnd.of(in)) {
            assertThat(from.tryRead(ByteBuffer.allocate(1))).isZero();
        } finally {
            Fifo.unlink(path);
        }
    }

    /** A pipe that a process inherits is in blocking mode until the library takes it over. */
    @Test
    void aPipeThatBlocksIsMadeNonBlocking() throws Exception {
        Path path = Unique.path();
        Fifo.create(path);
        int blocking = Native.shim().ipc_open(path.toString(), Constants.O_RDWR, 0);
        try (Descriptor descriptor = Descriptor.of(blocking);
                PipeEnd both = PipeEnd.of(descriptor)) {
            assertThat(both.tryRead(ByteBuffer.allocate(1))).isZero();
            assertThat(both.write(Buffers.of(9))).isEqualTo(1);
            assertThat(both.read(ByteBuffer.allocate(1))).isEqualTo(1);
        } finally {
            Fifo.unlink(path);
        }
    }

    @Test
    void aSocketIsTakenOver() throws Exception {
        try (SocketPair pair = SocketPair.create();
                Descriptor descriptor = pair.left().descriptor();
                UnixSocket socket = UnixSocket.of(descriptor)) {
            pair.left().close();
            assertThatThrownBy(descriptor::number).isInstanceOf(IllegalStateException.class);
            assertThat(socket).hasToString(descriptor.toString());
            assertThat(socket.path()).isEqualTo(Path.of(""));
            assertThat(socket.peer().pid()).isEqualTo(ProcessHandle.current().pid());
            ByteBuffer dst = ByteBuffer.allocate(8);
            assertThat(socket.tryRead(dst)).isZero();
            socket.write(Buffers.of(1, 2));
            assertThat(pair.right().read(dst)).isEqualTo(2);
            pair.right().write(Buffers.of(3));
            assertThat(socket.read(dst)).isEqualTo(1);
            socket.close();
            assertThat(pair.right().read(dst)).as("the end").isEqualTo(-1);
        }
    }

    @Test
    void descriptorsGoWithTheFirstByte() throws Exception {
        for (boolean direct : new boolean[] {false, true}) {
            try (SocketPair pair = SocketPair.create();
                    Memfd memory = Memfd.create("ipc-test", 4096);
                    Descriptor handed = memory.descriptor()) {
                pair.left().send(Buffers.pattern(10, direct), handed, handed);
                ByteBuffer dst = Buffers.allocate(4, direct);
                try (Received first = pair.right().receive(dst, 2);
                        Received rest = pair.right().receive(dst.clear(), 2)) {
                    assertThat(first.byteCount()).isEqualTo(4);
                    assertThat(first.descriptors()).hasSize(2);
                    assertThat(rest.byteCount()).isEqualTo(4);
                    assertThat(dst.flip()).isEqualTo(Buffers.of(4, 5, 6, 7));
                    assertThat(rest.descriptors()).isEmpty();
                    for (Descriptor descriptor : first.descriptors()) {
                        assertThat(descriptor.stat().inode())
                                .isEqualTo(memory.stat().inode());
                        assertThat(Native.shim().ipc_fcntl(descriptor.number(), Constants.F_GETFD, 0))
                                .isEqualTo(Constants.FD_CLOEXEC);
                    }
                }
            }
        }
    }

    @Test
    void manyDescriptorsKeepTheirOrder() throws Exception {
        List<Memfd> memories = new ArrayList<>();
        List<Descriptor> handed = new ArrayList<>();
        try (SocketPair pair = SocketPair.create()) {
            for (int i = 0; i < 253; i++) {
                memories.add(Memfd.create("ipc-test", 1 + i));
                handed.add(memories.get(i).descriptor());
            }
            pair.left().send(Buffers.of(1), handed.toArray(new Descriptor[0]));
            try (Received received = pair.right().receive(ByteBuffer.allocate(1), 253)) {
                assertThat(received.descriptors()).hasSize(253);
                for (int i = 0; i < 253; i++) {
                    assertThat(received.descriptors().get(i).stat().byteSize()).isEqualTo(1 + i);
                }
            }
        } finally {
            memories.forEach(Memfd::close);
            handed.forEach(Descriptor::close);
        }
    }

    @Test
    void moreThanThereIsRoomForWaitsForTheReader() throws Exception {
        int length = 2_000_000;
        try (SocketPair pair = SocketPair.create();
                Memfd memory = Memfd.create("ipc-test", 4096);
                Descriptor handed = memory.descriptor()) {
            Background<Boolean> sending = Background.start(() -> {
                pair.left().send(Buffers.pattern(length, false), handed);
                return true;
            });
            ByteBuffer dst = ByteBuffer.allocateDirect(length);
            int descriptors = 0;
            while (dst.hasRemaining()) {
                try (Received received = pair.right().receive(dst, 1)) {
                    descriptors += received.descriptors().size();
                }
            }
            assertThat(sending.result()).isTrue();
            assertThat(descriptors).isEqualTo(1);
            assertThat(dst.flip()).isEqualTo(Buffers.pattern(length, false));
        }
    }

    @Test
    void withoutRoomNothingGoesAndWithoutBytesNothingComes() throws Exception {
        try (SocketPair pair = SocketPair.create();
                Memfd memory = Memfd.create("ipc-test", 4096);
                Descriptor handed = memory.descriptor()) {
            ByteBuffer dst = ByteBuffer.allocate(1 << 16);
            assertThat(pair.right().tryReceive(dst, 1).byteCount()).isZero();
            assertThat(pair.right().tryReceive(dst, 1, Duration.ofMillis(20)).byteCount())
                    .isZero();
            assertThat(pair.left().trySend(Buffers.of(1), handed)).isEqualTo(1);
            try (Received received = pair.right().receive(dst, 1)) {
                assertThat(received.descriptors()).hasSize(1);
            }
            fill(pair.left());
            assertThat(pair.left().trySend(Buffers.of(1), handed)).isZero();
            assertThat(pair.left().trySend(Buffers.of(1), Duration.ofMillis(20), handed))
                    .isZero();
        }
    }

    private static void fill(UnixSocket socket) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        while (socket.tryWrite(chunk.clear()) > 0) {
            assertThat(socket.isOpen()).isTrue();
        }
        while (socket.tryWrite(Buffers.of(0)) > 0) {
            assertThat(socket.isOpen()).isTrue();
        }
    }

    /** A send does not hold the descriptor's number while it waits, so a close does not wait for the send. */
    @Test
    void aDescriptorThatIsClosedEndsTheSendThatWaits() throws Exception {
        try (SocketPair pair = SocketPair.create();
                Memfd memory = Memfd.create("ipc-test", 4096)) {
            Descriptor handed = memory.descriptor();
            fill(pair.left());
            Background<Boolean> sending = Background.start(() -> {
                        pair.left().send(Buffers.of(1), handed);
                        return true;
                    })
                    .awaitWaiting();
            handed.close();
            assertThat(sending.failure())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(handed + " is closed");
            ByteBuffer drained = ByteBuffer.allocate(1 << 16);
            while (pair.right().tryRead(drained.clear()) > 0) {
                assertThat(pair.right().isOpen()).isTrue();
            }
            pair.left().write(Buffers.of(2));
            assertThat(pair.right().read(drained.clear()))
                    .as("the socket is as good as before")
                    .isEqualTo(1);
        }
    }

    @Test
    void aReadTakesTheBytesAlone() throws Exception {
        try (SocketPair pair = SocketPair.create();
                Memfd memory = Memfd.create("ipc-test", 4096);
                Descriptor handed = memory.descriptor()) {
            OpenDescriptors before = new OpenDescriptors();
            pair.left().send(Buffers.of(2), handed);
            assertThat(pair.right().read(ByteBuffer.allocate(1))).isEqualTo(1);
            before.assertNoMore();
        }
    }

    /**
     * MSG_CTRUNC has two causes: more descriptors than the receiver asked for, and a receiver at its limit. The test
     * lowers the limit of this process only.
     */
    @Test
    void aReceiverAtItsLimitGetsNone() throws Exception {
        try (SocketPair pair = SocketPair.create();
                Memfd memory = Memfd.create("ipc-test", 4096);
                Descriptor handed = memory.descriptor()) {
            Descriptor[] all = new Descriptor[253];
            Arrays.fill(all, handed);
            pair.left().send(Buffers.of(1), all);
            OpenDescriptors before = new OpenDescriptors();
            try (Limit limit = Limit.ofDescriptors(handed.number() + 20)) {
                assertThatThrownBy(() -> pair.right().receive(ByteBuffer.allocate(1), 253))
                        .isInstanceOf(IpcException.class)
                        .hasMessageContaining("MSG_CTRUNC")
                        .hasMessageContaining("than this process may open (RLIMIT_NOFILE = " + limit.value()
                                + " descriptors of this process)");
            }
            before.assertNoMore();
        }
    }

    /** Sets RLIMIT_NOFILE of this process with prlimit(1), and resets it on close. */
    private record Limit(String before, long value) implements AutoCloseable {
        static Limit ofDescriptors(long value) throws Exception {
            String before = prlimit("--noheadings", "--output=SOFT", "--nofile");
            prlimit("--nofile=" + value + ":");
            return new Limit(before, value);
        }

        private static String prlimit(String... arguments) throws Exception {
            List<String> command = new ArrayList<>(List.of(
                    "prlimit", "--pid", Long.toString(ProcessHandle.current().pid())));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (InputStream out = process.getInputStream()) {
                String answer = new String(out.readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(process.waitFor()).isZero();
                return answer.strip();
            }
        }

        @Override
        public void close() throws Exception {
            prlimit("--nofile=" + before + ":");
        }
    }
}
