package io.nativeipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in the javadoc of an entry point are parts of programs here, which another test compiles and runs. */
class JavadocExamplesTest {
    private static final Path JAVA = Path.of(System.getProperty("nativeipc.root"), "java");
    private static final List<Path> PACKAGES = Stream.of(
                    "ipc/src/main/java/io/nativeipc",
                    "ipc/src/main/java/io/nativeipc/memory",
                    "ipc/src/main/java/io/nativeipc/posix",
                    "ipc/src/main/java/io/nativeipc/sysv",
                    "ipc/src/main/java/io/nativeipc/windows",
                    "ipc/src/main/java/io/nativeipc/ring",
                    "ipc-python/src/main/java/io/nativeipc/python")
            .map(JAVA::resolve)
            .toList();

    /** Types whose javadoc has an example although they are not entry points. */
    private static final Set<String> FURTHER = Set.of(
            "io.nativeipc.MessageTransport",
            "io.nativeipc.OwnerDiedException",
            "io.nativeipc.memory.SeqLock",
            "io.nativeipc.memory.Struct",
            "io.nativeipc.python.ShareableList",
            "io.nativeipc.sysv.MessageTypes",
            "io.nativeipc.sysv.SemaphoreOperations");

    /** No program here runs on Windows; the portable classes have the examples for these. */
    private static final Set<String> WITHOUT = Set.of(
            "io.nativeipc.windows.FileMapping",
            "io.nativeipc.windows.WindowsEvent",
            "io.nativeipc.windows.WindowsNamedPipe",
            "io.nativeipc.windows.WindowsNamedPipeServer",
            "io.nativeipc.windows.WindowsSemaphore");

    private static final Pattern BLOCK = Pattern.compile("<pre>\\{@code\n(.*?)}</pre>", Pattern.DOTALL);

    private record Source(Class<?> type, Path file) {
        /** {@return whether a public static method opens or creates something that the caller closes} */
        boolean isEntryPoint() {
            return Modifier.isPublic(type.getModifiers())
                    && Stream.of(type.getDeclaredMethods())
                            .anyMatch(method -> Modifier.isPublic(method.getModifiers())
                                    && Modifier.isStatic(method.getModifiers())
                                    && Closeable.class.isAssignableFrom(method.getReturnType()));
        }

        List<List<String>> examples() throws IOException {
            List<List<String>> examples = new ArrayList<>();
            String text = Files.readString(file);
            Matcher blocks = BLOCK.matcher(text.substring(0, text.indexOf("\npublic ")));
            while (blocks.find()) {
                examples.add(lines(blocks.group(1).replaceAll("(?m)^ \\* ?", "")));
            }
            return examples;
        }

        @Override
        public String toString() {
            return type.getName();
        }
    }

    private static Stream<Source> types() throws Exception {
        List<Source> types = new ArrayList<>();
        for (Path directory : PACKAGES) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(path -> path.toString().matches(".*/[A-Z]\\w*\\.java"))
                        .toList()) {
                    String path = file.toString();
                    String name = path.substring(path.indexOf("io/nativeipc"), path.length() - ".java".length());
                    types.add(new Source(Class.forName(name.replace('/', '.')), file));
                }
            }
        }
        return types.stream();
    }

    static Stream<Source> typesWithExamples() throws Exception {
        return types().filter(type -> type.isEntryPoint() || FURTHER.contains(type.toString()))
                .filter(type -> !WITHOUT.contains(type.toString()));
    }

    @ParameterizedTest
    @MethodSource("typesWithExamples")
    void theExamplesArePartsOfPrograms(Source type) throws IOException {
        assertThat(type.examples()).isNotEmpty().allSatisfy(example -> {
            assertThat(example).hasSizeGreaterThan(2);
            assertThat(programs().stream().anyMatch(program -> Collections.indexOfSubList(program, example) >= 0))
                    .as("a program has the lines%n%s", String.join("\n", example))
                    .isTrue();
        });
    }

    @Test
    void theListsNameExistingTypes() throws Exception {
        assertThat(typesWithExamples()).hasSizeGreaterThan(25);
        assertThat(types().map(Source::toString)).containsAll(FURTHER);
        assertThat(types().filter(Source::isEntryPoint).map(Source::toString)).containsAll(WITHOUT);
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static List<List<String>> programs() throws IOException {
        List<List<String>> programs = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Example.FOLDER, 2)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                programs.add(lines(Files.readString(file)));
            }
        }
        return programs;
    }
}
