package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.internal.unix.ListeningSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits until the socket of another process listens, because its name exists before that. */
final class Listening {
    private Listening() {}

    static void await(Path path) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (ListeningSocket.inode(path).isEmpty()) {
            assertThat(System.nanoTime() - deadline).as(path.toString()).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }
}
