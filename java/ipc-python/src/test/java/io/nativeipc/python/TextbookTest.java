package io.nativeipc.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.JavaProgram;
import io.nativeipc.peer.Peers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests Python's textbook program (the parent sends 100, the child answers 200) with Java as the one or the other. */
@Timeout(120)
class TextbookTest {
    private static final Map<String, String> SECRET = Map.of("AUTHKEY", "secret");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"PYTHON, duplex", "PYTHON, two-pipes", "PYTHON_3_13, duplex", "PYTHON_3_13, two-pipes"})
    void aJavaChildHasTheEndOfAPipe(Peers python, String pipes) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(pipes));
        arguments.addAll(JavaProgram.command(PipeChild.class, System.getProperty("java.class.path")));
        Process parent = Python.start(python, Map.of(), "textbook_parent.py", arguments.toArray(String[]::new));
        assertThat(Python.linesOf(parent)).containsExactly("200");
    }

    private static Authentication key(Peers python) {
        Authentication key = Authentication.of("secret".getBytes(StandardCharsets.UTF_8));
        return python == Peers.PYTHON ? key.md5Allowed() : key;
    }

    @ParameterizedTest
    @EnumSource(
            value = Peers.class,
            names = {"PYTHON", "PYTHON_3_13"})
    void aJavaParentListens(Peers python) throws Exception {
        Path path = folder.resolve("parent");
        try (Listener listener = Listener.create(Address.unix(path), key(python))) {
            Process child = Python.start(python, SECRET, "textbook_child.py", path.toString());
            try (Connection connection =
                    listener.tryAccept(Duration.ofSeconds(60)).orElseThrow()) {
                connection.send(100);
                assertThat(connection.recv()).isEqualTo(200L);
            }
            assertThat(Python.linesOf(child)).containsExactly("100");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Peers.class,
            names = {"PYTHON", "PYTHON_3_13"})
    void aJavaParentConnectsToItsChild(Peers python) throws Exception {
        Path path = folder.resolve("child");
        Process child = Python.start(python, SECRET, "textbook_listener.py", path.toString());
        try (Connection connection = Client.connect(Address.unix(path), key(python), Duration.ofSeconds(60))) {
            connection.send(100);
            assertThat(connection.recv()).isEqualTo(200L);
        }
        assertThat(Python.linesOf(child)).containsExactly("listening", "100");
    }
}
