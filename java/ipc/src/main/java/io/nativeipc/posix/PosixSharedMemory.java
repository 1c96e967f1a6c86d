package io.nativeipc.posix;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.NewObject;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.region.MappedRegion;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.unix.OpenFile;
import java.io.IOException;

/**
 * A POSIX shared memory object, mapped into this process.
 *
 * <p>C calls: {@code shm_open}, {@code fchmod}, {@code posix_fallocate} and {@code mmap} to create; {@code shm_open},
 * {@code fstat} and {@code mmap} to open; {@code munmap} and {@code close} on {@link #close}; {@code shm_unlink} on
 * {@link #unlink}. Nothing but the callers' bytes is in the object; a new one is all zeros. It is what Python's
 * {@code multiprocessing.shared_memory} and Boost's {@code shared_memory_object} use, and on Linux a file in /dev/shm.
 *
 * <p>{@link #byteSize} is the object's size to the byte; the memory ends with the page. No method blocks, except that open
 * gives a creator who has not set the size yet up to one second. Every method may be called from any thread. The object
 * lives until its name is unlinked and the last process has closed it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/shm_open.3.html">shm_open(3)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/shm_overview.7.html">shm_overview(7)</a>
 */
@SuppressWarnings("exports") // what the superclass adds to Region is ours alone
public final class PosixSharedMemory extends MappedRegion implements SharedMemory {
    private final String name;
    private final String address;
    private final OpenFile file;
    private final boolean created;

    private PosixSharedMemory(String name, OpenFile file, View view, boolean readOnly, boolean created) {
        super(view, readOnly);
        this.name = name;
        this.address = address(name);
        this.file = file;
        this.created = created;
    }

    /**
     * {@link #create(String, long, Permissions)} for the owner alone.
     *
     * @param name a slash and then no other, {@code /prices}
     * @param byteSize the size in bytes, at least 1
     * @return the new memory, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static PosixSharedMemory create(String name, long byteSize) throws IOException {
        return create(name, byteSize, Permissions.OWNER);
    }

    /**
     * Creates an object with all its memory reserved.
     *
     * @param name a slash and then no other, {@code /prices}
     * @param byteSize the size in bytes, at least 1
     * @param permissions who else may use it
     * @return the new memory, which the caller closes
     * @throws AlreadyExistsException if the name is in use (EEXIST)
     * @throws io.nativeipc.NoSpaceException if /dev/shm has not that much left (ENOSPC); a container has 64 MB by default
     */
    public static PosixSharedMemory create(String name, long byteSize, Permissions permissions) throws IOException {
        return create(name, byteSize, permissions, false);
    }

    /**
     * Creates an object whose memory is taken page by page when it is first written: what is more than there is left then
     * throws {@link InternalError} at the access, and {@link #read} and {@link #write} throw
     * {@link io.nativeipc.NoSpaceException}.
     *
     * @param name a slash and then no other, {@code /prices}
     * @param byteSize the size in bytes, at least 1
     * @param permissions who else may use it
     * @return the new memory, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static PosixSharedMemory createSparse(String name, long byteSize, Permissions permissions)
            throws IOException {
        return create(name, byteSize, permissions, true);
    }

    /**
     * Opens an existing object for reading and writing.
     *
     * @param name a slash and then no other, {@code /prices}
     * @return the memory, which the caller closes
     * @throws NotFoundException if there is none (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if its mode forbids it (EACCES)
     * @throws io.nativeipc.CorruptException if its size is still 0 after a second
     */
    public static PosixSharedMemory open(String name) throws IOException {
        return open(name, 1, false);
    }

    /**
     * Opens an existing object that must have at least this size.
     *
     * @param name a slash and then no other, {@code /prices}
     * @param byteSize the least size in bytes
     * @return the memory, which the caller closes
     * @throws IpcException if the object is smaller
     */
    public static PosixSharedMemory open(String name, long byteSize) throws IOException {
        requireSize(byteSize);
        return open(name, byteSize, false);
    }

    /**
     * Opens an existing object for reading only.
     *
     * @param name a slash and then no other, {@code /prices}
     * @return the memory, which the caller closes
     * @throws IpcException if there is none, or the system refuses
     */
    public static PosixSharedMemory openReadOnly(String name) throws IOException {
        return open(name, 1, true);
    }

