package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creations;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.MappedRegion;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.Groups;
import java.io.IOException;

/**
 * A System V shared memory segment, attached to this process.
 *
 * <p>C calls: {@code shmget} finds or creates the segment, {@code shmctl(IPC_STAT)} tells its size, {@code shmat} attaches
 * it, {@code shmdt} detaches it on {@link #close}, {@code shmctl(IPC_RMID)} removes it on {@link #remove}. Nothing but the
 * callers' bytes is in the segment; a new one is all zeros.
 *
 * <p>The kernel rounds the memory up to whole pages, while {@link #byteSize} stays what its creator asked for. No method
 * blocks. Every method may be called from any thread. A segment lives until it is removed <em>and</em> the last process has
 * detached; the death of a process detaches it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/shmget.2.html">shmget(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/shmop.2.html">shmat(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/shmctl.2.html">shmctl(2)</a>
 */
@SuppressWarnings("exports") // what the superclass adds to Region is ours alone
public final class SysVSharedMemory extends MappedRegion {
    /** What the creator needs to attach the segment, whatever its mode is to be. */
    private static final int ATTACHABLE = 0600;

    /** The address by which it was opened: of its key or of its id. */
    private final String object;

    private final int id;
    private final boolean created;

    private SysVSharedMemory(String object, int id, long byteSize, boolean readOnly, boolean created)
            throws IpcException {
        this(object, id, attach(object, id, readOnly), byteSize, readOnly, created);
    }

    private SysVSharedMemory(String object, int id, long address, long byteSize, boolean readOnly, boolean created) {
        super(Native.views().of(address, byteSize, () -> Native.posix().shmdt(address)), readOnly);
        this.object = object;
        this.id = id;
        this.created = created;
    }

    /**
     * {@link #create(SysVKey, long, Permissions)} for the owner alone.
     *
     * @param key the key; {@link SysVKey#PRIVATE} creates an object that has none
     * @param byteSize the size in bytes, at least 1
     * @return the new segment, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static SysVSharedMemory create(SysVKey key, long byteSize) throws IpcException {
        return create(key, byteSize, Permissions.OWNER);
    }

    /**
     * Creates a segment and attaches it (shmget with IPC_CREAT and IPC_EXCL).
     *
     * @param key the key, or {@link SysVKey#PRIVATE} for a segment that is found by its {@link #id()} alone
     * @param byteSize the size in bytes, at least 1
     * @param permissions who else may use it
     * @return the new segment, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the key is in use (EEXIST)
     * @throws io.nativeipc.NoSpaceException if memory or the limits kernel.shmall or kernel.shmmni are used up (ENOMEM, ENOSPC)
     */
    public static SysVSharedMemory create(SysVKey key, long byteSize, Permissions permissions) throws IpcException {
        requireSize(byteSize);
        long gid = Groups.idOf(permissions);
        try (Creations.Begun begun = Creations.beginSegment(SysVObjects.intended(key), byteSize);
                Undo undo = new Undo()) {
            assert begun != null;
            int id = shmget(key, byteSize, SysVObjects.creationFlags(permissions) | ATTACHABLE);
            undo.add(() -> SysVControl.SEGMENT.control(id, Constants.IPC_RMID, null));
            String object = SysVControl.SEGMENT.address(key, id);
            SysVSharedMemory segment = new SysVSharedMemory(object, id, byteSize, false, true);
            undo.add(segment::close);
            if (gid >= 0 || (permissions.mode() & ATTACHABLE) != ATTACHABLE) {
                SysVControl.SEGMENT.setPermissions(id, object, permissions.mode(), gid);
            }
            Creations.add(CreatedKind.SYSV_SHM, SysVObjects.named(key, id), id);
            return undo.done(segment);
        }
    }

    /**
     * Attaches an existing segment for reading and writing.
     *
     * @param key the key
     * @return the segment, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is none with this key (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if its mode forbids it (EACCES)
     */
    public static SysVSharedMemory open(SysVKey key) throws IpcException {
        return open(key, 0, false);
    }

    /**
     * Attaches an existing segment that must have at least this size.
     *
     * @param key the key
     * @param byteSize the least size in bytes
     * @return the segment, which the caller closes
     * @throws IpcException if the segment is smaller (EINVAL)
     */
    public static SysVSharedMemory open(SysVKey key, long byteSize) throws IpcException {
        requireSize(byteSize);
        return open(key, byteSize, false);
    }

    /**
     * Attaches an existing segment for reading only (SHM_RDONLY).
     *
     * @param key the key
     * @return the segment, which the caller closes
     * @throws IpcException if there is none, or the system refuses
     */
    public static SysVSharedMemory openReadOnly(SysVKey key) throws IpcException {
        return open(key, 0, true);
    }

