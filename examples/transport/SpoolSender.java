import io.nativeipc.MessageSender;
import io.nativeipc.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Sends each message as a file. A folder with 100 messages is full. */
final class SpoolSender extends SpoolEnd implements MessageSender {
    SpoolSender(SpoolFolder folder) {
        super(folder);
    }

    @Override
    public boolean trySend(ByteBuffer message) throws IOException {
        if (folder().messages().size() >= 100) {
            return false;
        }
        byte[] bytes = new byte[message.remaining()];
        message.duplicate().get(bytes);
        folder().add(bytes);
        message.position(message.limit()); // only an accepted message moves the position
        return true;
    }

    @Override
    public boolean trySend(ByteBuffer message, Duration timeout) throws IOException, InterruptedException {
        return retry(() -> trySend(message), Deadline.after(timeout));
    }

    @Override
    public void send(ByteBuffer message) throws IOException, InterruptedException {
        retry(() -> trySend(message), Deadline.NEVER);
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.STORED;
    }
}
