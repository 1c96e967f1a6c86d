package io.nativeipc;

import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.region.MappedRegion;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.windows.FileMapping;
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
 * {@link PosixSharedMemory} and {@link FileMapping}.
 *
 * <p>{@link #byteSize} is the object's size to the byte; the memory ends with the page. Windows tells who opens an object its
 * size in whole pages. No method blocks, except that open
 * gives a creator who has not set the size yet up to one second. Every method may be called from any thread. {@link #close}
 * ends the use, {@link #unlink} erases the name. On Windows the object and its name end with the last use of it, whatever
 * process that is in.
 */
@SuppressWarnings("exports") // what the superclass adds to Region is ours alone
public final class SharedMemory extends MappedRegion {
    private final String name;
    private final MappedRegion object;
    private final boolean created;

    private SharedMemory(String name, MappedRegion object, boolean created) {
        super(object);
        this.name = name;
        this.object = object;
        this.created = created;
    }

    /**
     * {@link #create(String, long, Permissions)} for the owner alone.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param byteSize the size in bytes, at least 1
     * @return the new memory, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static SharedMemory create(String name, long byteSize) throws IOException {
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
    public static SharedMemory create(String name, long byteSize, Permissions permissions) throws IOException {
        PortableName.check(name);
        requireSize(byteSize);
        return new SharedMemory(name, SystemObjects.CURRENT.createMemory(name, byteSize, permissions), true);
    }

    /**
     * Opens existing shared memory for reading and writing.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @return the memory, which the caller closes
     * @throws NotFoundException if there is none (ENOENT, ERROR_FILE_NOT_FOUND)
     * @throws AccessDeniedException if it belongs to another user (EACCES, ERROR_ACCESS_DENIED, or wrong owner)
     */
    public static SharedMemory open(String name) throws IOException {
        return open(name, 1, false);
    }

    /**
     * Opens existing shared memory that must have at least this size.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param byteSize the least size in bytes
     * @return the memory, which the caller closes
     * @throws IpcException if it is smaller
     */
    public static SharedMemory open(String name, long byteSize) throws IOException {
        requireSize(byteSize);
        return open(name, byteSize, false);
    }

    /**
     * Opens existing shared memory for reading only.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @return the memory, which the caller closes
     * @throws IpcException if there is none, or the system refuses
     */
    public static SharedMemory openReadOnly(String name) throws IOException {
        return open(name, 1, true);
    }

    /**
     * {@link #openOrCreate(String, long, Permissions)} for the owner alone.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param byteSize its size in bytes if it is created, its least size if it is there
     * @return the memory, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static SharedMemory openOrCreate(String name, long byteSize) throws IOException {
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
    public static SharedMemory openOrCreate(String name, long byteSize, Permissions permissions) throws IOException {
        return Opening.openOrCreate(name, () -> open(name, byteSize), () -> create(name, byteSize, permissions));
    }

    /**
     * Erases a name; who has the memory open goes on. On Windows this does nothing: a name dies with its last handle.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @throws NotFoundException if there is none (ENOENT)
     */
    public static void unlink(String name) throws IpcException {
        SystemObjects.CURRENT.unlinkMemory(PortableName.check(name));
    }

    private static SharedMemory open(String name, long least, boolean readOnly) throws IOException {
        PortableName.check(name);
        return new SharedMemory(name, SystemObjects.CURRENT.openMemory(name, least, readOnly), false);
    }

    /** {@return the name, as it was given} */
    public String name() {
        return name;
    }

    /** {@return whether this object created the memory} */
    public boolean created() {
        return created;
    }

    /**
     * Gives the memory another mode, and the group if one is named.
     *
     * @param permissions who else may use it
     * @throws IpcException if the system refuses, as it does to all but the owner
     */
    public void setPermissions(Permissions permissions) throws IpcException {
        SystemObjects.CURRENT.setPermissions(object, permissions);
    }

    /**
     * Erases the name; who has the memory open goes on. It may be called after close.
     *
     * @throws IpcException if there is none any more, or the system refuses
     */
    public void unlink() throws IpcException {
        unlink(name);
    }

    @Override
    public void close() {
        super.close();
        object.close();
    }

    /** The address: {@code posix-shm:/prices}, {@code win-map:Local\prices}. */
    @Override
    public String toString() {
        return object.toString();
    }
}
