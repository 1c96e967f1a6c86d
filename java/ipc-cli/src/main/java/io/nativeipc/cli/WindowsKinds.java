package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.MappedFile;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NamedMutex;
import io.nativeipc.Region;
import io.nativeipc.internal.windows.Sid;
import io.nativeipc.internal.windows.WindowsFile;
import io.nativeipc.inventory.Leftovers;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsSemaphore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The kinds of Windows, where an object ceases to exist with its last handle. */
final class WindowsKinds implements SystemKinds {
    /**
     * The kinds that Windows does not support. It has Unix sockets, but without modes, and does not report the peer's
     * user.
     */
    private static final Set<Kind> ELSEWHERE = EnumSet.of(
            Kind.POSIX_SHM,
            Kind.SYSV_SHM,
            Kind.POSIX_SEM,
            Kind.SYSV_SEM,
            Kind.POSIX_MQ,
            Kind.SYSV_MQ,
            Kind.FIFO,
            Kind.UNIX);

    @Override
    public void requireKind(IpcAddress address) {
        if (ELSEWHERE.contains(address.kind())) {
            throw new IllegalArgumentException(address + ": Windows has no objects of the kind " + address.kind()
                    + "; it has win-map, win-sem, win-mutex, win-event, mutex, pipe and file");
        } else if (address.kind() == Kind.RING) {
            throw new IllegalArgumentException(address + ": the command does not support ring channels on Windows yet");
        }
    }

    @Override
    public List<Kind> listed() {
        return List.of(Kind.PIPE);
    }

    @Override
    public String unlisted() {
        return "win-map, win-sem, win-mutex and win-event cannot be listed: Windows has no documented call for it";
    }

    @Override
    public List<ObjectInfo> list(Set<Kind> kinds, Consumer<String> warning) {
        return WindowsInventory.list(warning);
    }

    @Override
    public ObjectInfo find(IpcAddress address) throws IOException {
        return WindowsInventory.find(address);
    }

    @Override
    public void addHolders(List<ObjectInfo> objects) {
        // Windows has no documented call for this
    }

    @Override
    public Create.Creation create(Create asked) throws IOException {
        return switch (asked.address.kind()) {
            case WIN_MAP -> {
                asked.allow("--size");
                yield held(FileMapping.create(asked.address.name(), asked.size(), WindowsAccess.of(asked.mode)));
            }
            case WIN_SEM -> {
                asked.allow("--value");
                WindowsAccess access = WindowsAccess.of(asked.mode);
                yield held(WindowsSemaphore.create(asked.address.name(), asked.value, access));
            }
            case WIN_MUTEX -> {
                asked.allow();
                yield held(WindowsMutex.create(asked.address.name(), WindowsAccess.of(asked.mode)));
            }
            case MUTEX -> {
                asked.allow();
                yield new Create.Creation(
                        asked.address.toString(), NamedMutex.create(asked.address.name(), asked.mode));
            }
            case FILE -> {
                asked.allow("--size");
                MappedFile file = MappedFile.create(asked.path(), asked.size(), asked.mode);
                file.close();
                yield new Create.Creation(file.toString(), null);
            }
            default -> throw asked.notHere();
        };
    }

    private static Create.Creation held(Closeable created) {
        return new Create.Creation(created.toString(), created);
    }

    @Override
    public void remove(IpcAddress address) throws IOException {
        if (address.kind() != Kind.FILE) {
            throw new IllegalArgumentException(
                    address + " cannot be removed: on Windows an object is removed when no process has it open");
        }
        WindowsInventory.find(address);
        WindowsFile.delete(Path.of(address.name()));
    }

    @Override
    public Leftovers.Cleanup removeLeftovers() {
        throw new UnsupportedOperationException(
                "on Windows dead processes leave no objects: an object is removed when no process has it open");
    }

    @Override
    public Region region(IpcAddress address, boolean readOnly) throws IOException {
        return switch (address.kind()) {
            case WIN_MAP ->
                readOnly
                        ? FileMapping.open(address.name(), MemoryOpenOption.READ_ONLY)
                        : FileMapping.open(address.name());
            case FILE -> {
                Path path = Path.of(address.name());
                yield readOnly ? MappedFile.open(path, MemoryOpenOption.READ_ONLY) : MappedFile.open(path);
            }
            default -> throw Opener.wrongKind(address, "memory: win-map, file");
        };
    }

    @Override
    public Counter semaphore(IpcAddress address) throws IOException {
        if (address.kind() != Kind.WIN_SEM) {
            throw Opener.wrongKind(address, "a semaphore: win-sem");
        }
        return new Counter.Named(WindowsSemaphore.open(address.name()));
    }

    @Override
    public void diagnose(Diagnosis diagnosis) {
        diagnosis.require(
                "user",
                "unknown",
                "the only user who can open created objects: " + System.getProperty("user.name"),
                Sid::ofCurrentUser);
        diagnosis.add("native library", "none", "none is needed: kernel32 and advapi32 are called directly");
        List<String> pipes = WindowsInventory.pipeNames();
        diagnosis.add(
                "pipes",
                pipes == null ? "unknown" : Integer.toString(pipes.size()),
                pipes == null ? WindowsInventory.NO_PIPES : "under \\\\.\\pipe\\; ls lists them");
    }

    @Override
    public SelfTest selfTest() throws IOException {
        return new WindowsSelfTest();
    }
}
