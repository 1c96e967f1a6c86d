package io.nativeipc.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder into which the preceding modules were deployed. */
final class Published {
    static final Path ROOT = Path.of(System.getProperty("nativeipc.root")).normalize();
    static final Path REPOSITORY =
            Path.of(System.getProperty("nativeipc.repository")).normalize();
    static final String VERSION = System.getProperty("nativeipc.version");

    /** Whether this build contains the libraries of all platforms, or only that of its own. */
    static final boolean ALL_PLATFORMS = Boolean.getBoolean("nativeipc.all-platforms");

    private Published() {}

    static Path file(String artifact, String rest) {
        return REPOSITORY
                .resolve("io/nativeipc")
                .resolve(artifact)
                .resolve(VERSION)
                .resolve(artifact + "-" + VERSION + rest);
    }

    /** Returns the rest of each file name after artifact and version, without the checksums. */
    static List<String> rests(String artifact) throws IOException {
        String name = artifact + "-" + VERSION;
        return names(REPOSITORY.resolve("io/nativeipc").resolve(artifact).resolve(VERSION)).stream()
                .filter(file -> !file.matches(".*\\.(md5|sha1)"))
                .map(file -> file.substring(name.length()))
                .toList();
    }

    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().collect(Collectors.toList());
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
