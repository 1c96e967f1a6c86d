package io.nativeipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example in the javadoc of an entry point is a part of a program here, which another test compiles and runs. */
class JavadocExamplesTest {
    private static final Path SOURCES = Path.of("../java/ipc/src/main/java/io/nativeipc");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SharedMemory",
                "MappedFile",
                "NamedSemaphore",
                "NamedMutex",
                "NamedPipe",
                "NamedPipeServer",
                "posix/Fifo",
                "posix/UnixServerSocket",
                "posix/PosixMessageQueue",
                "sysv/SysVSharedMemory",
                "ring/RingChannel",
            })
    void theExampleIsPartOfAProgram(String type) throws IOException {
        List<String> example = example(Files.readString(SOURCES.resolve(type + ".java")));
        assertThat(example).hasSizeGreaterThan(3);
        assertThat(programs()).anySatisfy(program -> assertThat(program).containsSequence(example));
    }

    /** Returns the lines of the first block of code, without their indentation. */
    private static List<String> example(String source) {
        int start = source.indexOf("<pre>{@code\n");
        assertThat(start).as("a block of code").isPositive();
        return source.substring(source.indexOf('\n', start), source.indexOf("}</pre>", start))
                .lines()
                .map(line -> line.strip().replaceFirst("^\\* ?", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static List<List<String>> programs() throws IOException {
        List<List<String>> programs = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("."), 2)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                programs.add(Files.readAllLines(file).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList());
            }
        }
        return programs;
    }
}
