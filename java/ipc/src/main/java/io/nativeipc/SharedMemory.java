package io.nativeipc;

import java.io.IOException;

/**
 * Named shared memory under one name on every system, mapped into this process.
 *
 * <p>On Linux and macOS it is the POSIX object {@code /name} ({@code shm_open}, {@code mmap}), the same that C++ opens under
 * that name and Python as {@code SharedMemory("name")}; on Windows the file mapping {@code Local\name}
 * ({@code CreateFileMappingW}, {@code MapViewOfFile}), C#'s {@code MemoryMappedFile.OpenExisting("name")}. Nothing but the
 * callers' bytes is in it; a new one is all zeros.
 *
 * <p>Names are 1 to 30 letters, digits, dots, dashes and underscores. An object is opened only if it belongs to this
 * process's user: whoever may write to it may also truncate it. For an object of another user, or another name, there are
 * {@link io.nativeipc.posix.PosixSharedMemory} and {@link io.nativeipc.windows.FileMapping}.
 *
 * <p>{@link #byteSize} is the object's size to the byte; the memory ends with the page. Windows tells who opens an object its
 * size in whole pages. No method blocks, except that open
 * gives a creator who has not set the size yet up to one second. Every method may be called from any thread. {@link #close}
 * ends the use, {@link #unlink} erases the name. On Windows the object and its name end with the last use of it, whatever
 * process that is in.
 */
public interface SharedMemory extends Region {
    /**
     * {@link #create(String, long, Permissions)} for the owner alone.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param byteSize the size in bytes, at least 1
     * @return the new memory, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    static SharedMemory create(String name, long byteSize) throws IOException {
        return create(name, byteSize, Permissions.OWNER);
    }

    /**
     * Creates shared memory, all of it reserved.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param byteSize the size in bytes, at least 1
     * @param permissions who else may use it
     * @return the new memory, which the caller closes
     * @throws AlreadyExistsException if the name is in use (EEXIST, ERROR_ALREADY_EXISTS)
     * @throws NoSpaceException if there is not so much left (ENOSPC, ERROR_COMMITMENT_LIMIT)
     */
    static SharedMemory create(String name, long byteSize, Permissions permissions) throws IOException {
        return IpcSystem.createMemory(PortableName.check(name), byteSize, permissions);
    }

    /**
     * Opens existing shared memory for reading and writing.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @return the memory, which the caller closes
     * @throws NotFoundException if there is none (ENOENT, ERROR_FILE_NOT_FOUND)
     * @throws AccessDeniedException if it belongs to another user (EACCES, ERROR_ACCESS_DENIED, or wrong owner)
     */
    static SharedMemory open(String name) throws IOException {
        return IpcSystem.openMemory(PortableName.check(name), 1);
    }

    /**
     * Opens existing shared memory that must have at least this size.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param byteSize the least size in bytes
     * @return the memory, which the caller closes
     * @throws IpcException if it is smaller
     */
    static SharedMemory open(String name, long byteSize) throws IOException {
        return IpcSystem.openMemory(PortableName.check(name), byteSize);
    }

    /**
     * Opens existing shared memory for reading only.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @return the memory, which the caller closes
     * @throws IpcException if there is none, or the system refuses
     */
    static SharedMemory openReadOnly(String name) throws IOException {
        return IpcSystem.openMemoryReadOnly(PortableName.check(name));
    }

    /**
     * {@link #openOrCreate(String, long, Permissions)} for the owner alone.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param byteSize its size in bytes if it is created, its least size if it is there
     * @return the memory, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    static SharedMemory openOrCreate(String name, long byteSize) throws IOException {
        return openOrCreate(name, byteSize, Permissions.OWNER);
    }

    /**
     * Opens the shared memory of this name, or creates it; {@link #created} tells.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param byteSize its size in bytes if it is created, its least size if it is there
     * @param permissions who else may use it
     * @return the memory, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    static SharedMemory openOrCreate(String name, long byteSize, Permissions permissions) throws IOException {
        return IpcSystem.openOrCreateMemory(PortableName.check(name), byteSize, permissions);
    }

    /**
     * Erases a name; who has the memory open goes on. On Windows this does nothing: a name dies with its last handle.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @throws NotFoundException if there is none (ENOENT)
     */
    static void unlink(String name) throws IpcException {
        IpcSystem.unlinkMemory(PortableName.check(name));
    }

    /** {@return whether this object created the memory} */
    boolean created();

    /**
     * Gives the memory another mode, and the group if one is named.
     *
     * @param permissions who else may use it
     * @throws IpcException if the system refuses, as it does to all but the owner
     */
    void setPermissions(Permissions permissions) throws IpcException;

    /**
     * Erases the name; who has the memory open goes on. It may be called after close.
     *
     * @throws IpcException if there is none any more, or the system refuses
     */
    void unlink() throws IpcException;

    @Override
    void close();

    /** The address: {@code posix-shm:/prices}, {@code win-map:Local\prices}. */
    @Override
    String toString();
}
