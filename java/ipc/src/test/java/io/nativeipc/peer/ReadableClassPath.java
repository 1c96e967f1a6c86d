package io.nativeipc.peer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the class path that another user can read. If Maven runs as root, only root can read its repository. */
public final class ReadableClassPath {
    private static String copied;

    private ReadableClassPath() {}

    public static synchronized String get() {
        if (copied == null) {
            copied = copy();
        }
        return copied;
    }

    private static String copy() {
        try {
            Path folder = Files.createTempDirectory("native-ipc-classes-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            List<String> entries = new ArrayList<>();
            int number = 0;
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                Path from = Path.of(entry);
                Path to = folder.resolve(number++ + "-" + from.getFileName());
                if (Files.isDirectory(from)) {
                    copyTree(from, to);
                    entries.add(to.toString());
                } else if (Files.isRegularFile(from)) {
                    Files.copy(from, to);
                    readable(to);
                    entries.add(to.toString());
                }
            }
            return String.join(File.pathSeparator, entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.copy(path, target);
                readable(target);
            }
        }
    }

    private static void readable(Path path) throws IOException {
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static void delete(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
