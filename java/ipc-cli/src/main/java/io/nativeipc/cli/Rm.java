package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.NamedMutex;
import io.nativeipc.creations.Creation;
import io.nativeipc.creations.Creations;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Native;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rm}: erases one object, or its name, or what killed processes have left behind; who has it open goes on. */
@Command(description = "Erase an object, or what killed processes have left behind.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Rm implements Callable<Integer> {
    /** One of the two. */
    static final class What {
        @Parameters(paramLabel = "ADDR", description = "Which object: kind:name.", converter = Converters.Address.class)
        @Nullable
        IpcAddress address;

        @Option(
                names = "--dead",
                description = "What processes have left that created it with this library and are proven dead.")
        boolean dead;
    }

    @Spec
    CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    What what;

    @Override
    public Integer call() throws IOException {
        if (what.address != null) {
            return remove(what.address);
        }
        for (Creation creation : Creations.removeLeftovers()) {
            Output.print(creation.address() + "\n");
        }
        return 0;
    }

    private int remove(IpcAddress address) throws IOException {
        if (address.kind().isSysV()) {
            removeSysV(address);
            return 0;
        }
        switch (address.kind()) {
            case POSIX_SHM -> PosixSharedMemory.unlink(address.name());
            case POSIX_SEM -> PosixSemaphore.unlink(address.name());
            case MUTEX -> NamedMutex.unlink(address.name());
            case POSIX_MQ -> PosixMessageQueue.unlink(address.name());
            case FIFO -> Fifo.unlink(Path.of(address.name()));
            case FILE, UNIX -> {
                FileTables.find(address, Path.of(address.name()));
                Errno.check(Native.posix().unlink(address.name()), "unlink", address.name());
            }
            default -> throw usage(address + " is nothing that this system could erase");
        }
        return 0;
    }

    private void removeSysV(IpcAddress address) throws IOException {
        if (address.semaphoreIndex().isPresent()) {
            throw usage("a set is removed as a whole: no /INDEX");
        }
        if (address.sysvId().isPresent()) {
            SysVTables.find(address);
            removeSysV(address.kind(), address.sysvId().getAsInt());
        } else {
            removeSysV(address.kind(), address.sysvKey());
        }
    }

    private static void removeSysV(Kind kind, SysVKey key) throws IOException {
        switch (kind) {
            case SYSV_SHM -> SysVSharedMemory.remove(key);
            case SYSV_SEM -> SysVSemaphoreSet.remove(key);
            default -> SysVMessageQueue.remove(key);
        }
    }

    private static void removeSysV(Kind kind, int id) throws IOException {
        switch (kind) {
            case SYSV_SHM -> SysVSharedMemory.remove(id);
            case SYSV_SEM -> SysVSemaphoreSet.attach(id).remove();
            default -> SysVMessageQueue.attach(id).remove();
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
