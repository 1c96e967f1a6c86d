package io.nativeipc.posix;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MemoryCreateOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.NewObject;
import io.nativeipc.internal.lifecycle.CreateOptions;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.region.GrowingMemory;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.region.Window;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;
import java.io.IOException;

/**
 * A POSIX shared memory object, mapped into this process.
 *
 * <pre>{@code
 * try (PosixSharedMemory memory = PosixSharedMemory.create(name, 4096)) {
 *     try (SharedMutex mutex = SharedMutex.create(memory, 0); // in the first bytes of the memory
 *             PosixSemaphore counted = PosixSemaphore.create(name, 0)) {
 *         System.out.println("waiting");
 *         counted.acquire();
 *         mutex.acquire();
 *         try {
 *             System.out.println("counter " + memory.buffer().getInt(64));
 *         } finally {
 *             mutex.release();
 *         }
 *         counted.unlink();
 *     } finally {
 *         memory.unlink();
 *     }
 * }
 * }</pre>
 *
 * <p>C calls: {@code shm_open}, {@code fchmod}, {@code posix_fallocate} and {@code mmap} to create; {@code shm_open},
 * {@code fstat} and {@code mmap} to open; {@code munmap} and {@code close} on {@link #close}; {@code shm_unlink} on
 * {@link #unlink}. The library stores nothing of its own in the object; a new object is filled with zeros. Python's
 * {@code multiprocessing.shared_memory} and Boost's {@code shared_memory_object} use the same kind of object. On Linux
 * it is a file in /dev/shm.
 *
 * <p>{@link #byteSize} is the exact size of the object; the memory extends to the end of the page. No method blocks,
 * except that open waits up to one second for a creator that has not set the size yet. Every method may be called from
 * any thread. The object exists until its name is unlinked and the last process has closed it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/shm_open.3.html">shm_open(3)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/shm_overview.7.html">shm_overview(7)</a>
 */
public final class PosixSharedMemory implements SharedMemory {
    static {
        Regions.register(PosixSharedMemory.class, region -> region.memory.memory());
    }

    private final String name;
    private final String address;
    private final OpenFile file;
    private final GrowingMemory memory;
    private final boolean created;

    private PosixSharedMemory(String name, OpenFile file, GrowingMemory memory, boolean created) {
        this.name = name;
        this.address = address(name);
        this.file = file;
        this.memory = memory;
        this.created = created;
    }

    /**
     * Creates an object and reserves all of its memory, unless it is {@link MemoryCreateOption#SPARSE}.
     *
     * @param name a slash followed by a name without slashes, for example {@code /prices}
     * @param byteSize the size in bytes, at least 1
     * @param options the {@link Permissions}: the mode, and optionally the group;
     *     {@link MemoryCreateOption#SPARSE}
     * @return the new memory, which the caller must close
     * @throws AlreadyExistsException if the name is in use (EEXIST)
     * @throws io.nativeipc.NoSpaceException if /dev/shm does not have that much space left (ENOSPC); in a container it
     *     has 64 MB by default
     */
    public static PosixSharedMemory create(String name, long byteSize, MemoryCreateOption... options)
            throws IOException {
        return create(name, byteSize, CreateOptions.of(options));
    }

    /**
     * Opens an existing object for reading and writing, or with READ_ONLY for reading only.
     *
     * @param name a slash followed by a name without slashes, for example {@code /prices}
     * @param options {@link MemoryOpenOption#READ_ONLY}, {@link MemoryOpenOption#atLeast} a size,
     *     {@link MappingOpenOption#part}
     * @return the memory, which the caller must close
     * @throws NotFoundException if the object does not exist (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if the mode denies access (EACCES)
     * @throws io.nativeipc.CorruptException if the object's size is still 0 after one second
     */
    public static PosixSharedMemory open(String name, MappingOpenOption... options) throws IOException {
        return open(name, OpenOptions.of(options));
    }

    /**
     * Opens the object of this name, or creates it; {@link #created} reports which.
     *
     * @param name a slash followed by a name without slashes, for example {@code /prices}
     * @param byteSize the size in bytes of a new object, the minimum size of an existing one
     * @param options the {@link Permissions}: the mode, and optionally the group;
     *     {@link MemoryCreateOption#SPARSE}
     * @return the memory, which the caller must close
     * @throws IpcException if the object can be neither opened nor created
     */
    public static PosixSharedMemory openOrCreate(String name, long byteSize, MemoryCreateOption... options)
            throws IOException {
        CreateOptions given = CreateOptions.of(options);
        return Opening.openOrCreate(
                address(name), () -> open(name, OpenOptions.atLeast(byteSize)), () -> create(name, byteSize, given));
    }

    /**
     * Removes a name (shm_unlink). Processes that have the object open keep using it.
     *
     * @param name a slash followed by a name without slashes, for example {@code /prices}
     * @throws NotFoundException if the object does not exist (ENOENT)
     */
    public static void unlink(String name) throws IpcException {
        PosixName.check(name, 0);
        PosixFailure.check(
                Names.unlink(
                        "/dev/shm" + name,
                        address(name),
                        Constants.S_IFREG,
                        () -> Native.posix().shm_unlink(name)),
                "shm_unlink",
                address(name));
    }

