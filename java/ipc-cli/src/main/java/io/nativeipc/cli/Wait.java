package io.nativeipc.cli;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wait}: decrements a semaphore, waiting until its value is positive. */
@Command(description = "Decrement a semaphore, waiting until its value is positive.")
final class Wait extends Verb {
    @Option(
            names = "--timeout",
            paramLabel = "S",
            converter = Converters.Seconds.class,
            description = "Exit with status 1 if the value is not positive within S seconds.")
    @Nullable
    Duration timeout;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Counter semaphore = Opener.semaphore(address)) {
            if (timeout == null) {
                semaphore.acquire();
                return 0;
            }
            return semaphore.tryAcquire(timeout) ? 0 : Main.FAILED;
        }
    }
}
