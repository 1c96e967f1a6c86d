package io.nativeipc;

import io.nativeipc.internal.locks.CountingSemaphore;
import io.nativeipc.internal.locks.ThreadLock;
import io.nativeipc.internal.region.MappableFile;
import io.nativeipc.internal.region.MappedRegion;
import io.nativeipc.internal.sys.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The exact objects behind the portable classes: the one place that asks which system this is. */
interface SystemObjects {
    SystemObjects CURRENT = Platform.current().isWindows() ? new WindowsObjects() : new PosixObjects();

    MappedRegion createMemory(String name, long byteSize, Permissions permissions) throws IOException;

    /** Opens memory of at least this size that belongs to this user. */
    MappedRegion openMemory(String name, long least, boolean readOnly) throws IOException;

    void setPermissions(MappedRegion memory, Permissions permissions) throws IpcException;

    void unlinkMemory(String name) throws IpcException;

    CountingSemaphore createSemaphore(String name, int value, Permissions permissions) throws IpcException;

    /** Opens a semaphore that belongs to this user. */
    CountingSemaphore openSemaphore(String name) throws IOException;

    void unlinkSemaphore(String name) throws IpcException;

    ThreadLock createMutex(String name, Permissions permissions) throws IOException;

    /** Opens a mutex that belongs to this user. */
    ThreadLock openMutex(String name) throws IpcException;

    void unlinkMutex(String name) throws IpcException;

    /** Creates an empty file, which is not there. */
    MappableFile createFile(Path path, Permissions permissions) throws IpcException;

    /** Opens a regular file. */
    MappableFile openFile(Path path, boolean readOnly) throws IpcException;

    void unlinkFile(Path path) throws IpcException;

    NamedPipeServer createPipe(String name, Permissions permissions) throws IOException, InterruptedException;

    NamedPipe connect(String name, Duration timeout, boolean trustedOnly) throws IOException, InterruptedException;
}
