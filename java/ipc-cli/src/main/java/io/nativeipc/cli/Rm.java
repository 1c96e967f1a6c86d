package io.nativeipc.cli;

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
import picocli.CommandLine.Command;

/** {@code rm}: erases one object, or its name; who has it open goes on. */
@Command(description = "Erase an object.")
final class Rm extends Verb {
    @Override
    public Integer call() throws IOException {
        if (address.kind().isSysV()) {
            removeSysV();
            return 0;
        }
        switch (address.kind()) {
            case POSIX_SHM -> PosixSharedMemory.unlink(address.name());
            case POSIX_SEM -> PosixSemaphore.unlink(address.name());
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

    private void removeSysV() throws IOException {
        if (address.semaphoreIndex().isPresent()) {
            throw usage("a set is removed as a whole: no /INDEX");
        }
        if (address.sysvId().isPresent()) {
            SysVTables.find(address);
            removeSysV(address.sysvId().getAsInt());
        } else {
            removeSysV(address.sysvKey());
        }
    }

    private void removeSysV(SysVKey key) throws IOException {
        switch (address.kind()) {
            case SYSV_SHM -> SysVSharedMemory.remove(key);
            case SYSV_SEM -> SysVSemaphoreSet.remove(key);
            default -> SysVMessageQueue.remove(key);
        }
    }

    private void removeSysV(int id) throws IOException {
        switch (address.kind()) {
            case SYSV_SHM -> SysVSharedMemory.remove(id);
            case SYSV_SEM -> SysVSemaphoreSet.attach(id).remove();
            default -> SysVMessageQueue.attach(id).remove();
        }
    }
}
