package io.nativeipc.elsewhere;

import java.io.File;
import java.io.IOException;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the contracts in JVMs of another system with JUnit's console launcher, and compares the executed tests with
 * those of the same provider and Java on this system. Each test that passed here must pass there or be listed in a file
 * of {@link Exclusions}. The arguments are the project's folder, the module's target folder, {@code auto}, {@code none}
 * or {@code required}, the folder of the JVMs, the class path, and the nested classes of the suite to run (all if
 * empty; a partial run is not compared).
 */
abstract class ForeignRun {
    private static final int REASON_LINES = 9;

    final Path root;
    final Path target;
    final Path home;
    private final boolean none;
    private final boolean required;
    private final List<Path> classPath;
    private final List<String> contracts;
    private final String file;
    private final List<Exclusions.Line> exclusions;
    private final Set<Exclusions.Line> used = new LinkedHashSet<>();
    private boolean good = true;

    /**
     * Reads the arguments.
     *
     * @param file the file of the exclusions
     */
    ForeignRun(String[] args, String file) throws IOException {
        this.file = file;
        root = Path.of(args[0]).toRealPath();
        target = Files.createDirectories(Path.of(args[1])).toRealPath();
        none = args[2].equals("none");
        required = args[2].equals("required");
        home = Path.of(args[3]).toAbsolutePath();
        classPath = Stream.of(args[4].split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().normalize())
                .toList();
        contracts =
                Stream.of(args[5].split(",")).filter(name -> !name.isBlank()).toList();
        exclusions = Exclusions.read(file);
    }

    abstract List<Jvm> jvms();

    /** Returns what is missing or does not run, and how to install it; null if nothing is missing. */
    abstract String missing(Jvm jvm) throws IOException, InterruptedException;

    /** Returns whether the JVMs run at the same time. */
    abstract boolean atOnce();

    abstract Duration patience();

    /** Called repeatedly while the JVM runs. */
    void lookAfter(Process jvm) {}

    /** Returns whether the emulator has failed since the last call of this method, which may have made tests fail. */
    boolean disturbed() {
        return false;
    }

    /** Returns the command up to the JVM's own options. */
    abstract List<String> java(Jvm jvm) throws IOException;

    abstract Map<String, String> environment();

    /** Returns the other system's path of a file of this system. */
    String there(Path path) {
        return path.toString();
    }

    boolean isIn(Jvm jvm, Path classPathEntry) {
        return true;
    }

    String classPathSeparator() {
        return ":";
    }

    /** Returns whether all runs succeeded. */
    final boolean run() throws IOException, InterruptedException {
        List<Jvm> there = new ArrayList<>();
        for (Jvm jvm : jvms()) {
            if (!selection(jvm, contracts).isEmpty() && isThere(jvm)) {
                there.add(jvm);
            }
        }
        Map<Jvm, Process> running = new LinkedHashMap<>();
        long start = System.nanoTime();
        for (Jvm jvm : atOnce() ? there : List.<Jvm>of()) {
            running.put(jvm, start(jvm));
        }
        int compared = 0;
        for (Jvm jvm : there) {
            Process process = atOnce() ? running.get(jvm) : start(jvm);
            String end = await(process, atOnce() ? start : System.nanoTime());
            Executed run = Executed.read(record(jvm.execution()));
            if (end == null && disturbed()) {
                run = again(jvm, run);
            }
            compared += report(jvm, run, end) ? 1 : 0;
        }
        if (compared == jvms().size()) {
            exclusions.stream()
                    .filter(line -> !used.contains(line))
                    .forEach(line -> fail(file + " has a line that covers nothing: " + line.text()));
        }
        return good;
    }

    /** Runs the failed contracts again, if there are any, and returns the combined run. */
    private Executed again(Jvm jvm, Executed first) throws IOException, InterruptedException {
        List<String> failed = first.with("FAILED").stream()
                .filter(Executed.Test::isOfAContract)
                .map(test -> test.contract().replaceFirst("Contract$", ""))
                .distinct()
                .toList();
        if (failed.isEmpty()) {
            return first;
        }
        System.out.println(jvm + ": once more, as the emulator disturbed it: " + String.join(", ", failed));
        String end = await(start(jvm, failed), System.nanoTime());
        Executed second = Executed.read(record(jvm.execution()));
        if (end != null || !second.ended()) {
            return first;
        }
        for (Executed.Test test : first.with("FAILED")) {
            for (String object : test.left()) {
                if (object.matches("/(dev/shm|dev/mqueue|tmp)/[^/]*ipc-test-\\d+-[^/]*")) {
                    delete(Path.of(object)); // of a process that was killed before it could
                }
            }
        }
        return first.replacedBy(second);
    }

    private void fail(String what) {
        System.out.println("  " + what);
        good = false;
    }

    private boolean isThere(Jvm jvm) throws IOException, InterruptedException {
        String missing = none ? "-Dpeers=none" : missing(jvm);
        if (missing != null) {
            System.out.println(jvm + ": nothing run, " + missing);
            good &= !required;
        }
        return missing == null;
    }

