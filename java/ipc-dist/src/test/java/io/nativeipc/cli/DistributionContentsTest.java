package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.cli.Program.Result;
import io.nativeipc.internal.sys.Platform;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the contents of the archive. */
class DistributionContentsTest {
    private static final Path UNPACKED = Program.launcherFile().getParent();
    private static final Set<String> MODULES =
            Set.of(System.getProperty("nativeipc.dist.modules").split(","));

    private static final Pattern ASKS = Pattern.compile(" +(\\S+) +-> +\\S+ +(java\\.\\S+|jdk\\.\\S+)");

    /**
     * Modules that the libraries use only for purposes that the command does not have (windows, beans, DNS records,
     * values of SQL and XML, flight recordings), each with the classes that refer to it.
     */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "java.desktop",
            "com\\.sun\\.jna\\.Native(\\$\\w+)?|com\\.rabbitmq\\.tools\\.json\\..*|com\\.fasterxml\\.jackson\\.databind\\.ext\\.Java7.*",
            "java.naming",
            "com\\.rabbitmq\\.client\\.DnsSrvRecordAddressResolver(\\$\\w+)?",
            "java.sql",
            "com\\.fasterxml\\.jackson\\.databind\\.(ser|deser|ext)\\..*|com\\.fasterxml\\.jackson\\.databind\\.util\\.ClassUtil",
            "java.xml",
            "com\\.fasterxml\\.jackson\\.databind\\.ext\\..*",
            "jdk.jfr",
            "io\\.nativeipc\\.internal\\.events\\..*");

    @TempDir
    private Path folder;

    @Test
    void theFilesAreThoseThatBelongThere() throws Exception {
        try (Stream<Path> files = Files.list(UNPACKED)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "native-ipc",
                            "native-ipc.cmd",
                            "native-ipc.jar",
                            "native-ipc.aot",
                            Platform.current().libraryFile(),
                            "runtime",
                            "licences",
                            "LICENSE",
                            "README");
        }
        String version = Program.launcher().run("--version").out().split(" ")[1].strip();
        assertThat(UNPACKED.resolve("README"))
                .content()
                .startsWith("native-ipc " + version + ", " + Platform.current().id() + "\n")
                .doesNotContain("${");
        assertThat(UNPACKED.resolve("native-ipc.cmd"))
                .content()
                .startsWith("@echo off\r\n")
                .doesNotContainPattern("[^\r]\n");
        assertThat(UNPACKED.resolve("runtime/legal/java.base/LICENSE")).exists();
        assertThat(UNPACKED.resolve("licences/NOTICE")).content().contains("Jackson");
    }

    @Test
    void whatIsToRunIsAllowedTo() throws Exception {
        List<String> built = runnable(Path.of(System.getProperty("nativeipc.dist.folder")));
        assertThat(built).contains("native-ipc", "runtime/bin/java", "runtime/lib/jspawnhelper");
        assertThat(runnable(UNPACKED)).isEqualTo(built);
    }

    private static List<String> runnable(Path place) throws Exception {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .filter(Files::isExecutable)
                    .map(file -> place.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theRuntimeHasTheModulesThatWereAskedFor() throws Exception {
        Result result = Program.program(UNPACKED.resolve("runtime/bin/java").toString(), "--list-modules")
                .run();
        Set<String> expected = new TreeSet<>(MODULES);
        expected.add("java.base");
        assertThat(result.out().lines().map(line -> line.replaceAll("@.*", "")))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theCommandAsksForNoOthers() {
        StringWriter out = new StringWriter();
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "--multi-release=25",
                        "--ignore-missing-deps",
                        "-verbose:class",
                        "-filter:none",
                        Program.jarFile().toString());
        assertThat(status).as(out.toString()).isZero();
        Map<String, Set<String>> asking = new TreeMap<>();
        for (String line : out.toString().split("\n")) {
            Matcher asks = ASKS.matcher(line);
            if (asks.matches() && !asks.group(1).matches(LEFT_OUT.getOrDefault(asks.group(2), ""))) {
                asking.computeIfAbsent(asks.group(2), module -> new TreeSet<>()).add(asks.group(1));
            }
        }
        assertThat(asking.remove("java.base")).isNotEmpty();
        assertThat(asking.keySet()).as("%s", asking).isEqualTo(MODULES);
    }

    /** Copies the folder as a user does, keeping the file times. */
    private Path moved() throws Exception {
        Path target = folder.resolve("moved here");
        assertThat(Program.program("cp", "-a", UNPACKED.toString(), target.toString())
                        .run())
                .isEqualTo(new Result(0, "", ""));
        return target;
    }

    @Test
    void theCacheIsUsedAndStaysSoWhenTheFolderMoves() throws Exception {
        for (Path place : List.of(UNPACKED, moved())) {
            Result result = Program.program(place.resolve("native-ipc").toString())
                    .with("JDK_JAVA_OPTIONS", "-XX:AOTMode=on")
                    .run("--version");
            assertThat(result.err()).isEqualTo("NOTE: Picked up JDK_JAVA_OPTIONS: -XX:AOTMode=on\n");
            assertThat(result.exit()).isZero();
            assertThat(loads(place)).contains(Main.class.getName() + " source: shared objects file");
        }
    }

    @Test
    void withoutTheCacheItRunsAsWell() throws Exception {
        Path place = moved();
        Files.setLastModifiedTime(place.resolve("native-ipc.jar"), FileTime.fromMillis(0));
        Path launcher = place.resolve("native-ipc");
        assertThat(Program.program(launcher.toString()).run("--version"))
                .isEqualTo(Program.launcher().run("--version"));
        assertThat(Program.program(launcher.toString())
                        .with("JDK_JAVA_OPTIONS", "-XX:AOTMode=on")
                        .run("--version")
                        .exit())
                .as("the cache is refused")
                .isNotZero();
        assertThat(loads(place)).contains(Main.class.getName() + " source: file:");
    }

    /** Returns the origin of each loaded class, with the launcher's flags plus the log. */
    private static String loads(Path place) throws Exception {
        return Program.program(
                        place.resolve("runtime/bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:AOTCache=" + place.resolve("native-ipc.aot"),
                        "-Xlog:class+load",
                        "-jar",
                        place.resolve("native-ipc.jar").toString(),
                        "--version")
                .run()
                .out();
    }
}
