import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport;
import io.nativeipc.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Carries messages as files in a folder, {@code spool:/var/spool/orders}. Messages finds it by META-INF/services. */
public final class SpoolTransport implements MessageTransport {
    @Override
    public Set<String> schemes() {
        return Set.of("spool");
    }

    @Override
    public MessageSender sender(String address, Side side) throws IOException {
        return new SpoolSender(open(address, side));
    }

    @Override
    public MessageReceiver receiver(String address, Side side) throws IOException {
        return new SpoolReceiver(open(address, side));
    }

    /** The folder exists on its own, so both ends open it and neither listens. */
    private static SpoolFolder open(String address, Side side) throws IOException {
        Path folder = Path.of(address.substring("spool:".length()));
        if (side == Side.LISTENS || !folder.isAbsolute()) {
            throw new IllegalArgumentException(address + ": both ends open an absolute path, and neither listens");
        }
        if (!Files.isDirectory(folder)) {
            throw new NotFoundException(address, "absent", "there is no such folder");
        }
        return new SpoolFolder(folder);
    }
}
