package io.nativeipc.cli;

import static io.nativeipc.cli.KindVerbs.creates;
import static io.nativeipc.cli.KindVerbs.makes;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.NamedMutex;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of Linux and macOS, where objects outlive their creator. */
final class UnixKinds implements SystemKinds {
    static final Map<Kind, KindVerbs> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put(
                Kind.POSIX_SHM,
                makes(asked -> PosixSharedMemory.create(asked.address.name(), asked.size(), asked.mode), "--size")
                        .opens((address, options) -> PosixSharedMemory.open(address.name(), options)));
        KINDS.put(
                Kind.SYSV_SHM,
                makes(asked -> SysVSharedMemory.create(asked.key(), asked.size(), asked.mode), "--size")
                        .opens((address, options) -> Opener.find(
                                address,
                                key -> SysVSharedMemory.open(key, options),
                                id -> SysVSharedMemory.attach(id, options))));
        KINDS.put(Kind.FILE, KindVerbs.FILE);
        KINDS.put(
                Kind.POSIX_SEM,
                makes(asked -> PosixSemaphore.create(asked.address.name(), asked.value, asked.mode), "--value")
                        .counts(address -> new Counter.Named(PosixSemaphore.open(address.name()))));
        KINDS.put(
                Kind.SYSV_SEM,
                makes(asked -> SysVSemaphoreSet.create(asked.key(), asked.values(), asked.mode), "--value", "--count")
                        .counts(address -> {
                            SysVSemaphoreSet set =
                                    Opener.find(address, SysVSemaphoreSet::open, SysVSemaphoreSet::attach);
                            return new Counter.OfSet(set, Opener.index(address, set.count()));
                        }));
        KINDS.put(Kind.MUTEX, makes(asked -> NamedMutex.create(asked.address.name(), asked.mode)));
        KINDS.put(
                Kind.POSIX_MQ,
                makes(
                        asked -> PosixMessageQueue.create(
                                asked.address.name(), asked.maxMessages, asked.messageSize(), asked.mode),
                        "--max-messages",
                        "--message-size"));
        KINDS.put(Kind.SYSV_MQ, makes(asked -> SysVMessageQueue.create(asked.key(), asked.mode)));
        KINDS.put(
                Kind.RING,
                makes(
                        asked -> RingChannel.create(asked.address.name(), asked.ringOptions()),
                        "--size",
                        "--lanes",
                        "--max-message"));
        KINDS.put(Kind.FIFO, creates(asked -> {
            Fifo.create(asked.path(), asked.mode);
            return new Create.Creation(asked.address.toString(), null);
        }));
        KINDS.put(Kind.UNIX, KindVerbs.NONE);
        KINDS.put(Kind.PIPE, KindVerbs.NONE);
    }

    @Override
    public Map<Kind, KindVerbs> kinds() {
        return KINDS;
    }

    @Override
    public void requireKind(IpcAddress address) {
        if (!KINDS.containsKey(address.kind()) && WindowsKinds.KINDS.containsKey(address.kind())) {
            throw new IllegalArgumentException(address + ": only Windows has objects of the kind " + address.kind());
        } else if (address.kind() == Kind.RING && !address.name().startsWith("/")) {
            throw new IllegalArgumentException(
                    address + ": the command supports only ring channels in POSIX shared memory, such as ring:/orders");
        }
    }

    @Override
    public @Nullable String unlisted() {
        return null;
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
