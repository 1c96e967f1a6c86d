import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds every module in a Maven that prints errors alone, and runs the demo. Arguments: the project's folder, Maven's program, its
 * local repository, its settings of the user and of all users, and whether it is offline.
 */
public class Demo {
    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of(args[0]).toRealPath();
        List<String> maven = new ArrayList<>(List.of(
                args[1],
                "--batch-mode",
                "--quiet",
                "-Pwithout-tests",
                "-Ddist.skip=true",
                "-Dmaven.repo.local=" + args[2],
                "--file=" + root));
        add(maven, "--settings=", args[3]);
        add(maven, "--global-settings=", args[4]);
        if (Boolean.parseBoolean(args[5])) {
            maven.add("--offline");
        }
        maven.add("package");
        System.out.println("Building all modules, without their tests: about a minute");
        run(root, maven);
        run(root, List.of(root.resolve("java/ipc-cli/target/native-ipc").toString(), "demo"));
    }

    private static void add(List<String> command, String option, String file) {
        if (Files.exists(Path.of(file))) {
            command.add(option + file);
        }
    }

    private static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        int status = new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            System.exit(status);
        }
    }
}
