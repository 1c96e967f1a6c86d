package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.Permissions;
import io.nativeipc.Region;
import io.nativeipc.SegmentCreateOption;
import io.nativeipc.SegmentOpenOption;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creations;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.unix.Groups;
import java.io.IOException;

/**
 * A System V shared memory segment, attached to this process.
 *
 * <pre>{@code
 * try (SysVSharedMemory segment = SysVSharedMemory.open(key)) {
 *     ByteBuffer text = segment.buffer();
 *     while (text.get() != 0) {
 *         // C strings end with a NUL
 *     }
 *     text.flip().limit(text.limit() - 1);
 *     System.out.println("read " + UTF_8.decode(text));
 *     segment.remove();
 * }
 * }</pre>
 *
 * <p>C calls: {@code shmget} finds or creates the segment, {@code shmctl(IPC_STAT)} reports its size, {@code shmat}
 * attaches it, {@code shmdt} detaches it on {@link #close}, {@code shmctl(IPC_RMID)} removes it on {@link #remove}. The
 * library stores nothing of its own in the segment; a new segment is filled with zeros.
 *
 * <p>The kernel rounds the memory up to whole pages; {@link #byteSize} is the size that the creator requested. No
 * method blocks. Every method may be called from any thread. A segment exists until it is removed <em>and</em> the last
 * process has detached it; the kernel detaches the segments of a process that ends.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/shmget.2.html">shmget(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/shmop.2.html">shmat(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/shmctl.2.html">shmctl(2)</a>
 */
public final class SysVSharedMemory implements Region {
    static {
        Regions.register(SysVSharedMemory.class, region -> region.memory);
    }

    /** The permissions that the creator needs to attach the segment, whatever its final mode. */
    private static final int ATTACHABLE = 0600;

    /** The address by which the segment was opened: of its key or of its id. */
    private final String object;

    private final int id;
    private final MappedMemory memory;
    private final boolean created;

    private SysVSharedMemory(String object, int id, long byteSize, Attaching how, boolean created) throws IpcException {
        this(object, id, how.attach(object, id, byteSize), byteSize, how.readOnly(), created);
    }

    private SysVSharedMemory(String object, int id, long address, long byteSize, boolean readOnly, boolean created) {
        View view = Native.views().of(address, byteSize, () -> Native.posix().shmdt(address));
        this.object = object;
        this.id = id;
        this.memory = new MappedMemory(object, view, readOnly, MappedMemory.Backing.NONE);
        this.created = created;
    }

    /**
     * Creates a segment and attaches it (shmget with IPC_CREAT and IPC_EXCL).
     *
     * @param key the key, or {@link SysVKey#PRIVATE} for a segment that can be found only by its {@link #id()}
     * @param byteSize the size in bytes, at least 1
     * @param options the {@link Permissions}: the mode, and optionally the group; an {@link AttachAddress}
     * @return the new segment, which the caller must close
     * @throws io.nativeipc.AlreadyExistsException if the key is in use (EEXIST)
     * @throws io.nativeipc.NoSpaceException if no memory is left, or the limit kernel.shmall or kernel.shmmni is
     *     reached (ENOMEM, ENOSPC)
     */
    public static SysVSharedMemory create(SysVKey key, long byteSize, SegmentCreateOption... options)
            throws IpcException {
        return create(key, byteSize, Attaching.Create.of(options));
    }

    private static SysVSharedMemory create(SysVKey key, long byteSize, Attaching.Create options) throws IpcException {
        Permissions permissions = options.permissions();
        MappedMemory.requireSize(byteSize);
        long gid = Groups.idOf(permissions);
        try (Creations.OpenIntent intent = Creations.beginSegment(SysVObjects.intended(key), byteSize);
                Undo undo = new Undo()) {
            assert intent != null;
            int id = shmget(key, byteSize, SysVObjects.creationFlags(permissions) | ATTACHABLE);
            undo.add(() -> SysVControl.SEGMENT.remove(id));
            String object = SysVControl.SEGMENT.address(key, id);
            SysVSharedMemory segment = new SysVSharedMemory(object, id, byteSize, options.how(), true);
            undo.add(segment::close);
            if (gid >= 0 || (permissions.mode() & ATTACHABLE) != ATTACHABLE) {
                SysVControl.SEGMENT.setPermissions(id, object, permissions.mode(), gid);
            }
            Creations.add(CreatedKind.SYSV_SHM, SysVObjects.named(key, id), id);
            return undo.done(segment);
        }
    }

    /**
     * Attaches an existing segment for reading and writing, or with READ_ONLY for reading only.
     *
     * @param key the key
     * @param options {@link MemoryOpenOption#READ_ONLY} (SHM_RDONLY), {@link MemoryOpenOption#atLeast} a size (EINVAL if
     *     it is smaller), an {@link AttachAddress}
     * @return the segment, which the caller must close
     * @throws io.nativeipc.NotFoundException if no segment has this key (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if the mode denies access (EACCES)
     */
    public static SysVSharedMemory open(SysVKey key, SegmentOpenOption... options) throws IpcException {
        return open(key, Attaching.Open.of(options));
    }

    private static SysVSharedMemory open(SysVKey key, Attaching.Open options) throws IpcException {
        MappedMemory.requireSize(options.least());
        int id = shmget(key.notPrivate(), options.least(), options.how().readOnly() ? 0400 : 0600);
        return attached(SysVControl.SEGMENT.address(key), id, options.how());
    }

