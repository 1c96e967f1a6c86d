package io.nativeipc.internal.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests how the JVM's platform names map to this library's names. */
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
        Platform platform = Platform.detect(osName, osArch, Path.of("/absent"));
        assertThat(platform.id()).isEqualTo(id);
        assertThat(platform.libraryFile()).isEqualTo(libraryFile);
        assertThat(platform.isLinux()).isEqualTo(osName.equals("Linux"));
    }

    @ParameterizedTest
    @CsvSource({
        "x86_64, x86_64, /lib/ld-musl-x86_64.so.1, LINUX_X86_64_MUSL",
        "aarch64, aarch64, /lib/ld-musl-aarch64.so.1, LINUX_AARCH64_MUSL",
        "amd64, x86_64, /lib/x86_64-linux-gnu/libc.so.6, LINUX_X86_64",
        "amd64, aarch64, /lib/ld-musl-aarch64.so.1, LINUX_X86_64"
    })
    void muslIsWhatTheProcessWasStartedWith(
            String osArch, String loader, String mapped, Platform expected, @TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("lib"));
        Files.createDirectories(root.resolve("proc/self"));
        Files.createFile(root.resolve("lib/ld-musl-" + loader + ".so.1"));
        Files.writeString(root.resolve("proc/self/maps"), "7f00-7f01 r-xp 00000000 00:00 0 " + mapped + "\n");
        assertThat(Platform.detect("Linux", osArch, root)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"Linux, riscv64", "FreeBSD, amd64", "Linux, i386"})
    void unknown(String osName, String osArch) {
        assertThat(Platform.detect(osName, osArch, Path.of("/"))).isEqualTo(Platform.OTHER);
    }
}
