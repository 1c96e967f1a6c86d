package io.nativeipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a failed call has an error name and a code, and that the library's own conditions have neither. */
class IpcExceptionTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                IpcException.class,
                AccessDeniedException.class,
                AlreadyExistsException.class,
                NoSpaceException.class,
                NotFoundException.class,
                OwnerDiedException.class,
                PeerClosedException.class
            })
    void aFailedCall(Class<? extends IpcException> type) throws Exception {
        IpcException failed = type.getConstructor(String.class, String.class, String.class, int.class, String.class)
                .newInstance("shm_open", "posix-shm:/prices", "EEXIST", 17, "File exists");
        assertThat(failed).hasMessage("shm_open(\"posix-shm:/prices\"): EEXIST (17): File exists");
        assertThat(failed.call()).isEqualTo("shm_open");
        assertThat(failed.object()).isEqualTo("posix-shm:/prices");
        assertThat(failed.error()).isEqualTo("EEXIST");
        assertThat(failed.code()).isEqualTo(17);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IpcException.class,
                AccessDeniedException.class,
                AlreadyExistsException.class,
                NoSpaceException.class,
                NotFoundException.class,
                PeerClosedException.class
            })
    void aCondition(Class<? extends IpcException> type) throws Exception {
        IpcException condition = type.getConstructor(String.class, String.class, String.class)
                .newInstance("ring:/prices", "busy", "it has a consumer already");
        assertThat(condition).hasMessage("\"ring:/prices\": busy: it has a consumer already");
        assertThat(condition.call()).isEmpty();
        assertThat(condition.object()).isEqualTo("ring:/prices");
        assertThat(condition.error()).isEqualTo("busy");
        assertThat(condition.code()).isZero();
    }

    @Test
    void corruption() {
        CorruptException corrupt = new CorruptException("ring:/prices", "is not a ring channel");
        assertThat(corrupt).hasMessage("\"ring:/prices\": corrupt: is not a ring channel");
        assertThat(corrupt.call()).isEmpty();
        assertThat(corrupt.code()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"shm_open, 0", "'', 17", "'', 0"})
    void whatIsNeitherIsRefused(String call, int code) {
        assertThatThrownBy(() -> new IpcException(call, "posix-shm:/prices", "EEXIST", code, "File exists"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a failed call has a name and a code");
    }
}