    private static PosixSharedMemory create(String name, long byteSize, CreateOptions options) throws IOException {
        PosixName.check(name, 0);
        MappedMemory.requireSize(byteSize);
        int flags = Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL | Constants.O_CLOEXEC;
        try (Undo undo = new Undo()) {
            NewObject made = NewObject.begin(
                    CreatedKind.POSIX_SHM,
                    name,
                    "shm_open",
                    () -> Native.shim()
                            .ipc_shm_open(name, flags, options.permissions().mode()));
            OpenFile making = new OpenFile(made.fd(), address(name));
            undo.add(making::close);
            undo.add(made::discard);
            making.setPermissions(options.permissions());
            if (options.sparse()) {
                making.truncate(byteSize);
            } else {
                making.reserve(byteSize);
            }
            made.publish();
            int fd = made.byName();
            OpenFile file = fd == made.fd() ? making : new OpenFile(fd, address(name));
            undo.add(file::close);
            GrowingMemory mapped = GrowingMemory.map(address(name), file, Window.whole(byteSize), false);
            undo.add(mapped::close);
            PosixSharedMemory memory = undo.done(new PosixSharedMemory(name, file, mapped, true));
            if (file != making) {
                making.close();
            }
            return memory;
        }
    }

    private static PosixSharedMemory open(String name, OpenOptions options) throws IOException {
        PosixName.check(name, 0);
        MappedMemory.requireSize(options.least());
        boolean readOnly = options.readOnly();
        int access = readOnly ? Constants.O_RDONLY : Constants.O_RDWR;
        try (Undo undo = new Undo()) {
            // Memory ignores O_NONBLOCK; without it, opening a FIFO would wait for its other end.
            int flags = access | Constants.O_CLOEXEC | Constants.O_NONBLOCK;
            OpenFile file = new OpenFile(shmOpen(name, flags, 0), address(name));
            undo.add(file::close);
            file.requireRegular();
            GrowingMemory mapped = GrowingMemory.map(address(name), file, file.await(options), readOnly);
            undo.add(mapped::close);
            return undo.done(new PosixSharedMemory(name, file, mapped, false));
        }
    }

    private static String address(String name) {
        return "posix-shm:" + name;
    }

    private static int shmOpen(String name, int flags, int mode) throws IpcException {
        return PosixFailure.check(Native.shim().ipc_shm_open(name, flags, mode), "shm_open", address(name));
    }

    /** {@return the object's name, {@code /prices}} */
    public String name() {
        return name;
    }

    /** {@return whether this object created the shared memory} */
    @Override
    public boolean created() {
        return created;
    }

    /**
     * {@return the current status of the object, as reported by the kernel (fstat), even if its name was removed}
     *
     * @throws IpcException if the system call fails
     */
    public FileStat stat() throws IpcException {
        return file.stat();
    }

    /**
     * Requires that the object belongs to the user {@code uid}, as protection against a user that created the name
     * first. Otherwise this object is closed, and the method throws {@link io.nativeipc.AccessDeniedException}.
     *
     * @param uid the user id of the required owner
     * @return this object
     * @throws IpcException if a system call fails
     */
    public PosixSharedMemory requireOwner(long uid) throws IpcException {
        Opening.requireOwner(stat().uid(), uid, address, this);
        return this;
    }

    /**
     * Changes the mode of the object, and its group if {@code permissions} has one (fchown, fchmod).
     *
     * @param permissions the mode, and optionally the group
     * @throws IpcException if a system call fails; only the owner may change permissions
     */
    @Override
    public void setPermissions(Permissions permissions) throws IpcException {
        file.setPermissions(permissions);
    }

    /**
     * Enlarges the object and the mapping, and reserves the space (posix_fallocate, mmap). Existing bytes are kept; the
     * new bytes are zeros. Buffers taken earlier continue to show the old range of the same bytes until the object is
     * closed. Another process that has the object open follows with the same call and the same size, also if it has
     * opened it for reading only.
     *
     * <p>A close waits for the end of this call, however long the reservation takes. An interrupt of the thread that
     * grows the object ends it sooner, except on Windows.
     *
     * @param byteSize the new size in bytes
     * @throws IllegalArgumentException if it is less than the current size of the mapping, because processes that have
     *     mapped the object would access memory beyond its end
     * @throws IllegalStateException if the object is open for reading only and has fewer bytes, or a part is mapped
     * @throws io.nativeipc.NoSpaceException if /dev/shm has too little space (ENOSPC)
     * @throws java.io.InterruptedIOException if the thread is interrupted. After this and every other failure the
     *     mapping is unchanged; the object may have become larger and is not cut off, because another process may use
     *     the new space
     */
    public void grow(long byteSize) throws IOException {
        memory.grow(byteSize);
    }

    /**
     * Removes the name (shm_unlink). Processes that have the object open keep using it. May be called after close.
     *
     * @throws IpcException if the object no longer exists, or a system call fails
     */
    @Override
    public void unlink() throws IpcException {
        unlink(name);
    }

    @Override
    public void close() {
        memory.close();
        file.close();
    }

    /** Returns the address, {@code posix-shm:/prices}. */
    @Override
    public String toString() {
        return address;
    }
}
