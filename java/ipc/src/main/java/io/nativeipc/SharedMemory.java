package io.nativeipc;

import java.io.IOException;

/**
 * Named shared memory, mapped into this process, under the same name on every system.
 *
 * <pre>{@code
 * try (SharedMemory memory = SharedMemory.create(name, 4096)) {
 *     try {
 *         ByteBuffer numbers = memory.buffer(); // in native byte order, as the other programs write
 *         numbers.putInt(0, 100);
 *         System.out.println("wrote 100");
 *         while (numbers.getInt(4) == 0) {
 *             Thread.sleep(1); // ../semaphore shows how to wait without polling
 *         }
 *         System.out.println("read " + numbers.getInt(4));
 *     } finally {
 *         memory.unlink();
 *     }
 * }
 * }</pre>
 *
 * <p>On Linux and macOS it is the POSIX object {@code /name} ({@code shm_open}, {@code mmap}), which C++ opens under
 * that name and Python as {@code SharedMemory("name")}. On Windows it is the file mapping {@code Local\name}
 * ({@code CreateFileMappingW}, {@code MapViewOfFile}), C#'s {@code MemoryMappedFile.OpenExisting("name")}. It contains
 * only the callers' bytes; a new object is all zeros.
 *
 * <p>Names are 1 to 30 letters, digits, dots, dashes and underscores, and do not begin with a dot. An object of another
 * user is rejected unless {@link OpenOption#ANY_OWNER} is given, because its owner may truncate it.
 * {@link io.nativeipc.posix.PosixSharedMemory} and {@link io.nativeipc.windows.FileMapping} open objects of any name.
 *
 * <p>{@link #byteSize} is the exact size of the object in bytes; the kernel maps whole pages. On Windows
 * a process that opens an object sees its size in whole pages. No method blocks, except that open waits up to one
 * second for a creator that has not yet set the size. Every method may be called from any thread. {@link #close} ends
 * the use of the memory, and {@link #unlink} removes the name. On Windows the object and its name are removed when the
 * last process stops using it.
 */
public interface SharedMemory extends Region {
    /**
     * Creates shared memory and reserves all of it.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param byteSize the size in bytes, at least 1
     * @param options the {@link Permissions}, by default {@link Permissions#OWNER}
     * @return the new memory, which the caller closes
     * @throws AlreadyExistsException if the name is in use (EEXIST, ERROR_ALREADY_EXISTS)
     * @throws NoSpaceException if too little memory is left (ENOSPC, ERROR_COMMITMENT_LIMIT)
     */
    static SharedMemory create(String name, long byteSize, CreateOption... options) throws IOException {
        return IpcSystem.createMemory(PortableName.check(name), byteSize, options);
    }

    /**
     * Opens existing shared memory for reading and writing, or with READ_ONLY for reading only.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param options {@link MemoryOpenOption#READ_ONLY}, {@link MemoryOpenOption#atLeast} a size,
     *     {@link MappingOpenOption#part}, {@link OpenOption#ANY_OWNER}
     * @return the memory, which the caller closes
     * @throws NotFoundException if it does not exist (ENOENT, ERROR_FILE_NOT_FOUND)
     * @throws AccessDeniedException if it belongs to another user (EACCES, ERROR_ACCESS_DENIED, or wrong owner)
     */
    static SharedMemory open(String name, SharedMemoryOpenOption... options) throws IOException {
        return IpcSystem.openMemory(PortableName.check(name), options);
    }

    /**
     * Opens the shared memory of this name, or creates it. {@link #created} reports which.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param byteSize the size in bytes of a new object, or the minimum size of an existing one
     * @param options the {@link Permissions}, by default {@link Permissions#OWNER}
     * @return the memory, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    static SharedMemory openOrCreate(String name, long byteSize, CreateOption... options) throws IOException {
        return IpcSystem.openOrCreateMemory(PortableName.check(name), byteSize, options);
    }

    /**
     * Removes the name. Processes that have the memory open keep using it. On Windows this does nothing, because a name
     * is removed with its last handle.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @throws NotFoundException if it does not exist (ENOENT)
     */
    static void unlink(String name) throws IpcException {
        IpcSystem.unlinkMemory(PortableName.check(name));
    }

    /** {@return whether this object created the memory} */
    boolean created();

    /**
     * Changes the memory's mode, and its group if the permissions name one; on Windows its access control list.
     *
     * @param permissions the access of other users
     * @throws IpcException if the system call fails, for example because the caller is not the owner
     */
    void setPermissions(Permissions permissions) throws IpcException;

    /**
     * Removes the name. Processes that have the memory open keep using it. May be called after close. On Windows this
     * does nothing.
     *
     * @throws IpcException if it no longer exists, or a system call fails
     */
    void unlink() throws IpcException;

    @Override
    void close();

    /** Returns the address: {@code posix-shm:/prices}, {@code win-map:Local\prices}. */
    @Override
    String toString();
}