    /**
     * {@link #openOrCreate(SysVKey, long, Permissions)} for the owner alone.
     *
     * @param key the key; {@link SysVKey#PRIVATE} creates an object that has none
     * @param byteSize its size in bytes if it is created, its least size if it is there
     * @return the segment, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static SysVSharedMemory openOrCreate(SysVKey key, long byteSize) throws IOException {
        return openOrCreate(key, byteSize, Permissions.OWNER);
    }

    /**
     * Attaches the segment with this key, or creates it; {@link #created()} tells.
     *
     * @param key the key; {@link SysVKey#PRIVATE} creates an object that has none
     * @param byteSize its size in bytes if it is created, its least size if it is there
     * @param permissions who else may use it
     * @return the segment, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static SysVSharedMemory openOrCreate(SysVKey key, long byteSize, Permissions permissions)
            throws IOException {
        return SysVControl.SEGMENT.openOrCreate(
                key, () -> open(key, byteSize), () -> create(key, byteSize, permissions));
    }

    /**
     * Attaches the segment with this id for reading and writing.
     *
     * @param shmid the kernel's id of the segment
     * @return the segment, which the caller closes
     * @throws IpcException if there is none, or the system refuses
     */
    public static SysVSharedMemory attach(int shmid) throws IpcException {
        return attachById(shmid, false);
    }

    /**
     * Attaches the segment with this id for reading only (SHM_RDONLY).
     *
     * @param shmid the kernel's id of the segment
     * @return the segment, which the caller closes
     * @throws IpcException if there is none, or the system refuses
     */
    public static SysVSharedMemory attachReadOnly(int shmid) throws IpcException {
        return attachById(shmid, true);
    }

    /**
     * Removes the segment with this key, which is not attached for it. It is gone when the last process has detached.
     *
     * @param key the key
     * @throws io.nativeipc.NotFoundException if there is none (ENOENT)
     */
    public static void remove(SysVKey key) throws IpcException {
        SysVControl.SEGMENT.remove(shmget(key.notPrivate(), 0, 0), SysVControl.SEGMENT.address(key));
    }

    /**
     * Removes the segment with this id, which is not attached for it. It is gone when the last process has detached.
     *
     * @param shmid the kernel's id of the segment
     * @throws io.nativeipc.NotFoundException if there is none (EINVAL)
     */
    public static void remove(int shmid) throws IpcException {
        SysVControl.SEGMENT.remove(shmid, SysVControl.SEGMENT.address(shmid));
    }

    private static SysVSharedMemory open(SysVKey key, long byteSize, boolean readOnly) throws IpcException {
        int id = shmget(key.notPrivate(), byteSize, readOnly ? 0400 : 0600);
        String object = SysVControl.SEGMENT.address(key);
        return attach(object, id, readOnly, SegmentStat.of(id, object));
    }

    private static SysVSharedMemory attachById(int shmid, boolean readOnly) throws IpcException {
        String object = SysVControl.SEGMENT.address(shmid);
        return attach(object, shmid, readOnly, SegmentStat.of(shmid, object));
    }

    private static SysVSharedMemory attach(String object, int id, boolean readOnly, SegmentStat stat)
            throws IpcException {
        return new SysVSharedMemory(object, id, stat.byteSize(), readOnly, false);
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

    private static long attach(String object, int id, boolean readOnly) throws IpcException {
        return SysVObjects.check(Native.posix().shmat(id, 0, readOnly ? Constants.SHM_RDONLY : 0), "shmat", object);
    }

    /** {@return the kernel's id of the segment (shmid), by which {@link #attach(int)} finds it} */
    public int id() {
        return id;
    }

    /** {@return whether this object created the segment} */
    public boolean created() {
        return created;
    }

    /**
     * {@return what the kernel knows of the segment now (shmctl with IPC_STAT); also after close}
     *
     * @throws IpcException if the system does not tell
     */
    public SegmentStat stat() throws IpcException {
        return SegmentStat.of(id, object);
    }

    /**
     * Gives the segment another mode, and the group if one is named (shmctl with IPC_SET).
     *
     * @param permissions who else may use it
     * @throws IpcException if the system refuses, as it does to all but the owner
     */
    public void setPermissions(Permissions permissions) throws IpcException {
        SysVControl.SEGMENT.setPermissions(id, object, permissions.mode(), Groups.idOf(permissions));
    }

    /**
     * Removes the segment (shmctl with IPC_RMID): no process can find it by its key any more, those who have attached it
     * go on, and the last one to detach ends it. It may be called after close.
     *
     * @throws IpcException if the segment is gone ({@link io.nativeipc.NotFoundException}), or the system refuses
     */
    public void remove() throws IpcException {
        SysVControl.SEGMENT.remove(id, object);
    }

    /** The address by which it was opened: {@code sysv-shm:0x00001234}, {@code sysv-shm:id=7}. */
    @Override
    public String toString() {
        return object;
    }
}
