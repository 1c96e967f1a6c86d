package io.nativeipc.peer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds a Python 3.13 or later in addition to the python3 that the other tests use. */
final class NewPython {
    private static final String CHECK = "import sys; sys.exit(sys.version_info < (3, 13))";

    private static Optional<String> found;

    private NewPython() {}

    static synchronized Optional<String> find() {
        if (found == null) {
            found = candidates().stream()
                    .filter(python -> Peers.succeeds(python, "-c", CHECK))
                    .findFirst();
        }
        return found;
    }

    private static List<String> candidates() {
        List<String> candidates = new ArrayList<>(List.of("python3", "python3.13", "python3.14"));
        Path versions = Path.of(System.getenv().getOrDefault("PYENV_ROOT", System.getProperty("user.home") + "/.pyenv"))
                .resolve("versions");
        if (Files.isDirectory(versions)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(versions, "3.1[3-9]*")) {
                folders.forEach(
                        folder -> candidates.add(folder.resolve("bin/python3").toString()));
            } catch (IOException e) {
                return candidates;
            }
        }
        return candidates;
    }
}
