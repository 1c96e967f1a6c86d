package io.nativeipc.cli;

import static io.nativeipc.cli.KindVerbs.creates;
import static io.nativeipc.cli.KindVerbs.holds;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.NamedMutex;
import io.nativeipc.inventory.Accounts;
import io.nativeipc.inventory.Inventory;
import io.nativeipc.inventory.Listing;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsSemaphore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The kinds of Windows, where an object ceases to exist with its last handle. */
final class WindowsKinds implements SystemKinds {
    static final Map<Kind, KindVerbs> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put(
                Kind.WIN_MAP,
                holds(
                                asked -> FileMapping.create(
                                        asked.address.name(), asked.size(), WindowsAccess.of(asked.mode)),
                                "--size")
                        .opens((address, options) -> FileMapping.open(address.name(), options)));
        KINDS.put(
                Kind.WIN_SEM,
                holds(
                                asked -> WindowsSemaphore.create(
                                        asked.address.name(), asked.value, WindowsAccess.of(asked.mode)),
                                "--value")
                        .counts(address -> new Counter.Named(WindowsSemaphore.open(address.name()))));
        KINDS.put(
                Kind.WIN_MUTEX,
                holds(asked -> WindowsMutex.create(asked.address.name(), WindowsAccess.of(asked.mode))));
        KINDS.put(Kind.WIN_EVENT, KindVerbs.NONE);
        KINDS.put(
                Kind.MUTEX,
                creates(asked -> new Create.Creation(
                        asked.address.toString(), NamedMutex.create(asked.address.name(), asked.mode))));
        KINDS.put(Kind.PIPE, KindVerbs.NONE);
        KINDS.put(Kind.FILE, KindVerbs.FILE);
    }

    @Override
    public Map<Kind, KindVerbs> kinds() {
        return KINDS;
    }

    /** Windows has Unix sockets, but without modes, and does not report the peer's user. */
    @Override
    public void requireKind(IpcAddress address) {
        if (address.kind() == Kind.RING) {
            throw new IllegalArgumentException(address + ": the command does not support ring channels on Windows yet");
        } else if (!KINDS.containsKey(address.kind()) && UnixKinds.KINDS.containsKey(address.kind())) {
            throw new IllegalArgumentException(address + ": Windows has no objects of the kind " + address.kind()
                    + "; it has win-map, win-sem, win-mutex, win-event, mutex, pipe and file");
        }
    }

    @Override
    public String unlisted() {
        return "win-map, win-sem, win-mutex and win-event cannot be listed: Windows has no documented call for it";
    }

    @Override
    public void diagnose(Diagnosis diagnosis) {
        diagnosis.require(
                "user",
                "unknown",
                "the only user who can open created objects: " + System.getProperty("user.name"),
                Accounts::currentUser);
        diagnosis.add("native library", "none", "none is needed: kernel32 and advapi32 are called directly");
        addPipes(diagnosis);
    }

    private static void addPipes(Diagnosis diagnosis) {
        try {
            Listing pipes = Inventory.list(Set.of(Kind.PIPE));
            if (pipes.gaps().isEmpty()) {
                int count = pipes.objects().size();
                diagnosis.add("pipes", Integer.toString(count), "under \\\\.\\pipe\\; ls lists them");
            } else {
                diagnosis.add("pipes", "unknown", pipes.gaps().get(0).replaceFirst("^pipes cannot be listed: ", ""));
            }
        } catch (IOException e) {
            diagnosis.add("pipes", "unknown", diagnosis.tell("pipes", e));
        }
    }

    @Override
    public SelfTest selfTest() throws IOException {
        return new WindowsSelfTest();
    }
}
