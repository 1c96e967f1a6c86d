import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first step of the build: reports in one line which tools are missing or do not work, and what to install.
 * Arguments: the value of {@code -Dpeers}, and whether the build makes a release, includes all platforms, and skips the
 * tests.
 */
public class CheckTools {
    private static final Pattern RELEASE = Pattern.compile("JAVA_VERSION=\"(\\d+)");
    private static final Pattern CMAKE = Pattern.compile("cmake version (\\d+)\\.(\\d+)");

    public static void main(String[] args) throws IOException, InterruptedException {
        String wrong = wrong(args[0], flag(args[1]), flag(args[2]), flag(args[3]));
        if (wrong != null) {
            System.out.println("native-ipc: " + wrong);
            System.exit(1);
        }
    }

    private static boolean flag(String value) {
        return Boolean.parseBoolean(value);
    }

    private static String wrong(String peers, boolean release, boolean allPlatforms, boolean skipTests)
            throws IOException, InterruptedException {
        if (!List.of("auto", "none", "required").contains(peers)) {
            return "-Dpeers=" + peers + ": it is auto, none or required";
        }
        if (release && !allPlatforms) {
            return "-Prelease publishes the library of every platform: mvn -Pall-platforms,release";
        }
        String version = run("cmake", "--version");
        Matcher cmake = CMAKE.matcher(version == null ? "" : version);
        if (!cmake.find()) {
            return "CMake (3.25 or later) is missing or does not run: apt-get install cmake";
        }
        if (Integer.parseInt(cmake.group(1)) * 1000 + Integer.parseInt(cmake.group(2)) < 3025) {
            return "CMake 3.25 or later is missing (found " + cmake.group(1) + "." + cmake.group(2)
                    + "): apt-get install cmake";
        }
        if (System.getenv("CMAKE_GENERATOR") == null && run("make", "--version") == null) {
            return "make is missing or does not run: apt-get install make";
        }
        if (!compiles("CC", "cc", "c")) {
            return "a C compiler is missing or does not link a program: apt-get install gcc libc6-dev";
        }
        if (!compiles("CXX", "c++", "c++")) {
            return "a C++ compiler is missing or does not link a program: apt-get install g++";
        }
        NavigableSet<Integer> jdks = jdks();
        if (jdks.ceiling(25) == null) {
            return "a JDK 25 is missing (found " + jdks + "): install temurin-25-jdk, or set JAVA25_HOME to one";
        }
        if (!skipTests && !jdks.contains(17)) {
            return "a JDK 17 is missing, which the tests run on too (found " + jdks
                    + "): apt-get install openjdk-17-jdk-headless, or set JAVA17_HOME to one";
        }
        if (allPlatforms && run(zig(), "version") == null) {
            return "zig, which -Pall-platforms needs, is missing or does not run: pip install ziglang==0.15.2";
        }
        return null;
    }

    /** Finds zig like cmake/toolchains/zig.cmake. */
    private static String zig() throws InterruptedException {
        String given = System.getenv("NATIVE_IPC_ZIG");
        if (given != null) {
            return given;
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, "zig"))) {
                return Path.of(folder, "zig").toString();
            }
        }
        String module = run(
                "python3",
                "-c",
                "import os, ziglang; print(os.path.join(os.path.dirname(ziglang.__file__), 'zig'), end='')");
        return module == null ? "zig" : module;
    }

    /** Returns the output of a command; null if the command is missing, fails, or does not end. */
    private static String run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0 ? said : null;
        } catch (IOException absent) {
            return null;
        }
    }

    /**
     * Checks that the compiler works: it may be installed without an assembler, a linker or the headers of a library.
     */
    private static boolean compiles(String variable, String otherwise, String language)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("native-ipc-tools-");
        Path source = folder.resolve("program");
        Path program = folder.resolve("program.out");
        try {
            Files.writeString(source, (language.equals("c") ? "#include <stdio.h>" : "#include <string>") + "\nint main() { return 0; }\n");
            List<String> command = new ArrayList<>(
                    List.of(System.getenv().getOrDefault(variable, otherwise).strip().split("\\s+")));
            command.addAll(List.of("-x", language, "-o", program.toString(), source.toString()));
            return run(command.toArray(new String[0])) != null;
        } finally {
            Files.deleteIfExists(program);
            Files.delete(source);
            Files.delete(folder);
        }
    }

    /** Returns the JDKs in the places that maven-toolchains-plugin searches: JAVA*_HOME and the usual folders. */
    private static NavigableSet<Integer> jdks() throws IOException {
        List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("JAVA") && name.endsWith("_HOME")) {
                homes.add(Path.of(value));
            }
        });
        Path user = Path.of(System.getProperty("user.home"));
        List<Path> folders = List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/usr/java"),
                Path.of("/opt"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                user.resolve(".sdkman/candidates/java"),
                user.resolve(".jdks"),
                user.resolve(".m2/jdks"));
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
                    found.forEach(homes::add);
                }
            }
        }
        NavigableSet<Integer> jdks = new TreeSet<>();
        for (Path home : homes) {
            addVersion(home, jdks);
            addVersion(home.resolve("Contents/Home"), jdks);
        }
        return jdks;
    }

    private static void addVersion(Path home, NavigableSet<Integer> jdks) throws IOException {
        Path release = home.resolve("release");
        if (Files.isReadable(release) && Files.exists(home.resolve("bin/javac"))) {
            Matcher version = RELEASE.matcher(Files.readString(release));
            if (version.find()) {
                jdks.add(Integer.parseInt(version.group(1)));
            }
        }
    }
}
