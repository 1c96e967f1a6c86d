package io.nativeipc.ring;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.CorruptException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.Region;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.NewObject;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.liveness.FileLocks;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.liveness.RegionPlace;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.MemoryRegion;
import io.nativeipc.internal.region.UncheckedView;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.wait.Backoff;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The shared memory object of a named channel: its descriptor, its bytes without a mapping, and the locks that do not
 * belong to a participant. They belong to this same descriptor: once the object has its name, nothing else must be
 * opened before it can be removed again.
 *
 * <p>Bytes are read with pread and not through a mapping, because the successor of a dead creator truncates the object
 * and a mapping would then fault.
 */
final class RingFile implements RingPlace {
    private static final int WRITABLE_BY_OTHERS = 022;

    private static final Pattern NAME = Pattern.compile("/(?!\\.)[A-Za-z0-9._-]{1,30}");

    private final String name;
    private final int fd;
    private final OpenFile file;
    private final FileLocks locks;

    private RingFile(String name, int fd, OpenFile file) {
        this.name = name;
        this.fd = fd;
        this.file = file;
        this.locks = FileLocks.of(fd, address(name));
    }

    /** Returns the address of the channel of this name. */
    static String address(String name) {
        return "ring:" + name;
    }

    /** Opens the object of this name. */
    static RingFile open(String name) throws IpcException {
        int flags = Constants.O_RDWR | Constants.O_CLOEXEC | Constants.O_NONBLOCK;
        int fd = PosixFailure.check(Native.shim().ipc_shm_open(name, flags, 0), "shm_open", address(name));
        try (Undo undo = new Undo()) {
            OpenFile file = new OpenFile(fd, address(name));
            undo.add(file::close);
            check(name, file);
            return undo.done(new RingFile(name, fd, file));
        }
    }

    /** Opens the object of this name, or creates it. */
    static RingFile openOrCreate(String name) throws IOException {
        int flags = Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL | Constants.O_CLOEXEC;
        return Opening.openOrCreate(address(name), () -> open(name), () -> {
            NewObject made = NewObject.begin(
                    CreatedKind.RING, name, "shm_open", () -> Native.shim().ipc_shm_open(name, flags, 0600));
            try (Undo undo = new Undo()) {
                OpenFile making = new OpenFile(made.fd(), address(name));
                undo.add(making::close); // the name is kept: another creator may already use the empty object
                making.setPermissions(Permissions.OWNER); // independent of the umask
                made.publish();
                int fd = made.byName();
                OpenFile file = fd == made.fd() ? making : new OpenFile(fd, address(name));
                undo.add(file::close);
                RingFile created = undo.done(new RingFile(name, fd, file));
                if (file != making) {
                    making.close();
                }
                return created;
            }
        });
    }

    /** Checks type, owner and mode before any other use of the object. */
    private static void check(String name, OpenFile file) throws IpcException {
        FileStat stat = file.stat();
        if (!OpenFile.isRegular(stat)) {
            throw new CorruptException(address(name), "is not a regular file");
        }
        Opening.requireOwner(stat.uid(), Native.userId(), address(name), file);
        if ((stat.mode() & WRITABLE_BY_OTHERS) != 0) {
            throw new AccessDeniedException(
                    address(name),
                    "wrong mode",
                    "others may write to it: " + Integer.toOctalString(stat.permissions()));
        }
    }

    @Override
    public String address() {
        return address(name);
    }

    @Override
    public LivenessLocks openLocks() throws IpcException {
        return FileLocks.reopen(fd, address());
    }

    /** Acquires the creator's lock, waiting up to one second. False if another process still holds it. */
    boolean lockCreator() throws IOException {
        return Backoff.until(address(), () -> locks.tryLock(RingLayout.LOCK_CREATOR));
    }

    void unlockCreator() throws IpcException {
        locks.unlock(RingLayout.LOCK_CREATOR);
    }

    /** Acquires the shared lock of the processes that have the channel open. False if a process cleans up. */
    boolean lockAttached() throws IOException {
        return Backoff.until(address(), () -> locks.tryLockShared(RingLayout.LOCK_ATTACHED));
    }

    /** Acquires all locks at once. If this succeeds, there is no participant, and none can join. */
    boolean lockAll() throws IpcException {
        return locks.tryLockAll();
    }

    /** Returns whether a process holds any lock of the channel. */
    ByteLocks.Holder anyHolder() {
        return locks.anyHolder();
    }

    /** Rejects an invalid name of a channel. */
    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a ring channel's name is a slash and 1 to 30 letters, digits, dots, dashes"
                            + " and underscores, like /orders, and does not begin with a dot: \""
                            + name.replace('\0', '?') + '"');
        }
    }

    /** Returns whether the object still has a name. */
    boolean isLinked() throws IpcException {
        return file.stat().links() > 0;
    }

    long byteSize() throws IpcException {
        return file.stat().byteSize();
    }

    /** Reads the first page, or as much of it as exists. */
    ByteBuffer readPage() throws IpcException {
        return read(0, RingLayout.PAGE);
    }

    /** Reads this many bytes from an offset, or as many as exist. */
    ByteBuffer read(long offset, int length) throws IpcException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
        file.read(offset, bytes);
        return bytes.flip();
    }

    /** Waits at most this long for the creator to finish, then returns {@link #readPage}, finished or not. */
    ByteBuffer awaitPage(Duration patience) throws IOException {
        Backoff.until(address(), () -> RingHeader.state(readPage()) != RingLayout.STATE_UNFINISHED, patience);
        return readPage(); // a second copy, which contains everything written before the state
    }

    /** Retires a channel that no process has open. */
    void retire() throws IpcException {
        ByteBuffer retired = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        file.write(RingLayout.STATE_OFFSET, retired.putInt(0, RingLayout.STATE_RETIRED));
    }

    /** Makes the object empty, then an unfinished channel, then reserves all of its memory. */
    void reserve(long byteSize) throws IOException {
        file.truncate(0);
        try {
            file.write(RingLayout.MAGIC_OFFSET, RingHeader.magic());
        } catch (NoSpaceException e) {
            throw PosixFailure.exception(e.code(), e.call(), e.object(), file.space(byteSize));
        }
        KillPoint.reached("create.magic");
        file.reserve(byteSize);
    }

    /** Maps the object from its beginning. The object must have this size. */
    Region map(long byteSize) throws IpcException {
        View view =
                UncheckedView.holds(byteSize) ? UncheckedView.map(fd, byteSize, address()) : file.map(byteSize, false);
        return new MemoryRegion(address(), view, false, MappedMemory.Backing.NONE);
    }

    @Override
    public void unlink(RegionPlace.Contents channel) throws IOException {
        locks.lockCreator(address());
        try {
            channel.retire();
            erase();
        } finally {
            unlockCreator();
        }
    }

    /** Removes the name if it still belongs to this object. The caller holds the creator's lock. */
    void erase() throws IpcException {
        FileStat own = file.stat();
        try {
            FileStat named = OpenFile.stat("/dev/shm" + name, address());
            if (OpenFile.isSame(named, own)) {
                KillPoint.reached("unlink.compared");
                PosixFailure.check(Native.posix().shm_unlink(name), "shm_unlink", address());
            }
        } catch (NotFoundException erased) {
            return;
        }
    }

    @Override
    public void close() {
        file.detach(); // the locks close the descriptor
        locks.close();
    }
}
