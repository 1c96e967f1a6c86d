package io.nativeipc;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file mapped into this process, of any size.
 *
 * <p>C calls on Linux and macOS: {@code open}, {@code fchmod}, {@code posix_fallocate} and {@code mmap} to create;
 * {@code open}, {@code fstat} and {@code mmap} to open; {@code msync} on {@link #flush}; {@code munmap} and {@code close} on
 * {@link #close}. On Windows: {@code CreateFileW}, {@code SetEndOfFile}, {@code CreateFileMappingW} and
 * {@code MapViewOfFile}; {@code FlushViewOfFile} and {@code FlushFileBuffers}; {@code UnmapViewOfFile} and
 * {@code CloseHandle}. Nothing but the callers' bytes is in the file; a new one is all zeros.
 *
 * <p>Other processes see a write at once, the disk sees it some time later, or when {@link #flush} returns. A file larger
 * than 2 GiB is reached by {@link #buffer(long, int)}. Only {@link #flush} blocks, as long as the disk takes. Every method
 * may be called from any thread. The file stays when the process ends.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/msync.2.html">msync(2)</a>
 */
public interface MappedFile extends Region {
    /**
     * {@link #create(Path, long, Permissions)} for the owner alone.
     *
     * @param path the file
     * @param byteSize the size in bytes, at least 1
     * @return the new mapped file, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    static MappedFile create(Path path, long byteSize) throws IOException {
        return create(path, byteSize, Permissions.OWNER);
    }

    /**
     * Creates a file with all its space reserved, and maps it.
     *
     * @param path the file
     * @param byteSize the size in bytes, at least 1
     * @param permissions who else may use it
     * @return the new mapped file, which the caller closes
     * @throws AlreadyExistsException if there is anything of this name, a symbolic link too (EEXIST)
     * @throws NoSpaceException if the disk has not so much left (ENOSPC)
     */
    static MappedFile create(Path path, long byteSize, Permissions permissions) throws IOException {
        return IpcSystem.createFile(path, byteSize, permissions, false);
    }

    /**
     * Creates a file with a hole as large as itself: space is taken page by page when it is first written, and where there
     * is none left then the access throws {@link InternalError}, and {@link #read} and {@link #write} throw
     * {@link NoSpaceException}.
     *
     * @param path the file
     * @param byteSize the size in bytes, at least 1
     * @param permissions who else may use it
     * @return the new mapped file, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    static MappedFile createSparse(Path path, long byteSize, Permissions permissions) throws IOException {
        return IpcSystem.createFile(path, byteSize, permissions, true);
    }

    /**
     * Maps an existing file for reading and writing.
     *
     * @param path the file
     * @return the mapped file, which the caller closes
     * @throws NotFoundException if there is none (ENOENT)
     * @throws AccessDeniedException if its mode forbids it (EACCES)
     * @throws CorruptException if it is still empty after a second
     * @throws IpcException if it is not a regular file
     */
    static MappedFile open(Path path) throws IOException {
        return IpcSystem.openFile(path, 1, false);
    }

    /**
     * Maps an existing file that must have at least this size.
     *
     * @param path the file
     * @param byteSize the least size in bytes
     * @return the mapped file, which the caller closes
     * @throws IpcException if the file is smaller
     */
    static MappedFile open(Path path, long byteSize) throws IOException {
        return IpcSystem.openFile(path, byteSize, false);
    }

    /**
     * Maps an existing file for reading only.
     *
     * @param path the file
     * @return the mapped file, which the caller closes
     * @throws IpcException if there is none, or the system refuses
     */
    static MappedFile openReadOnly(Path path) throws IOException {
        return IpcSystem.openFile(path, 1, true);
    }

    /**
     * {@link #openOrCreate(Path, long, Permissions)} for the owner alone.
     *
     * @param path the file
     * @param byteSize its size in bytes if it is created, its least size if it is there
     * @return the mapped file, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    static MappedFile openOrCreate(Path path, long byteSize) throws IOException {
        return openOrCreate(path, byteSize, Permissions.OWNER);
    }

    /**
     * Maps the file, or creates it; {@link #created} tells.
     *
     * @param path the file
     * @param byteSize its size in bytes if it is created, its least size if it is there
     * @param permissions who else may use it
     * @return the mapped file, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    static MappedFile openOrCreate(Path path, long byteSize, Permissions permissions) throws IOException {
        return IpcSystem.openOrCreateFile(path, byteSize, permissions);
    }

    /** {@return where the file is} */
    Path path();

    /** {@return whether this object created the file} */
    boolean created();

    /**
     * {@return what the kernel knows of the file now (fstat, GetFileInformationByHandle), whatever has become of its
     * name} On Windows mode is 0, and uid and gid are −1.
     *
     * @throws IpcException if the system does not tell
     */
    FileStat stat() throws IpcException;

    /**
     * Gives the file another mode, and the group if one is named (fchown, fchmod; SetKernelObjectSecurity).
     *
     * @param permissions who else may use it
     * @throws IpcException if the system refuses, as it does to all but the owner
     */
    void setPermissions(Permissions permissions) throws IpcException;

    /**
     * Makes file and mapping larger, with the space reserved (posix_fallocate, mmap). What is there stays; the new bytes are
     * zeros. Buffers taken before go on to show the old range, of the same bytes, until the file is closed.
     *
     * @param byteSize the new size in bytes
     * @throws IllegalArgumentException if that is less than there is: others who have mapped the file would fall off its end
     * @throws NoSpaceException if the disk has not so much left (ENOSPC); nothing has changed
     */
    void grow(long byteSize) throws IOException;

    /**
     * Erases the name; who has the file open goes on. It may be called after close. Windows erases no file that is mapped
     * (ERROR_ACCESS_DENIED, ERROR_USER_MAPPED_FILE): there it has to be called after the last close.
     *
     * @throws IpcException if there is none any more, or the system refuses
     */
    void unlink() throws IpcException;

    @Override
    void close();

    /** The address: {@code file:/path}. */
    @Override
    String toString();
}
