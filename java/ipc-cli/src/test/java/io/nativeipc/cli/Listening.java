package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** When a socket of another process has become one that connects: its name is there before it listens. */
final class Listening {
    /** __SO_ACCEPTCON in /proc/net/unix. */
    private static final String FLAGS = " 00010000 ";

    private Listening() {}

    static void await(Path path) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!listens(path)) {
            assertThat(System.nanoTime() - deadline).as(path.toString()).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static boolean listens(Path path) throws Exception {
        try (Stream<String> sockets = Files.lines(Path.of("/proc/net/unix"))) {
            return sockets.anyMatch(line -> line.contains(FLAGS) && line.endsWith(" " + path));
        }
    }
}
