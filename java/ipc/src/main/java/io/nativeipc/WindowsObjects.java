package io.nativeipc;

import io.nativeipc.internal.locks.CountingSemaphore;
import io.nativeipc.internal.locks.ThreadLock;
import io.nativeipc.internal.region.MappableFile;
import io.nativeipc.internal.region.MappedRegion;
import io.nativeipc.internal.windows.WindowsFile;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsSemaphore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Objects of Windows, within this session; a name dies with its last handle, so there is nothing to unlink. */
final class WindowsObjects implements SystemObjects {

    private static String local(String name) {
        return "Local\\" + name;
    }

    @Override
    public MappedRegion createMemory(String name, long byteSize, Permissions permissions) throws IpcException {
        return FileMapping.create(local(name), byteSize, WindowsAccess.of(permissions));
    }

    @Override
    public MappedRegion openMemory(String name, long least, boolean readOnly) throws IpcException {
        FileMapping memory = readOnly ? FileMapping.openReadOnly(local(name)) : FileMapping.open(local(name), least);
        return memory.requireTrustedOwner();
    }

    @Override
    public void setPermissions(MappedRegion memory, Permissions permissions) throws IpcException {
        ((FileMapping) memory).setAccess(WindowsAccess.of(permissions));
    }

    @Override
    public void unlinkMemory(String name) {}

    @Override
    public CountingSemaphore createSemaphore(String name, int value, Permissions permissions) throws IpcException {
        return WindowsSemaphore.create(local(name), value, Integer.MAX_VALUE, WindowsAccess.of(permissions));
    }

    @Override
    public CountingSemaphore openSemaphore(String name) throws IpcException {
        return WindowsSemaphore.open(local(name)).requireTrustedOwner();
    }

    @Override
    public void unlinkSemaphore(String name) {}

    @Override
    public ThreadLock createMutex(String name, Permissions permissions) throws IpcException {
        return WindowsMutex.create(local(name), WindowsAccess.of(permissions));
    }

    @Override
    public ThreadLock openMutex(String name) throws IpcException {
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

    @Override
    public NamedPipeServer createPipe(String name, Permissions permissions) throws IpcException {
        return new WindowsPipeServer(name, permissions);
    }

    @Override
    public NamedPipe connect(String name, Duration timeout, boolean trustedOnly)
            throws IOException, InterruptedException {
        WindowsNamedPipe pipe = trustedOnly
                ? WindowsNamedPipe.connect(name, PipeMode.BYTE, timeout)
                : WindowsNamedPipe.connectToAnyone(name, PipeMode.BYTE, timeout);
        return portable(pipe);
    }

    /** The system does not tell who a peer was that has gone already. */
    static NamedPipe portable(WindowsNamedPipe pipe) {
        long pid;
        try {
            pid = pipe.peerPid();
        } catch (IOException gone) {
            pid = 0;
        }
        return new NamedPipe(pipe.name(), pipe, pipe::shutdownOutput, pid);
    }
}
