package io.nativeipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the JVM calls a platform, and what we call it. */
class PlatformTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x86_64, libnative_ipc.so",
        "Linux, aarch64, linux-aarch64, libnative_ipc.so",
        "Mac OS X, x86_64, macos-x86_64, libnative_ipc.dylib",
        "Mac OS X, aarch64, macos-aarch64, libnative_ipc.dylib",
        "Windows 11, amd64, windows-x86_64, native_ipc.dll",
        "Windows Server 2025, aarch64, windows-aarch64, native_ipc.dll"
    })
    void known(String osName, String osArch, String id, String libraryFile) {
        Platform platform = Platform.detect(osName, osArch);
        assertThat(platform.id()).isEqualTo(id);
        assertThat(platform.libraryFile()).isEqualTo(libraryFile);
        assertThat(platform.isLinux()).isEqualTo(osName.equals("Linux"));
    }

    @Test
    void unknown() {
        assertThatThrownBy(() -> Platform.detect("Linux", "riscv64"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("native-ipc does not know the platform Linux on riscv64");
    }
}
