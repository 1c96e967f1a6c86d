package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.Peers;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests the batch file that starts the program, in Wine's cmd. */
class WindowsLauncherTest {
    @RegisterExtension
    static final Windows WINDOWS = new Windows();

    private static final Path BATCH = Program.launcherFile().resolveSibling("native-ipc.cmd");

    @TempDir
    private Path temporary;

    private Path folder;
    private final Map<String, String> variables = new HashMap<>();

    /** Copies the batch file into a folder whose name contains characters that are special in batch files. */
    @BeforeEach
    void copy() throws Exception {
        folder = Files.createDirectory(temporary.resolve("a folder (x86) & more!"));
        Files.copy(BATCH, folder.resolve("native-ipc.cmd"));
        variables.put("NATIVE_IPC_JAVA", "");
        variables.put("JAVA_HOME", "");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Arguments.class.getName());
        String file = Arguments.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(folder.resolve("native-ipc.jar"));
                JarOutputStream jar = new JarOutputStream(out, manifest);
                InputStream classes = Arguments.class.getResourceAsStream("/" + file)) {
            jar.putNextEntry(new JarEntry(file));
            classes.transferTo(jar);
        }
    }

    private static Path java(int version) {
        return Peers.home().resolve("windows-java-" + version);
    }

    private Command.Result run(String before, String arguments) throws Exception {
        String batch = "\"" + Windows.path(folder.resolve("native-ipc.cmd")) + "\" " + arguments;
        Command command = WINDOWS.batch(temporary, variables, "@echo off", before, batch);
        command.endStdin();
        return command.result();
    }

    private void assertPrints(Command.Result result, String expected) {
        assertThat(result.out()).as(result.err()).isEqualTo(expected);
        assertThat(result.status()).isEqualTo(Arguments.STATUS);
    }

    /** Passes no {@code %}: unlike the cmd of Windows, Wine's cmd expands variables in the value of {@code %*}. */
    @Test
    void passesOnArgumentsAndStatus() throws Exception {
        variables.put("NATIVE_IPC_JAVA", Windows.path(java(17)));
        assertPrints(
                run("", "send \"a  b\" \"\" ! !x! \"a&b|c>d\" \"(^)\" \"say \\\"so\\\"\" x=1,2;3"),
                "17<send><a  b><><!><!x!><a&b|c>d><(^)><say \"so\"><x=1,2;3>");
        assertPrints(run("", ""), "17");
        assertPrints(run("", "bench \"ring:a b\""), "17<bench><ring:a b>");
    }

    @Test
    void takesTheJavaThatIsNamedThenTheOneBesideItThenJavaHomeThenThePath() throws Exception {
        String onPath = "set PATH=" + Windows.path(java(17).resolve("bin")) + ";%PATH%";
        assertPrints(run(onPath, "x"), "17<x>");
        variables.put("JAVA_HOME", Windows.path(java(25)));
        assertThat(run(onPath, "x").out()).endsWith("25<x>");
        Path beside = Files.createSymbolicLink(folder.resolve("runtime"), java(17));
        assertPrints(run("", "x"), "17<x>");
        variables.put("NATIVE_IPC_JAVA", Windows.path(java(25)));
        assertThat(run("", "x").out()).endsWith("25<x>");
        Files.delete(beside);
    }

    @Test
    void saysThatThereIsNoJava() throws Exception {
        Command.Result none = run("", "x");
        assertThat(none.failed(1)).startsWith("native-ipc: no Java was found; ").hasLineCount(1);
        variables.put("JAVA_HOME", Windows.path(java(17)));
        variables.put("NATIVE_IPC_JAVA", "C:\\absent (x86)");
        assertThat(run("", "x").failed(1).strip())
                .isEqualTo("native-ipc: NATIVE_IPC_JAVA=C:\\absent (x86) is not the home of a Java");
    }

    @Test
    void keepsStdin() throws Exception {
        Path file = Files.write(temporary.resolve("file"), new byte[6]);
        byte[] bytes = {0, '\r', '\n', (byte) 0xc8, (byte) 0xff, 26};
        variables.put("NATIVE_IPC_JAVA", Windows.path(java(17)));
        String line = "\"" + Windows.path(BATCH) + "\" write \"file:" + Windows.path(file) + "\"";
        Command command = WINDOWS.batch(temporary, variables, "@echo off", line);
        command.write(bytes);
        command.endStdin();
        assertThat(command.result().status()).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void runsTheCommandItself() throws Exception {
        String line = "\"" + Windows.path(BATCH) + "\" create \"win-map:Local\\two words!\" --size 1";
        for (int version : new int[] {17, 25}) {
            variables.put("NATIVE_IPC_JAVA", Windows.path(java(version)));
            Command command = WINDOWS.batch(temporary, variables, "@echo off", line);
            command.endStdin();
            Command.Result result = command.result();
            assertThat(result.out()).contains("win-map:Local\\two words!");
            assertThat(result.status()).isZero();
        }
    }
}
