package io.nativeipc.internal.system;

import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.lifecycle.Opening;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The system's own objects behind the portable interfaces, with one implementation for each kind of system. Every
 * {@code open} rejects an object of another user.
 */
public interface SystemObjects extends MappableFiles {
    SharedMemory createMemory(String name, long byteSize, Permissions permissions) throws IOException;

    /** Opens memory of at least this size. */
    SharedMemory openMemory(String name, long least) throws IOException;

    SharedMemory openMemoryReadOnly(String name) throws IOException;

    default SharedMemory openOrCreateMemory(String name, long byteSize, Permissions permissions) throws IOException {
        return Opening.openOrCreate(
                name, () -> openMemory(name, byteSize), () -> createMemory(name, byteSize, permissions));
    }

    void unlinkMemory(String name) throws IpcException;

    NamedSemaphore createSemaphore(String name, int value, Permissions permissions) throws IpcException;

    NamedSemaphore openSemaphore(String name) throws IOException;

    default NamedSemaphore openOrCreateSemaphore(String name, int value, Permissions permissions) throws IOException {
        return Opening.openOrCreate(name, () -> openSemaphore(name), () -> createSemaphore(name, value, permissions));
    }

    void unlinkSemaphore(String name) throws IpcException;

    NamedMutex createMutex(String name, Permissions permissions) throws IOException;

    NamedMutex openMutex(String name) throws IpcException;

    default NamedMutex openOrCreateMutex(String name, Permissions permissions) throws IOException {
        return Opening.openOrCreate(name, () -> openMutex(name), () -> createMutex(name, permissions));
    }

    void unlinkMutex(String name) throws IpcException;

    /** Creates and maps a file; a sparse file reserves no space. */
    default MappedFile createMapped(Path path, long byteSize, Permissions permissions, boolean sparse)
            throws IOException {
        return OpenMappedFile.create(this, path, byteSize, permissions, sparse);
    }

    /** Maps a file of at least this size. */
    default MappedFile openMapped(Path path, long least, boolean readOnly) throws IOException {
        return OpenMappedFile.open(this, path, least, readOnly);
    }

    default MappedFile openOrCreateMapped(Path path, long byteSize, Permissions permissions) throws IOException {
        return Opening.openOrCreate(
                OpenMappedFile.address(path),
                () -> openMapped(path, byteSize, false),
                () -> createMapped(path, byteSize, permissions, false));
    }

    NamedPipeServer createPipe(String name, Permissions permissions) throws IOException, InterruptedException;

    NamedPipe connect(String name, Duration timeout, boolean trustedOnly) throws IOException, InterruptedException;
}
