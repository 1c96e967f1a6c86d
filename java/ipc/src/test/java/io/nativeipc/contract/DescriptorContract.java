package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.FileStat;
import io.nativeipc.os.Constants;
import io.nativeipc.os.Native;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PipeEnd;
import io.nativeipc.posix.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Descriptors that cross the API, and what they become. */
public abstract class DescriptorContract {
    private final OpenDescriptors descriptors = new OpenDescriptors();

    @AfterEach
    void nothingIsLeftOpen() {
        descriptors.assertSame();
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }

    /** As a process has it that was started with it: without FD_CLOEXEC. */
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
        assertThatThrownBy(descriptor::channel).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPipesEndBecomesAChannel() throws Exception {
        Path path = Unique.path();
        Fifo.create(path);
        try (Fifo reader = Fifo.openReader(path);
                Fifo writer = Fifo.openWriter(path);
                Descriptor in = reader.descriptor();
                Descriptor out = writer.descriptor();
                PipeEnd from = in.channel();
                PipeEnd to = out.channel()) {
            reader.close();
            writer.close();
            assertThatThrownBy(in::number).isInstanceOf(IllegalStateException.class);
            assertThat(from).hasToString(in.toString());
            ByteBuffer dst = ByteBuffer.allocate(8);
            assertThat(from.tryRead(dst)).as("nothing is there yet").isZero();
            assertThat(to.write(bytes(1, 2, 3))).isEqualTo(3);
            assertThat(from.read(dst)).isEqualTo(3);
            assertThatThrownBy(() -> from.write(bytes(1))).isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> to.read(dst)).isInstanceOf(NonReadableChannelException.class);
            in.close();
            out.close();
            assertThat(to.write(bytes(4)))
                    .as("who was taken over closes nothing")
                    .isEqualTo(1);
            to.close();
            assertThat(from.read(dst)).isEqualTo(1);
            assertThat(from.read(dst)).as("the end").isEqualTo(-1);
            assertThatThrownBy(() -> to.write(bytes(5))).isInstanceOf(ClosedChannelException.class);
        } finally {
            Fifo.unlink(path);
        }
    }

    /** A pipe that this process was started with blocks, until it is taken over. */
    @Test
    void aPipeThatBlocksIsMadeNonBlocking() throws Exception {
        Path path = Unique.path();
        Fifo.create(path);
        int blocking = Native.shim().ipc_open(path.toString(), Constants.O_RDWR, 0);
        try (Descriptor descriptor = Descriptor.of(blocking);
                PipeEnd both = descriptor.channel()) {
            assertThat(both.tryRead(ByteBuffer.allocate(1))).isZero();
            assertThat(both.write(bytes(9))).isEqualTo(1);
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
            socket.write(bytes(1, 2));
            assertThat(pair.right().read(dst)).isEqualTo(2);
            pair.right().write(bytes(3));
            assertThat(socket.read(dst)).isEqualTo(1);
            socket.close();
            assertThat(pair.right().read(dst)).as("the end").isEqualTo(-1);
        }
    }
}
