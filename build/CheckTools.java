import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first step of the build: says in one line what is missing and what to install. */
public class CheckTools {
    private static final Pattern RELEASE = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    public static void main(String[] args) throws IOException {
        String missing = null;
        if (!onPath("cmake")) {
            missing = "CMake (3.25 or later) is missing: apt-get install cmake";
        } else if (!onPath("cc") && System.getenv("CC") == null) {
            missing = "a C compiler is missing: apt-get install gcc";
        } else if (!onPath("c++") && System.getenv("CXX") == null) {
            missing = "a C++ compiler is missing: apt-get install g++";
        } else if (newestJdk() < 25) {
            missing = "a JDK 25 is missing (found " + newestJdk() + "): install temurin-25-jdk, or set JAVA25_HOME to one";
        }
        if (missing != null) {
            System.out.println("native-ipc: " + missing);
            System.exit(1);
        }
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, program)) || Files.isExecutable(Path.of(folder, program + ".exe"))) {
                return true;
            }
        }
        return false;
    }

    /** Looks where maven-toolchains-plugin looks: JAVA*_HOME and the usual folders. */
    private static int newestJdk() throws IOException {
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
        int newest = 0;
        for (Path home : homes) {
            newest = Math.max(newest, Math.max(version(home), version(home.resolve("Contents/Home"))));
        }
        return newest;
    }

    private static int version(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isReadable(release) || !Files.exists(home.resolve("bin"))) {
            return 0;
        }
        Matcher version = RELEASE.matcher(Files.readString(release));
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }
}
