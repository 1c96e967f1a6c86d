package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.NotFoundException;
import io.nativeipc.inventory.Inventory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits until the socket of another process listens, because its name exists before that. */
final class Listening {
    private Listening() {}

    static void await(Path path) throws IOException {
        await(new IpcAddress(Kind.UNIX, path.toString()));
    }

    static void await(IpcAddress socketOrPipe) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!listens(socketOrPipe)) {
            assertThat(System.nanoTime() - deadline).as(socketOrPipe.toString()).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static boolean listens(IpcAddress socketOrPipe) throws IOException {
        try {
            return Boolean.TRUE.equals(Inventory.find(socketOrPipe).details().get("listening"));
        } catch (NotFoundException notYet) {
            return false;
        }
    }
}
