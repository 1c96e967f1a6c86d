package io.nativeipc.internal.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.NotFoundException;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.PeerClosedException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A failure of a part keeps its class, its call and its code as a failure of the whole. */
class RenamedTest {
    static Stream<IpcException> failures() {
        return Stream.of(
                new IpcException("call", "part", "EIO", 5, "text"),
                new AlreadyExistsException("call", "part", "EEXIST", 17, "text"),
                new NotFoundException("call", "part", "ENOENT", 2, "text"),
                new AccessDeniedException("call", "part", "EACCES", 13, "text"),
                new NoSpaceException("call", "part", "ENOSPC", 28, "text"),
                new PeerClosedException("call", "part", "EPIPE", 32, "text"),
                new OwnerDiedException("call", "part", "EOWNERDEAD", 130, "text"),
                new IpcException("part", "busy", "text"),
                new AlreadyExistsException("part", "exists", "text"),
                new NotFoundException("part", "absent", "text"),
                new AccessDeniedException("part", "refused", "text"),
                new NoSpaceException("part", "no space", "text"),
                new PeerClosedException("part", "closed", "text"),
                new CorruptException("part", "text"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureOfAPartIsTheSameFailureOfTheWhole(IpcException failed) {
        IpcException renamed = Renamed.as("whole", failed);
        assertThat(renamed).hasSameClassAs(failed).hasCause(failed);
        assertThat(renamed.object()).isEqualTo("whole");
        assertThat(renamed.call()).isEqualTo(failed.call());
        assertThat(renamed.error()).isEqualTo(failed.error());
        assertThat(renamed.code()).isEqualTo(failed.code());
        assertThat(renamed.text()).isEqualTo(failed.text());
        assertThat(Renamed.as("part", failed)).isSameAs(failed);
    }
}
