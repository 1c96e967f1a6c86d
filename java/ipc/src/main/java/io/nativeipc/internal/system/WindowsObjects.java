package io.nativeipc.internal.system;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.region.MappableFile;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.windows.WindowsFile;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsConnectOption;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsSemaphore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Windows objects, within this session. A name is removed with the last handle, so there is nothing to unlink. */
public final class WindowsObjects implements SystemObjects {
    private static final Set<Kind> ELSEWHERE = EnumSet.of(
            Kind.POSIX_SHM,
            Kind.POSIX_SEM,
            Kind.POSIX_MQ,
            Kind.SYSV_SHM,
            Kind.SYSV_SEM,
            Kind.SYSV_MQ,
            Kind.FIFO,
            Kind.UNIX);

    private static String local(String name) {
        return "Local\\" + name;
    }

    @Override
    public void require(Kind kind) {
        if (ELSEWHERE.contains(kind)) {
            Native.posix();
        } else {
            Native.win32();
        }
    }

    @Override
    public SharedMemory createMemory(String name, long byteSize, Permissions permissions) throws IpcException {
        return FileMapping.create(local(name), byteSize, WindowsAccess.of(permissions));
    }

    @Override
    public SharedMemory openMemory(String name, boolean anyOwner, MappingOpenOption... options) throws IpcException {
        FileMapping mapping = FileMapping.open(local(name), options);
        return anyOwner ? mapping : mapping.requireTrustedOwner();
    }

    @Override
    public void unlinkMemory(String name) {}

    @Override
    public NamedSemaphore createSemaphore(String name, int value, Permissions permissions) throws IpcException {
        return WindowsSemaphore.create(local(name), value, WindowsAccess.of(permissions));
    }

    @Override
    public NamedSemaphore openSemaphore(String name, boolean anyOwner) throws IpcException {
        WindowsSemaphore semaphore = WindowsSemaphore.open(local(name));
        return anyOwner ? semaphore : semaphore.requireTrustedOwner();
    }

    @Override
    public void unlinkSemaphore(String name) {}

    @Override
    public NamedMutex createMutex(String name, Permissions permissions) throws IpcException {
        return WindowsMutex.create(local(name), WindowsAccess.of(permissions));
    }

    @Override
    public NamedMutex openMutex(String name) throws IpcException {
        return WindowsMutex.open(local(name)).requireTrustedOwner();
    }

    @Override
    public void unlinkMutex(String name) {}

    @Override
    public MappableFile createFile(Path path, Permissions permissions) throws IpcException {
        return WindowsFile.create(path, permissions);
    }

    @Override
    public MappableFile openFile(Path path, boolean readOnly) throws IpcException {
        return WindowsFile.open(path, readOnly);
    }

    @Override
    public void unlinkFile(Path path) throws IpcException {
        WindowsFile.delete(path);
    }

    /** Windows does not remove an open file. */
    @Override
    public void discardFile(Path path, MappableFile file) throws IpcException {
        file.close();
        WindowsFile.delete(path);
    }

    @Override
    public NamedPipeServer createPipe(String name, Permissions permissions) throws IpcException {
        return new WindowsPipeServer(name, permissions);
    }

    @Override
    public NamedPipe connect(String name, Duration timeout, boolean anyOwner) throws IOException, InterruptedException {
        return anyOwner
                ? WindowsNamedPipe.connect(name, timeout, WindowsConnectOption.ANY_OWNER)
                : WindowsNamedPipe.connect(name, timeout);
    }
}