    /** Returns whether a program is completely installed: it starts, and exits with 0. */
    final boolean works(String... command) throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment());
        try {
            Process process = builder.start();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
            }
            return process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private Path record(String execution) {
        return root.resolve("target/executed").resolve(execution + ".txt");
    }

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    final Process start(Path log, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(log.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment());
        return builder.start();
    }

    /** Returns whether the long tests run there at the size of {@code -Pfull}. */
    boolean full() {
        return Boolean.getBoolean("nativeipc.full");
    }

    private Process start(Jvm jvm) throws IOException {
        return start(jvm, contracts.isEmpty() ? jvm.contracts() : contracts);
    }

    private Process start(Jvm jvm, List<String> asked) throws IOException {
        Path folder = target.resolve(jvm.execution());
        delete(folder);
        Files.createDirectories(folder);
        Files.deleteIfExists(record(jvm.execution()));
        List<String> command = new ArrayList<>(java(jvm));
        command.add("-Xmx512m");
        if (jvm.java() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-Dexpected.java=" + jvm.java(),
                "-Dexpected.provider=" + jvm.provider(),
                "-Dnativeipc.executed=" + there(record(jvm.execution())),
                "-Dnativeipc.execution=" + jvm.execution(),
                "-Dnativeipc.root=" + there(root),
                "-Dnativeipc.full=" + full(),
                "-Dnativeipc.peers=" + (required ? "required" : "auto"),
                "-Dnativeipc.peers.home=" + there(home),
                "-cp",
                classPath.stream()
                        .filter(entry -> isIn(jvm, entry))
                        .map(this::there)
                        .collect(Collectors.joining(classPathSeparator())),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--disable-ansi-colors",
                "--details=summary",
                "--config=junit.jupiter.extensions.autodetection.enabled=true",
                "--include-classname=.*",
                "--reports-dir=" + there(folder)));
        selection(jvm, asked).forEach(nested -> command.add("--select-class=" + jvm.suite() + nested));
        return start(folder.resolve("console.log"), command);
    }

    private static List<String> selection(Jvm jvm, List<String> asked) {
        if (asked.isEmpty()) {
            return List.of("");
        }
        return asked.stream()
                .filter(name -> jvm.runs(name + "Contract"))
                .map(name -> "$" + name)
                .toList();
    }

    /** Returns how the process ended, or null for the normal exit codes of a run: 0, or 1 if tests have failed. */
    private String await(Process process, long start) throws InterruptedException {
        while (!process.waitFor(5, TimeUnit.SECONDS)) {
            lookAfter(process);
            if (System.nanoTime() - start > patience().toNanos()) {
                process.destroyForcibly().waitFor();
                return "the JVM was killed after " + patience().toMinutes() + " minutes";
            }
        }
        return process.exitValue() <= 1 ? null : "the JVM ended with exit code " + process.exitValue();
    }

    /** Prints the results. Returns whether the run was compared with the run on this system. */
    private boolean report(Jvm jvm, Executed run, String end) throws IOException {
        List<Executed.Test> failed = run.with("FAILED");
        List<Executed.Test> aborted = unexplained(run.with("ABORTED"));
        List<Executed.Test> skipped = unexplained(run.with("SKIPPED"));
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
                leftOut == 0 ? "" : "; " + leftOut + " left out by " + file);
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
            System.out.println("  more in " + target.resolve(jvm.execution()).resolve("console.log"));
        }
        return run.ended() && contracts.isEmpty() && compare(jvm, run, record(jvm.counterpart()));
    }

    private List<Executed.Test> unexplained(List<Executed.Test> tests) {
        return tests.stream()
                .filter(test -> exclusions.stream().noneMatch(test::isCoveredBy))
                .toList();
    }

    private static void list(List<Executed.Test> tests) {
        for (Executed.Test test : tests) {
            System.out.println("  " + test.status() + " " + test);
            Arrays.stream(Executed.decoded(test.reason()).split("\n"))
                    .filter(line -> !line.isBlank())
                    .limit(REASON_LINES)
                    .forEach(line -> System.out.println("      " + line));
        }
    }

    /**
     * Compares a run with the run on this system. A partial run (-Dtest=…), or a missing one, cannot be compared; if
     * peers are required, as on a CI machine, that is an error.
     */
    private boolean compare(Jvm jvm, Executed run, Path record) throws IOException {
        Executed here = Executed.read(record);
        if (!here.whole()) {
            System.out.println("  not compared with this system: " + record
                    + (Files.exists(record) ? " is no whole run" : " is absent, no test ran here"));
            good &= !required;
            return false;
        }
        Set<String> passed = run.keys(true);
        Set<String> listed = run.keys(false);
        Set<String> known = here.tests().stream().map(Executed.Test::key).collect(Collectors.toSet());
        Set<String> failedContainers = run.tests().stream()
                .filter(test -> !test.succeeded() && !known.contains(test.key()))
                .map(Executed.Test::name)
                .collect(Collectors.toSet());
        for (Executed.Test test : here.tests()) {
            if (!test.isOfAContract() || !jvm.runs(test.contract()) || passed.contains(test.key())) {
                continue;
            }
            List<Exclusions.Line> covering =
                    exclusions.stream().filter(test::isCoveredBy).toList();
            used.addAll(covering);
            boolean told = listed.contains(test.key())
                    || failedContainers.contains(test.name())
                    || failedContainers.contains(test.contract());
            if (test.succeeded() && covering.isEmpty() && !told) {
                fail("MISSING " + test + ": it passed here, did not run there, and has no line in " + file);
            }
        }
        return true;
    }
}