    /**
     * {@link #openOrCreate(String, long, Permissions)} for the owner alone.
     *
     * @param name a slash and then no other, {@code /prices}
     * @param byteSize its size in bytes if it is created, its least size if it is there
     * @return the memory, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static PosixSharedMemory openOrCreate(String name, long byteSize) throws IOException {
        return openOrCreate(name, byteSize, Permissions.OWNER);
    }

    /**
     * Opens the object of this name, or creates it; {@link #created} tells.
     *
     * @param name a slash and then no other, {@code /prices}
     * @param byteSize its size in bytes if it is created, its least size if it is there
     * @param permissions who else may use it
     * @return the memory, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static PosixSharedMemory openOrCreate(String name, long byteSize, Permissions permissions)
            throws IOException {
        return Opening.openOrCreate(
                address(name), () -> open(name, byteSize), () -> create(name, byteSize, permissions));
    }

    /**
     * Erases a name (shm_unlink); who has the object open goes on.
     *
     * @param name a slash and then no other, {@code /prices}
     * @throws NotFoundException if there is none (ENOENT)
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

    private static PosixSharedMemory create(String name, long byteSize, Permissions permissions, boolean sparse)
            throws IOException {
        PosixName.check(name, 0);
        requireSize(byteSize);
        int flags = Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL | Constants.O_CLOEXEC;
        try (Undo undo = new Undo()) {
            NewObject made = NewObject.begin(
                    CreatedKind.POSIX_SHM,
                    name,
                    "shm_open",
                    () -> Native.shim().ipc_shm_open(name, flags, permissions.mode()));
            OpenFile making = new OpenFile(made.fd(), address(name));
            undo.add(making::close);
            undo.add(made::discard);
            making.setPermissions(permissions);
            if (sparse) {
                making.truncate(byteSize);
            } else {
                making.reserve(byteSize);
            }
            made.publish();
            int fd = made.byName();
            OpenFile file = fd == made.fd() ? making : new OpenFile(fd, address(name));
            undo.add(file::close);
            View view = file.map(byteSize, false);
            undo.add(view::close);
            PosixSharedMemory memory = undo.done(new PosixSharedMemory(name, file, view, false, true));
            if (file != making) {
                making.close();
            }
            return memory;
        }
    }

    private static PosixSharedMemory open(String name, long least, boolean readOnly) throws IOException {
        PosixName.check(name, 0);
        int access = readOnly ? Constants.O_RDONLY : Constants.O_RDWR;
        try (Undo undo = new Undo()) {
            // O_NONBLOCK, which memory ignores, for the open of a FIFO would wait for its other end
            int flags = access | Constants.O_CLOEXEC | Constants.O_NONBLOCK;
            OpenFile file = new OpenFile(shmOpen(name, flags, 0), address(name));
            undo.add(file::close);
            file.requireRegular();
            View view = file.map(file.awaitSize(least), readOnly);
            undo.add(view::close);
            return undo.done(new PosixSharedMemory(name, file, view, readOnly, false));
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
     * {@return what the kernel knows of the object now (fstat), whatever has become of its name}
     *
     * @throws IpcException if the system does not tell
     */
    public FileStat stat() throws IpcException {
        return file.stat();
    }

    /**
     * Refuses an object that belongs to another user: a guard against one who took the name first.
     *
     * @param uid the user who must be the owner
     * @return this object
     * @throws IpcException if the system refuses
     */
    public PosixSharedMemory requireOwner(long uid) throws IpcException {
        Opening.requireOwner(stat(), uid, address, this);
        return this;
    }

    /**
     * Gives the object another mode, and the group if one is named (fchown, fchmod).
     *
     * @param permissions who else may use it
     * @throws IpcException if the system refuses, as it does to all but the owner
     */
    @Override
    public void setPermissions(Permissions permissions) throws IpcException {
        file.setPermissions(permissions);
    }

    /**
     * Erases the name (shm_unlink); who has the object open goes on. It may be called after close.
     *
     * @throws IpcException if there is none any more, or the system refuses
     */
    @Override
    public void unlink() throws IpcException {
        unlink(name);
    }

    @Override
    protected long objectSize() {
        return sizeOf(file);
    }

    @Override
    public void close() {
        super.close();
        file.close();
    }

    /** The address: {@code posix-shm:/prices}. */
    @Override
    public String toString() {
        return address;
    }
}
