package io.nativeipc.internal.transport;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.MappedFile;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport;
import io.nativeipc.Region;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import io.nativeipc.windows.FileMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * {@code ring:/name}, and {@code ring:} with the address of memory for a channel in it: {@code ring:file:/path},
 * {@code ring:sysv-shm:KEY}, {@code ring:posix-shm:/name}, {@code ring:win-map:NAME}.
 */
public final class RingTransport implements MessageTransport {
    /** The memory that can hold a ring channel. */
    private static final Map<Kind, Opening> MEMORY = Map.of(
            Kind.FILE, address -> MappedFile.open(Path.of(address.name())),
            Kind.POSIX_SHM, address -> PosixSharedMemory.open(address.name()),
            Kind.WIN_MAP, address -> FileMapping.open(address.name()),
            Kind.SYSV_SHM, RingTransport::segment);

    @FunctionalInterface
    private interface Opening {
        Region open(IpcAddress address) throws IOException;
    }

    /** A lane becomes free at the latest when the consumer has drained it. */
    private static final Duration LANE_PATIENCE = Duration.ofSeconds(1);

    /** For ServiceLoader. */
    public RingTransport() {}

    @Override
    public Set<String> schemes() {
        return Set.of(Kind.RING.toString());
    }

    @Override
    public MessageSender sender(String text, Side side) throws IOException, InterruptedException {
        IpcAddress address = IpcAddress.parse(text);
        return open(
                address, side, place -> new RingSender(place, place.channel().openProducer(LANE_PATIENCE)));
    }

    @Override
    public MessageReceiver receiver(String text, Side side) throws IOException, InterruptedException {
        IpcAddress address = IpcAddress.parse(text);
        return open(
                address, side, place -> new RingReceiver(place, place.channel().openConsumer()));
    }

    private interface End<T> {
        T at(OpenRing place) throws IOException, InterruptedException;
    }

    private static <T> T open(IpcAddress address, Side side, End<T> end) throws IOException, InterruptedException {
        QueueTransport.requireNoListener(address, side);
        OpenRing place = place(address);
        try {
            return end.at(place);
        } catch (IOException | InterruptedException e) {
            place.close();
            throw e;
        }
    }

    private static OpenRing place(IpcAddress address) throws IOException {
        if (address.name().startsWith("/")) {
            return new OpenRing(RingChannel.open(address.name()), null);
        }
        Region memory = memory(IpcAddress.parse(address.name()));
        try {
            return new OpenRing(RingChannel.open(memory), memory);
        } catch (IOException e) {
            memory.close();
            throw e;
        }
    }

    private static Region memory(IpcAddress address) throws IOException {
        Opening opening = MEMORY.get(address.kind());
        if (opening == null) {
            throw new IllegalArgumentException(address + " is not memory"); // IpcAddress has rejected it
        }
        return opening.open(address);
    }

    private static Region segment(IpcAddress address) throws IOException {
        return address.sysvId().isPresent()
                ? SysVSharedMemory.attach(address.sysvId().getAsInt())
                : SysVSharedMemory.open(SysVKey.of(address));
    }
}
