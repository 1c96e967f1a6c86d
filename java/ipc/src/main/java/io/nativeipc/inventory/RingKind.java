package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingStatistics;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Ring channels with a name of their own. The command and the inventory take no part in them. */
final class RingKind extends FileKind implements ListedKind {
    RingKind() {
        super(Kind.RING, Form.SHM);
    }

    /** Adds the counters, the number of times that the channel is open, and its creator. */
    @Override
    Facts facts(IpcAddress address, Path file, Scan scan) throws IOException {
        Facts object = channel(address, file);
        object.attached = scan.openersOf(object.file);
        try {
            RingStatistics ring = RingStatistics.read(address.name());
            object.ring = ring;
            object.creator = Liveness.ofStart(Integer.toUnsignedLong(ring.creatorPid()), ring.creatorStart());
        } catch (IOException refused) {
            object.details.put("state", "unknown: " + refused.getMessage());
        }
        return object;
    }

    @Override
    Path path(IpcAddress address) {
        if (!address.name().startsWith("/")) {
            throw new IllegalArgumentException(
                    address + ": the inventory has only ring channels in POSIX shared memory, such as ring:/orders");
        }
        return super.path(address);
    }

    private Facts channel(IpcAddress address, Path file) throws IpcException {
        Facts object = at(address, file);
        if (!RingFiles.isChannel(file, address.toString())) {
            throw new IpcException(address.toString(), "not a ring", "it is a file or shared memory without a channel");
        }
        return object;
    }

    /**
     * Removes a ring channel, also an unfinished or corrupt one that no process can open. Rejects objects that are not
     * ring channels.
     */
    @Override
    public void remove(IpcAddress address) throws IOException {
        channel(address, path(address));
        try {
            RingChannel.unlink(address.name());
        } catch (IpcException unusable) {
            if (!RingChannel.cleanUp(address.name())) {
                throw unusable;
            }
        }
    }

    @Override
    public @Nullable String use(Creation creation, long creator, Holders holders) throws IOException {
        return switch (RingStatistics.read(creation.name()).use()) {
            case UNUSED -> NONE;
            case IN_USE -> "a process has it open";
            case UNKNOWN -> null;
        };
    }

    /**
     * The channel's own locks prove that it has no user. Until they are tested, the name's lock keeps the identity
     * valid.
     */
    @Override
    public Removal removeLeft(Creation creation, long creator, Holders holders) throws IpcException {
        return LeftFile.remove(creation, file -> null, () -> {
            try {
                return RingChannel.cleanUp(creation.name()) ? Removal.REMOVED : Removal.stays("a process has it open");
            } catch (IpcException refused) {
                return Removal.stays(String.valueOf(refused.getMessage()));
            }
        });
    }
}
