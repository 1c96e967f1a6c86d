package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.NamedMutex;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.PipePath;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** Removes the object of an address on Linux and macOS. */
final class UnixRemoval {
    private UnixRemoval() {}

    static void remove(IpcAddress address) throws IOException {
        if (address.kind().isSysV()) {
            removeSysV(address);
            return;
        }
        switch (address.kind()) {
            case POSIX_SHM -> PosixSharedMemory.unlink(address.name());
            case POSIX_SEM -> PosixSemaphore.unlink(address.name());
            case MUTEX -> NamedMutex.unlink(address.name());
            case POSIX_MQ -> PosixMessageQueue.unlink(address.name());
            case RING -> removeRing(address);
            case FIFO -> Fifo.unlink(Path.of(address.name()));
            case FILE, UNIX -> removeFile(address, Path.of(address.name()));
            case PIPE -> removeFile(address, PipePath.of(address.name()));
            default -> throw new IllegalArgumentException(address + " cannot be removed on this system");
        }
    }

    /**
     * Removes a ring channel, also an unfinished or corrupt one that no process can open. Rejects objects that are not
     * ring channels.
     */
    private static void removeRing(IpcAddress address) throws IOException {
        FileTables.find(address, Objects.requireNonNull(FileTables.fileOf(address)));
        try {
            RingChannel.unlink(address.name());
        } catch (IpcException unusable) {
            if (!RingChannel.cleanUp(address.name())) {
                throw unusable;
            }
        }
    }

    private static void removeFile(IpcAddress address, Path file) throws IOException {
        FileTables.find(address, file);
        PosixFailure.check(Native.posix().unlink(file.toString()), "unlink", address.toString());
    }

    private static void removeSysV(IpcAddress address) throws IOException {
        if (address.semaphoreIndex().isPresent()) {
            throw new IllegalArgumentException("a set is removed as a whole: no /INDEX");
        }
        if (address.sysvId().isPresent()) {
            SysVTables.find(address);
            removeSysV(address.kind(), address.sysvId().getAsInt());
        } else {
            removeSysV(address.kind(), SysVKey.of(address));
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
}
