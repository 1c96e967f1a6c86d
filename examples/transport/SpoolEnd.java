import io.nativeipc.spi.Waits;
import java.io.Closeable;
import java.io.IOException;

/** What a sender and a receiver have in common: the folder, the loop that waits, and close. */
abstract class SpoolEnd implements Closeable {
    private final SpoolFolder folder;
    private volatile boolean closed;

    SpoolEnd(SpoolFolder folder) {
        this.folder = folder;
    }

    interface Attempt {
        boolean succeeds() throws IOException;
    }

    /** Retries until the deadline. An interrupt ends the pauses, and a close the next attempt. */
    static boolean retry(Attempt attempt, long deadline) throws IOException, InterruptedException {
        Waits.throwIfInterrupted();
        for (int failed = 0; !attempt.succeeds(); failed++) {
            if (!Waits.pause(failed, deadline)) {
                return false;
            }
        }
        return true;
    }

    final SpoolFolder folder() {
        if (closed) {
            throw new IllegalStateException("spool:" + folder.path() + " is closed");
        }
        return folder;
    }

    @Override
    public void close() {
        closed = true;
    }
}
