package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.Region;
import io.nativeipc.inventory.FileId;
import io.nativeipc.inventory.Holders;
import io.nativeipc.inventory.Leftovers;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The kinds of Linux and macOS. */
final class UnixKinds implements SystemKinds {
    private static final Set<Kind> WINDOWS = EnumSet.of(Kind.WIN_MAP, Kind.WIN_SEM, Kind.WIN_MUTEX, Kind.WIN_EVENT);

    @Override
    public void requireKind(IpcAddress address) {
        if (WINDOWS.contains(address.kind())) {
            throw new IllegalArgumentException(address + ": only Windows has objects of the kind " + address.kind());
        } else if (address.kind() == Kind.RING && !address.name().startsWith("/")) {
            throw new IllegalArgumentException(
                    address + ": the command supports only ring channels in POSIX shared memory, such as ring:/orders");
        }
    }

    @Override
    public List<Kind> listed() {
        return Inventory.KINDS;
    }

    @Override
    public @Nullable String unlisted() {
        return null;
    }

    @Override
    public List<ObjectInfo> list(Set<Kind> kinds, Consumer<String> warning) throws IOException {
        return Inventory.list(kinds, warning);
    }

    @Override
    public ObjectInfo find(IpcAddress address) throws IOException {
        ObjectInfo object = Inventory.find(address);
        Details.add(object);
        return object;
    }

    @Override
    public void addHolders(List<ObjectInfo> objects) {
        Holders holders = new Holders();
        for (ObjectInfo object : objects) {
            FileId file = object.file;
            if (file != null) {
                List<Long> pids = holders.of(file);
                boolean none = pids.isEmpty() && file.device() == FileId.SYSV && Objects.equals(object.attached, 0L);
                object.holdersUnknown = none ? null : holders.unknown();
                object.holders = pids.isEmpty() && object.holdersUnknown != null ? null : pids;
            }
        }
    }

    @Override
    public Create.Creation create(Create asked) throws IOException {
        return new Create.Creation(UnixCreation.create(asked), null);
    }

    @Override
    public void remove(IpcAddress address) throws IOException {
        UnixRemoval.remove(address);
    }

    @Override
    public Leftovers.Cleanup removeLeftovers() throws IOException {
        return Leftovers.removeLeftovers();
    }

    @Override
    public Region region(IpcAddress address, boolean readOnly) throws IOException {
        return Opener.region(address, readOnly);
    }

    @Override
    public Counter semaphore(IpcAddress address) throws IOException {
        return Opener.semaphore(address);
    }

    @Override
    public void diagnose(Diagnosis diagnosis) {
        UnixDiagnosis.addTo(diagnosis);
    }

    @Override
    public SelfTest selfTest() throws IOException {
        return new UnixSelfTest();
    }
}
