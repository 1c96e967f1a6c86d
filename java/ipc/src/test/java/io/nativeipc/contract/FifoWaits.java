package io.nativeipc.contract;

import static io.nativeipc.contract.WaitingCall.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.posix.Fifo;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** The calls of FIFOs that wait. */
final class FifoWaits {
    private FifoWaits() {}

    static WaitingCall read() throws Exception {
        Path path = fifo();
        Fifo reader = Fifo.openReader(path);
        Fifo writer = Fifo.openWriter(path);
        return new WaitingCall(
                timeout -> reader.tryRead(message(), timeout) > 0,
                () -> reader.read(message()),
                () -> writer.tryWrite(message()),
                reader,
                () -> {
                    writer.close();
                    Fifo.unlink(path);
                });
    }

    static WaitingCall write() throws Exception {
        Path path = fifo();
        Fifo reader = Fifo.keepOpen(path);
        Fifo writer = Fifo.openWriter(path);
        ByteBuffer fill = ByteBuffer.allocateDirect(1 << 20);
        assertThat(writer.tryWrite(fill)).isGreaterThan(0);
        assertThat(writer.tryWrite(fill)).isZero();
        return new WaitingCall(
                timeout -> writer.tryWrite(message(), timeout) > 0,
                () -> writer.write(message()),
                () -> reader.tryRead(fill.clear()),
                writer,
                () -> {
                    reader.close();
                    Fifo.unlink(path);
                });
    }

    static WaitingCall openWriter() throws Exception {
        Path path = fifo();
        Fifo[] reader = new Fifo[1];
        return new WaitingCall(
                timeout -> opened(path, timeout),
                () -> Fifo.openWriter(path).close(),
                () -> reader[0] = reader[0] == null ? Fifo.keepOpen(path) : reader[0],
                () -> {
                    if (reader[0] != null) {
                        reader[0].close();
                    }
                },
                () -> Fifo.unlink(path));
    }

    private static boolean opened(Path path, Duration timeout) throws Exception {
        try (Fifo writer = Fifo.openWriter(path, timeout)) {
            return writer.isOpen();
        } catch (IpcException noReader) {
            assertThat(noReader.code()).isEqualTo(Errno.ENXIO);
            return false;
        }
    }

    private static Path fifo() throws Exception {
        Path path = Unique.path();
        Fifo.create(path, Permissions.OWNER);
        return path;
    }
}