    /**
     * Attaches the segment with this key, or creates it; {@link #created()} reports which.
     *
     * @param key the key; {@link SysVKey#PRIVATE} creates an object without a key
     * @param byteSize the size in bytes of a new object, the minimum size of an existing one
     * @param options the {@link Permissions}: the mode, and optionally the group; an {@link AttachAddress}
     * @return the segment, which the caller must close
     * @throws IpcException if the segment can be neither opened nor created
     */
    public static SysVSharedMemory openOrCreate(SysVKey key, long byteSize, SegmentCreateOption... options)
            throws IOException {
        Attaching.Create given = Attaching.Create.of(options);
        return SysVControl.SEGMENT.openOrCreate(
                key, () -> open(key, new Attaching.Open(given.how(), byteSize)), () -> create(key, byteSize, given));
    }

    /**
     * Attaches the segment with this id for reading and writing, or with READ_ONLY for reading only.
     *
     * @param shmid the kernel's id of the segment
     * @param options {@link MemoryOpenOption#READ_ONLY} (SHM_RDONLY), {@link MemoryOpenOption#atLeast} a size, an
     *     {@link AttachAddress}
     * @return the segment, which the caller must close
     * @throws IpcException if the segment does not exist, or a system call fails
     */
    public static SysVSharedMemory attach(int shmid, SegmentOpenOption... options) throws IpcException {
        Attaching.Open given = Attaching.Open.of(options);
        MappedMemory.requireSize(given.least());
        String address = SysVControl.SEGMENT.address(shmid);
        OpenOptions.requireSize(address, SegmentStat.of(shmid, address).byteSize(), given.least());
        return attached(address, shmid, given.how());
    }

    /**
     * Removes the segment with this key without attaching it. The segment disappears when the last process has detached
     * it.
     *
     * @param key the key
     * @throws io.nativeipc.NotFoundException if no segment has this key (ENOENT)
     */
    public static void remove(SysVKey key) throws IpcException {
        SysVControl.SEGMENT.remove(shmget(key.notPrivate(), 0, 0), SysVControl.SEGMENT.address(key));
    }

    /**
     * Removes the segment with this id without attaching it. The segment disappears when the last process has detached
     * it.
     *
     * @param shmid the kernel's id of the segment
     * @throws io.nativeipc.NotFoundException if no segment has this id (EINVAL)
     */
    public static void remove(int shmid) throws IpcException {
        SysVControl.SEGMENT.remove(shmid, SysVControl.SEGMENT.address(shmid));
    }

    private static SysVSharedMemory attached(String address, int id, Attaching how) throws IpcException {
        return new SysVSharedMemory(address, id, SegmentStat.of(id, address).byteSize(), how, false);
    }

    private static int shmget(SysVKey key, long byteSize, int flags) throws IpcException {
        int id = Native.posix().shmget(key.value(), byteSize, flags);
        if (id < 0) {
            throw PosixFailure.exception(
                    -id,
                    "shmget",
                    SysVControl.SEGMENT.address(key),
                    SysVLimits.shmget(-id, key, byteSize, (flags & Constants.IPC_CREAT) != 0));
        }
        return id;
    }

    /** {@return the kernel's id of the segment (shmid), by which {@link #attach} finds it} */
    public int id() {
        return id;
    }

    /** {@return whether this object created the segment} */
    public boolean created() {
        return created;
    }

    /**
     * {@return the current status of the segment, as reported by the kernel (shmctl with IPC_STAT); works after close
     * too}
     *
     * @throws IpcException if the system call fails
     */
    public SegmentStat stat() throws IpcException {
        return SegmentStat.of(id, object);
    }

    /**
     * Requires that the segment belongs to the user {@code uid}, as protection against a user that created it first.
     * Otherwise this object is closed, and the method throws {@link io.nativeipc.AccessDeniedException}.
     *
     * @param uid the user id of the required owner
     * @return this object
     * @throws IpcException if a system call fails
     */
    public SysVSharedMemory requireOwner(long uid) throws IpcException {
        Opening.requireOwner(stat().perm().uid(), uid, toString(), this);
        return this;
    }

    /**
     * Changes the mode of the segment, and its group if {@code permissions} has one (shmctl with IPC_SET).
     *
     * @param permissions the mode, and optionally the group
     * @throws IpcException if a system call fails; only the owner may change permissions
     */
    public void setPermissions(Permissions permissions) throws IpcException {
        SysVControl.SEGMENT.setPermissions(id, object, permissions.mode(), Groups.idOf(permissions));
    }

    /**
     * Removes the segment (shmctl with IPC_RMID). No process can find it by its key any more. Processes that have it
     * attached keep using it, and it disappears when the last one has detached it. May be called after close.
     *
     * @throws IpcException if the segment was already removed ({@link io.nativeipc.NotFoundException}), or a system
     *     call fails
     */
    public void remove() throws IpcException {
        SysVControl.SEGMENT.remove(id, object);
    }

    @Override
    public void close() {
        memory.close();
    }

    /** Returns the address by which the object was opened: {@code sysv-shm:0x00001234}, {@code sysv-shm:id=7}. */
    @Override
    public String toString() {
        return object;
    }
}
