package io.nativeipc.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tests the dependency and the program of README.md exactly as they are printed there. Maven resolves the dependency
 * from the deployed artifacts and compiles the program, which is then run as README.md describes. The dependency is the
 * first XML block, the program the first Java block, and the line for Gradle the first Kotlin block. Gradle itself is
 * not run: its coordinates are compared with those in the XML.
 */
class ReadmeTest {
    private static final Path PROJECT = Consumer.TARGET.resolve("readme-" + Consumer.JAVA);
    private static final Path CLASSES = PROJECT.resolve("target/classes");
    private static final boolean FFM = Consumer.JAVA >= 22;

    private static String name;
    private static String jars;

    @BeforeAll
    static void build() throws Exception {
        Published.deleteTree(PROJECT);
        Path sources = Files.createDirectories(PROJECT.resolve("src/main/java"));
        Path template = Published.ROOT.resolve("java/it/consumers/readme");
        Files.writeString(
                PROJECT.resolve("pom.xml"),
                Files.readString(template.resolve("pom.xml"))
                        .replace("<!-- the dependency of README.md -->", block("xml")));
        String program = block("java");
        Matcher found = Pattern.compile("(?m)^(?:public )?class (\\w+)").matcher(program);
        assertThat(found.find()).isTrue();
        name = found.group(1);
        Files.writeString(sources.resolve(name + ".java"), program);
        if (FFM) {
            Files.copy(template.resolve("Typed.java"), sources.resolve("Typed.java"));
        }
        Consumer.build(PROJECT, "-Dmaven.compiler.release=" + Consumer.JAVA);
        jars = Stream.of(Files.readString(PROJECT.resolve("target/class-path"))
                        .strip()
                        .split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns the first block of README.md in this language. */
    private static String block(String language) throws IOException {
        String readme = Files.readString(Published.ROOT.resolve("README.md"));
        Matcher block = Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$").matcher(readme);
        assertThat(block.find()).as("a block of " + language).isTrue();
        return block.group(1);
    }

    @Test
    void gradlesCoordinatesAreMavens() throws Exception {
        Matcher gradle = Pattern.compile("implementation\\(\"([^:\"]+):([^:\"]+):([^:\"]+)\"\\)")
                .matcher(block("kotlin"));
        assertThat(gradle.find()).isTrue();
        assertThat(block("xml").replaceAll("\\s", ""))
                .contains("<groupId>" + gradle.group(1) + "</groupId>"
                        + "<artifactId>" + gradle.group(2) + "</artifactId>"
                        + "<version>" + gradle.group(3) + "</version>");
    }

    @Test
    void theProgramRunsOnTheClassPath() throws Exception {
        exchange(java("ALL-UNNAMED", "-cp", CLASSES + File.pathSeparator + jars, name));
    }

    /** Compiles the program as a module, for which it needs a package. */
    @Test
    void theProgramRunsOnTheModulePath() throws Exception {
        Path sources = Files.createDirectories(PROJECT.resolve("module"));
        Path classes = PROJECT.resolve("target/module");
        Files.writeString(sources.resolve("module-info.java"), "module readme {\n    requires io.nativeipc;\n}\n");
        Files.writeString(sources.resolve(name + ".java"), "package readme;\n\n" + block("java"));
        Process compiler = start(List.of(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-d",
                classes.toString(),
                "--module-path",
                jars,
                sources.resolve("module-info.java").toString(),
                sources.resolve(name + ".java").toString()));
        assertThat(end(compiler)).isEmpty();
        exchange(java(
                "io.nativeipc.ffm",
                "--module-path",
                classes + File.pathSeparator + jars,
                "--module",
                "readme/readme." + name));
    }

    @Test
    void segmentsOfJava22ComeWithTheDependency() throws Exception {
        if (FFM) {
            Process typed = start(java("ALL-UNNAMED", "-cp", CLASSES + File.pathSeparator + jars, "Typed"));
            assertThat(end(typed)).isEqualTo("typed 100\n");
        }
    }

    /** A process writes and waits for a reader; a second process reads. */
    private static void exchange(List<String> program) throws Exception {
        Process writer = start(program);
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("wrote 100");
            List<String> reader = new ArrayList<>(program);
            reader.add("read");
            assertThat(end(start(reader))).isEqualTo("read 100\n");
            assertThat(lines.readLine()).isEqualTo("a reader took it");
            assertThat(lines.readLine()).isNull();
            assertThat(writer.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(writer.exitValue()).isZero();
        } finally {
            writer.destroy();
        }
    }

    /** Returns the command line with the flag that README.md names. */
    private static List<String> java(String nativeAccess, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (FFM) {
            command.add("--enable-native-access=" + nativeAccess);
        }
        command.addAll(List.of(arguments));
        return command;
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String end(Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
