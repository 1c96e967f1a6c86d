import io.nativeipc.MessageHandler;
import io.nativeipc.MessageReceiver;
import io.nativeipc.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Hands each file's content to the handler and then deletes the file. A folder has one receiver. */
final class SpoolReceiver extends SpoolEnd implements MessageReceiver {
    SpoolReceiver(SpoolFolder folder) {
        super(folder);
    }

    @Override
    public synchronized boolean tryReceive(MessageHandler handler) throws IOException {
        List<Path> messages = folder().messages();
        if (messages.isEmpty()) {
            return false;
        }
        byte[] bytes = Files.readAllBytes(messages.get(0));
        handler.onMessage(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
        Files.delete(messages.get(0)); // a message whose handler failed is received again
        return true;
    }

    @Override
    public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return retry(() -> tryReceive(handler), Deadline.after(timeout));
    }

    @Override
    public void receive(MessageHandler handler) throws IOException, InterruptedException {
        retry(() -> tryReceive(handler), Deadline.NEVER);
    }
}
