import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds every module in a second Maven process, whose output is printed only if it fails, and runs the demo.
 * Arguments: the project's folder, the Maven program, its local repository, the options for its two settings files, and
 * {@code offline=} true or false.
 */
public class Demo {
    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of(args[0]).toRealPath();
        List<String> maven = new ArrayList<>(List.of(
                args[1],
                "--batch-mode",
                "--quiet",
                "-Pwithout-tests",
                "-DskipTests", // so that no harness joins the build
                "-Ddist.skip=true",
                "-Dmaven.repo.local=" + args[2],
                "--file=" + root));
        for (String settings : List.of(args[3], args[4])) {
            if (Files.exists(Path.of(settings.substring(settings.indexOf('=') + 1)))) {
                maven.add(settings);
            }
        }
        if (args[5].equals("offline=true")) {
            maven.add("--offline");
        }
        maven.add("package");
        System.out.println("Building all modules, without their tests: about a minute");
        Path log = Files.createDirectories(root.resolve("target")).resolve("demo.log");
        int built = run(root, maven, ProcessBuilder.Redirect.to(log.toFile()));
        if (built != 0) {
            System.out.write(Files.readAllBytes(log));
            System.out.flush();
            System.exit(built);
        }
        System.exit(run(
                root,
                List.of(root.resolve("java/ipc-cli/target/native-ipc").toString(), "demo"),
                ProcessBuilder.Redirect.INHERIT));
    }

    private static int run(Path folder, List<String> command, ProcessBuilder.Redirect output)
            throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .redirectErrorStream(output != ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output)
                .start()
                .waitFor();
    }
}
