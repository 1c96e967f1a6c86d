package io.nativeipc.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests the generator of this module's bindings: it rejects a declaration that is not the C function, and leaves a file
 * alone that is as it should be.
 */
class BindingsTest {
    private static final Path ROOT = Path.of(System.getProperty("nativeipc.root", "../.."));
    private static final Path INTERFACES = ROOT.resolve("java/ipc/src/main/java/io/nativeipc/internal/sys");

    @TempDir
    private static Path generator;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compile() {
        String source = ROOT.resolve("java/tools/FfmBindings.java").toString();
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", generator.toString(), source);
        assertThat(result).isZero();
    }

    @BeforeEach
    void copy() throws IOException {
        for (String name : new String[] {"Posix.java", "Shim.java", "Win32.java"}) {
            Files.copy(INTERFACES.resolve(name), folder.resolve(name));
        }
        Files.copy(ROOT.resolve("native/shim/ipc_shim.h"), folder.resolve("ipc_shim.h"));
    }

    /** Runs the generator in the folder, as the build does. */
    private void generate() throws Exception {
        String[] arguments = {folder.toString(), folder.resolve("ipc_shim.h").toString(), folder.toString()};
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {generator.toUri().toURL()})) {
            loader.loadClass("FfmBindings").getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException thrown) {
            throw (Exception) thrown.getCause();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Posix.java | int ftruncate(int fd, off_t | int truncate(int fd, off_t     | ftruncate is not as in C, which calls it truncate
            Posix.java | int ftruncate(int fd, off_t | long ftruncate(int fd, off_t   | ftruncate is not as in C, which returns long, no int
            Posix.java | int ftruncate(int fd, off_t | int ftruncate(int file, off_t  | ftruncate is not as in C, which has int file for fd
            Posix.java | int ftruncate(int fd, long  | int ftruncate(long fd, long    | ftruncate is not as in C, which has int fd, no long
            Posix.java | int ftruncate(int fd, off_t | int ftruncate(int fd, DWORD    | ftruncate is not as in C, which has DWORD length, no long
            Posix.java | int ftruncate(int fd, off_t | int ftruncate(int fd, off64_t  | ftruncate is not as in C, which has off64_t length, no long
            Posix.java | int ftruncate(int fd, off_t | int ftruncate(off_t            | ftruncate is not as in C, which has the parameters (off_t length)
            Posix.java | int unlink(const char *path | int unlink(char *path          | unlink is not as in C, which has char *path, no String
            Posix.java | read(int fd, ByteBuffer buf | read(int fd, String buf        | read is not as in C, which has void *buf, no String
            Posix.java | <unistd.h> int unlink(      | int unlink(                    | @C is not "<header> prototype": int unlink(const char *path)
            Posix.java | @C("<sys/file.h> int flock( | @D("<sys/file.h> int flock(    | Posix.flock has no @C and is not in ipc_shim.h
            Win32.java | HANDLE hEvent)")            | DWORD hEvent)")                | SetEvent is not as in C, which has DWORD hEvent, no long
            Shim.java  | int ipc_fcntl(int fd        | int ipc_fcntl2(int fd          | Shim.ipc_fcntl2 has no @C and is not in ipc_shim.h
            ipc_shim.h | int cmd, int64_t arg        | int cmd, int arg               | ipc_fcntl is not as in C, which has int arg, no long
            """)
    void aDeclarationThatIsNotTheFunctionIsRejected(String file, String text, String wrong, String message)
            throws Exception {
        String source = Files.readString(folder.resolve(file));
        assertThat(source).contains(text);
        Files.writeString(folder.resolve(file), source.replace(text, wrong));
        assertThatThrownBy(this::generate)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aFileThatIsAsItShouldBeIsNotWritten() throws Exception {
        generate();
        Path posix = folder.resolve("io/nativeipc/ffm/FfmPosix.java");
        Path shim = folder.resolve("io/nativeipc/ffm/FfmShim.java");
        FileTime before = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(posix, before);
        Files.setLastModifiedTime(shim, before);
        Path header = folder.resolve("ipc_shim.h");
        Files.writeString(header, Files.readString(header).replace("<linux/futex.h>", "<futex.h>"));
        generate();
        assertThat(Files.getLastModifiedTime(posix)).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(shim)).isNotEqualTo(before);
        assertThat(shim).content().contains("// <futex.h>").doesNotContain("LinuxFutex");
    }
}
