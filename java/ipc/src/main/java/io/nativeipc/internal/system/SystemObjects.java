package io.nativeipc.internal.system;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.lifecycle.CreateOptions;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.lifecycle.Opening;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The system's own objects behind the portable interfaces, with one implementation for each kind of system. Every
 * {@code open} rejects an object of another user, unless an option accepts it.
 */
public interface SystemObjects extends MappableFiles {
    /** Throws UnsupportedOperationException if the system has no objects of this kind, or nothing can call it. */
    void require(Kind kind);

    SharedMemory createMemory(String name, long byteSize, Permissions permissions) throws IOException;

    SharedMemory openMemory(String name, boolean anyOwner, MappingOpenOption... options) throws IOException;

    default SharedMemory openOrCreateMemory(String name, long byteSize, Permissions permissions) throws IOException {
        return Opening.openOrCreate(
                name,
                () -> openMemory(name, false, MemoryOpenOption.atLeast(byteSize)),
                () -> createMemory(name, byteSize, permissions));
    }

    void unlinkMemory(String name) throws IpcException;

    NamedSemaphore createSemaphore(String name, int value, Permissions permissions) throws IpcException;

    NamedSemaphore openSemaphore(String name, boolean anyOwner) throws IOException;

    default NamedSemaphore openOrCreateSemaphore(String name, int value, Permissions permissions) throws IOException {
        return Opening.openOrCreate(
                name, () -> openSemaphore(name, false), () -> createSemaphore(name, value, permissions));
    }

    void unlinkSemaphore(String name) throws IpcException;

    NamedMutex createMutex(String name, Permissions permissions) throws IOException;

    NamedMutex openMutex(String name) throws IpcException;

    default NamedMutex openOrCreateMutex(String name, Permissions permissions) throws IOException {
        return Opening.openOrCreate(name, () -> openMutex(name), () -> createMutex(name, permissions));
    }

    void unlinkMutex(String name) throws IpcException;

    default MappedFile createMapped(Path path, long byteSize, CreateOptions options) throws IOException {
        return OpenMappedFile.create(this, path, byteSize, options);
    }

    default MappedFile openMapped(Path path, OpenOptions options) throws IOException {
        return OpenMappedFile.open(this, path, options);
    }

    default MappedFile openOrCreateMapped(Path path, long byteSize, CreateOptions options) throws IOException {
        return Opening.openOrCreate(
                OpenMappedFile.address(path),
                () -> openMapped(path, OpenOptions.atLeast(byteSize)),
                () -> createMapped(path, byteSize, options));
    }

    NamedPipeServer createPipe(String name, Permissions permissions) throws IOException, InterruptedException;

    NamedPipe connect(String name, Duration timeout, boolean anyOwner) throws IOException, InterruptedException;
}
