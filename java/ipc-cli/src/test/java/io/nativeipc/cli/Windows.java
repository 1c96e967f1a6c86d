package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.DotNet;
import io.nativeipc.peer.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs the packaged jar in Windows JVMs under Wine, in a prefix that is created once. Its processes end with the tests.
 */
final class Windows implements BeforeAllCallback, AfterAllCallback {
    private static final Path TARGET = Program.jarFile().getParent().toAbsolutePath();
    private static final Path PREFIX = TARGET.resolve("wine");

    /** Referenced so that it is not collected, which would close its stdin. */
    private Command holder;

    private boolean started;

    /** The exit status of a line, and what it printed on stdout and stderr. */
    record Line(int status, String text) {}

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Peers.WINE.require();
        started = true;
        Files.createDirectories(TARGET.resolve("wine-tmp"));
        Path complete = PREFIX.resolve("complete");
        if (!Files.exists(complete)) {
            assertThat(runUnheard("wineboot", "-i")).isZero();
            Files.createFile(complete);
        }
        endAll();
        holdDesktop();
    }

    /** Ends all processes, also those that a killed run has left. Both commands exit with 1 if nothing runs. */
    private static void endAll() throws Exception {
        runUnheard("wineserver", "-k");
        runUnheard("wineserver", "-w");
    }

    /**
     * Starts a JVM that keeps running. The first process starts Wine's servers and a desktop, which keep its stdout and
     * stderr open as long as any process uses them. If a test's command were the first, its output would not end while
     * another command runs.
     */
    private void holdDesktop() {
        holder = commandLines(17);
        holder.write("--version\n".getBytes(StandardCharsets.UTF_8));
        assertThat(holder.hear("native-ipc".length())).isEqualTo("native-ipc");
    }

    private static int runUnheard(String... words) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment());
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return process.exitValue();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (started) {
            endAll();
        }
    }

    /** Starts the command with stdin open. */
    Command start(int java, String... arguments) {
        List<String> words = java(java);
        words.addAll(List.of("-jar", path(Program.jarFile())));
        words.addAll(List.of(arguments));
        return wine(words.toArray(String[]::new));
    }

    /** Runs the command with these bytes as its stdin. */
    Command.Result run(int java, byte[] stdin, String... arguments) {
        Command command = start(java, arguments);
        command.write(stdin);
        command.endStdin();
        return command.result();
    }

    /** Runs the command for each line in one JVM. */
    List<Line> lines(int java, String... lines) {
        Command command = commandLines(java);
        command.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        command.endStdin();
        List<Line> results = new ArrayList<>();
        Command.Result result = command.result();
        String rest = result.out().replace("\r", "");
        for (int end = rest.indexOf(CommandLines.STATUS); end >= 0; end = rest.indexOf(CommandLines.STATUS)) {
            String[] more = rest.substring(end + CommandLines.STATUS.length()).split("\n", 2);
            results.add(new Line(Integer.parseInt(more[0]), rest.substring(0, end)));
            rest = more[1];
        }
        assertThat(results).as(result.out() + result.err()).hasSameSizeAs(lines);
        return results;
    }

    private static Command commandLines(int java) {
        List<String> words = java(java);
        Path classes = TARGET.resolve("test-classes");
        words.addAll(List.of("-cp", path(Program.jarFile()) + ";" + path(classes), CommandLines.class.getName()));
        return wine(words.toArray(String[]::new));
    }

    /** Starts a batch file of these lines, whose exit status is that of the last line. */
    Command batch(Path folder, Map<String, String> variables, String... lines) throws IOException {
        Path file = Files.writeString(folder.resolve("test.bat"), String.join("\r\n", lines) + "\r\n");
        Map<String, String> environment = environment();
        environment.putAll(variables);
        return new Command(List.of("wine", "cmd", "/c", path(file)), environment);
    }

    /** Starts a C# program in the same prefix. */
    Command dotNet(String program, String... arguments) {
        Peers.DOTNET.require();
        List<String> words = new ArrayList<>(List.of(
                "wine",
                Peers.home().resolve("dotnet-windows/dotnet.exe").toString(),
                path(DotNet.programs().resolve(program + ".dll"))));
        words.addAll(List.of(arguments));
        return wine(words.toArray(String[]::new));
    }

    /** Returns the files of native-ipc in the folders for temporary files. */
    static List<Path> temporaryFiles() {
        try (Stream<Path> files = Files.walk(PREFIX.resolve("drive_c/users"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("native-ipc"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the folder C:\ as a path of this system. */
    static Path driveC() {
        return PREFIX.resolve("drive_c");
    }

    /**
     * Returns the command line of a Java. Java 25 warns on stdout of a call that Wine lacks, so warnings are off. Short
     * programs need no compilation beyond the first tier.
     */
    private static List<String> java(int version) {
        List<String> words = new ArrayList<>(List.of(
                "wine",
                Peers.home()
                        .resolve("windows-java-" + version + "/bin/java.exe")
                        .toString(),
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-PrintWarnings",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        if (version >= 22) {
            words.add("--enable-native-access=ALL-UNNAMED");
        }
        return words;
    }

    static String path(Path path) {
        return "Z:" + path.toAbsolutePath().toString().replace('/', '\\');
    }

    private static Command wine(String... words) {
        return new Command(List.of(words), environment());
    }

    /** Redirects HOME into the build, because the folders of Wine's user are links to HOME. */
    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Peers.WINE.environment());
        environment.putAll(Peers.DOTNET.environment());
        environment.put("WINEPREFIX", PREFIX.toString());
        environment.put("WINEDLLOVERRIDES", "mscoree,mshtml,winemenubuilder.exe=");
        environment.put("TMPDIR", TARGET.resolve("wine-tmp").toString());
        environment.put("HOME", TARGET.resolve("wine-tmp").toString());
        return environment;
    }
}
