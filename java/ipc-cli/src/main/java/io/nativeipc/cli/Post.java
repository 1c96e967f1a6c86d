package io.nativeipc.cli;

import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code post}: increments a semaphore. */
@Command(description = "Increment a semaphore.")
final class Post extends Verb {
    @Override
    public Integer call() throws IOException {
        try (Counter semaphore = Opener.semaphore(address)) {
            semaphore.release();
        }
        return 0;
    }
}
