package io.nativeipc;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file mapped into this process, of any size.
 *
 * <pre>{@code
 * try (MappedFile file = MappedFile.openOrCreate(path, 4096)) {
 *     ByteBuffer numbers = file.buffer();
 *     numbers.putInt(4, 0);
 *     numbers.putInt(0, 100);
 *     System.out.println("wrote 100");
 *     while (numbers.getInt(4) == 0) {
 *         Thread.sleep(1);
 *     }
 *     System.out.println("read " + numbers.getInt(4));
 *     file.flush(); // written to disk when this returns: msync, FlushViewOfFile
 * }
 * }</pre>
 *
 * <p>C calls on Linux and macOS: {@code open}, {@code fchmod}, {@code posix_fallocate} and {@code mmap} to create;
 * {@code open}, {@code fstat} and {@code mmap} to open; {@code msync} on {@link #flush}; {@code munmap} and
 * {@code close} on {@link #close}. On Windows: {@code CreateFileW}, {@code SetEndOfFile}, {@code CreateFileMappingW}
 * and {@code MapViewOfFile}; {@code FlushViewOfFile} and {@code FlushFileBuffers}; {@code UnmapViewOfFile} and
 * {@code CloseHandle}. The file contains only the callers' bytes; a new file is all zeros.
 *
 * <p>Other processes see a write at once. The disk receives it some time later, or before {@link #flush} returns.
 * {@link #buffer(long, int)} reaches all parts of a file larger than 2 GiB. Only {@link #flush} blocks, for as long as
 * the disk takes. Every method may be called from any thread. The file remains when the process ends.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/msync.2.html">msync(2)</a>
 */
public interface MappedFile extends Region {
    /**
     * Creates a file, reserves all its space unless it is {@link MemoryCreateOption#SPARSE}, and maps it.
     *
     * @param path the file
     * @param byteSize the size in bytes, at least 1
     * @param options the {@link Permissions}, by default {@link Permissions#OWNER};
     *     {@link MemoryCreateOption#SPARSE}
     * @return the new mapped file, which the caller closes
     * @throws AlreadyExistsException if anything of this name exists, including a symbolic link (EEXIST)
     * @throws NoSpaceException if the disk has too little space (ENOSPC)
     */
    static MappedFile create(Path path, long byteSize, MemoryCreateOption... options) throws IOException {
        return IpcSystem.createFile(path, byteSize, options);
    }

    /**
     * Maps an existing file of any user for reading and writing, or with READ_ONLY for reading only.
     *
     * @param path the file
     * @param options {@link MemoryOpenOption#READ_ONLY}, {@link MemoryOpenOption#atLeast} a size,
     *     {@link MappingOpenOption#part}
     * @return the mapped file, which the caller closes
     * @throws NotFoundException if it does not exist (ENOENT)
     * @throws AccessDeniedException if its mode forbids it (EACCES)
     * @throws CorruptException if the file is still empty after one second
     * @throws IpcException if it is not a regular file
     */
    static MappedFile open(Path path, MappingOpenOption... options) throws IOException {
        return IpcSystem.openFile(path, options);
    }

    /**
     * Maps the file, or creates it. {@link #created} reports which.
     *
     * @param path the file
     * @param byteSize the size in bytes of a new object, or the minimum size of an existing one
     * @param options the {@link Permissions}, by default {@link Permissions#OWNER};
     *     {@link MemoryCreateOption#SPARSE}
     * @return the mapped file, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    static MappedFile openOrCreate(Path path, long byteSize, MemoryCreateOption... options) throws IOException {
        return IpcSystem.openOrCreateFile(path, byteSize, options);
    }

    /** {@return the path of the file} */
    Path path();

    /** {@return whether this object created the file} */
    boolean created();

    /**
     * {@return the kernel's current data about the file (fstat, GetFileInformationByHandle), whatever has happened to
     * its name} On Windows mode is 0, and uid and gid are −1.
     *
     * @throws IpcException if the system call fails
     */
    FileStat stat() throws IpcException;

    /**
     * Changes the file's mode, and its group if the permissions name one (fchown, fchmod; SetKernelObjectSecurity).
     *
     * @param permissions the access of other users
     * @throws IpcException if the system call fails, for example because the caller is not the owner
     */
    void setPermissions(Permissions permissions) throws IpcException;

    /**
     * Enlarges the file and the mapping, and reserves the space (posix_fallocate, mmap). Existing bytes are kept; the
     * new bytes are zeros. Buffers taken earlier continue to show the old range of the same bytes until the file is
     * closed. Another process that has the file open follows with the same call and the same size, also if it has
     * opened it for reading only.
     *
     * <p>A close waits for the end of this call, however long the reservation takes. An interrupt of the thread that
     * grows the file ends it sooner, except on Windows.
     *
     * @param byteSize the new size in bytes
     * @throws IllegalArgumentException if it is less than the current size of the mapping, because processes that have
     *     mapped the file would access memory beyond its end
     * @throws IllegalStateException if the file is open for reading only and has fewer bytes, or a part is mapped
     * @throws NoSpaceException if the disk has too little space (ENOSPC)
     * @throws java.io.InterruptedIOException if the thread is interrupted. After this and every other failure the
     *     mapping is unchanged; the file may have become larger and is not cut off, because another process may use
     *     the new space
     */
    void grow(long byteSize) throws IOException;

    /**
     * Removes the name. Processes that have the file open keep using it. May be called after close. Windows does not
     * remove a mapped file (ERROR_ACCESS_DENIED, ERROR_USER_MAPPED_FILE); there, call this method after the last close.
     *
     * @throws IpcException if it no longer exists, or a system call fails
     */
    void unlink() throws IpcException;

    @Override
    void close();

    /** Returns the address: {@code file:/path}. */
    @Override
    String toString();
}
