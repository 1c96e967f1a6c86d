package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcAddress;
import io.nativeipc.Messages;
import io.nativeipc.Permissions;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.posix.UnixServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the contract of listening queues on {@code unix:} addresses. */
public abstract class UnixMessagesContract extends ListeningQueueContract {
    @Override
    protected IpcAddress createQueue() {
        return new IpcAddress(IpcAddress.Kind.UNIX, Unique.path().toString());
    }

    /** A server between bind and listen refuses connections, like the socket of a dead server. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSocketThatIsBoundAndDoesNotListenYetIsAlive(boolean relative) throws Exception {
        Path path = Unique.path();
        Path bound = relative ? Path.of("").toAbsolutePath().relativize(path) : path;
        int fd = Native.posix().socket(Constants.AF_UNIX, Constants.SOCK_STREAM | Constants.SOCK_CLOEXEC, 0);
        try {
            assertThat(Native.shim().ipc_bind(fd, bound.toString())).isZero();
            Object file = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            assertThatThrownBy(() -> UnixServerSocket.takeOver(path, Permissions.OWNER))
                    .isInstanceOf(AlreadyExistsException.class);
            assertThatThrownBy(() -> Messages.receiver("unix:" + path)).isInstanceOf(AlreadyExistsException.class);
            assertThat(Files.readAttributes(path, BasicFileAttributes.class).fileKey())
                    .isEqualTo(file);
        } finally {
            Native.posix().close(fd);
        }
        UnixServerSocket.takeOver(path, Permissions.OWNER).close(); // now dead
        assertThat(path).doesNotExist();
    }
}
