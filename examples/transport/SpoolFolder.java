import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A folder with one file for each message, whose names sort by time. */
record SpoolFolder(Path path) {
    private static final AtomicLong LAST = new AtomicLong();

    /** Returns the complete messages, the oldest first. */
    List<Path> messages() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(".message"))
                    .sorted()
                    .toList();
        }
    }

    /** Writes a message to a file, and renames the file when it is complete. */
    void add(byte[] message) throws IOException {
        long number = LAST.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis() * 1_000_000));
        Path partial = Files.createTempFile(path, number + "-", ".partial");
        try {
            Files.write(partial, message);
            Files.move(partial, Path.of(partial.toString().replace(".partial", ".message")));
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
