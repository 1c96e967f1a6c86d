import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the programs that make the site. */
final class Commands {
    private Commands() {}

    static boolean isThere(String program) throws InterruptedException {
        return output("", program, "--version") != null;
    }

    /** Returns the output of a command; null if the command is missing or fails. */
    static String output(String pythonPath, String... command) throws InterruptedException {
        try {
            Process process = start(Path.of("."), pythonPath, List.of(command));
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? output : null;
        } catch (IOException absent) {
            return null;
        }
    }

    static void run(Path folder, String name, List<String> command) throws IOException, InterruptedException {
        run(folder, name, "", command);
    }

    /** Runs a command, whose output is printed only if it fails. */
    static void run(Path folder, String name, String pythonPath, List<String> command)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = start(folder, pythonPath, command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            System.out.println(output);
            Site.end(name + " failed");
        }
        System.out.println(name + ": " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) + " s");
    }

    private static Process start(Path folder, String pythonPath, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.redirectInput(Path.of("/dev/null").toFile());
        if (!pythonPath.isEmpty()) {
            builder.environment().put("PYTHONPATH", pythonPath);
        }
        // Material for MkDocs prints news about itself
        builder.environment().put("NO_MKDOCS_2_WARNING", "1");
        builder.environment().put("DISABLE_MKDOCS_2_WARNING", "true");
        return builder.start();
    }
}
