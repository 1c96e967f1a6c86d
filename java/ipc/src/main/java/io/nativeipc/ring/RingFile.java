package io.nativeipc.ring;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.CorruptException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.NewObject;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.UncheckedView;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.unix.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The shared memory object of a channel while it is opened, created or cleaned up: its descriptor, its bytes without a
 * mapping, and the locks of all who have the channel open.
 *
 * <p>Bytes are read by pread, for a dead creator's object is truncated by its successor, and a mapping would fault. They and
 * the mapping go through a FileChannel, whose closing gives up no lock, as those here belong to other descriptions.
 */
final class RingFile implements RingPlace {
    private static final int WRITABLE_BY_OTHERS = 022;

    private final String name;
    private final int fd;
    private final OpenFile file;
    private final FileLocks locks;

    private RingFile(String name, int fd, OpenFile file) throws IpcException {
        this.name = name;
        this.fd = fd;
        this.file = file;
        this.locks = FileLocks.reopen(fd, address(name));
    }

    /** The address of the channel of this name. */
    static String address(String name) {
        return "ring:" + name;
    }

    /** Opens what has the name. */
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

    /** Opens what has the name, or makes it. */
    static RingFile openOrCreate(String name) throws IOException {
        int flags = Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL | Constants.O_CLOEXEC;
        return Opening.openOrCreate(address(name), () -> open(name), () -> {
            NewObject made = NewObject.begin(
                    CreatedKind.RING, name, "shm_open", () -> Native.shim().ipc_shm_open(name, flags, 0600));
            try (Undo undo = new Undo()) {
                OpenFile making = new OpenFile(made.fd(), address(name));
                undo.add(making::close); // the name stays: another creator may have taken the empty object over
                making.setPermissions(Permissions.OWNER); // the umask must not decide
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

    /** Before anything else is done with it. */
    private static void check(String name, OpenFile file) throws IpcException {
        FileStat stat = file.stat();
        if (!OpenFile.isRegular(stat)) {
            throw new CorruptException(address(name), "is not a regular file");
        }
        Opening.requireOwner(stat, Native.userId(), address(name), file);
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
    public RingLocks openLocks() throws IpcException {
        return FileLocks.reopen(fd, address());
    }

    /** Takes the creator's lock, for which others are given a second; false if they have it still. */
    boolean lockCreator() throws IOException {
        return RingPlace.await(address(), () -> locks.tryLock(RingLayout.LOCK_CREATOR));
    }

    void unlockCreator() throws IpcException {
        locks.unlock(RingLayout.LOCK_CREATOR);
    }

    /** Takes the lock of all who have the channel open; false if somebody cleans up. */
    boolean lockAttached() throws IOException {
        return RingPlace.await(address(), () -> locks.tryLockShared(RingLayout.LOCK_ATTACHED));
    }

    /** Takes every lock there is: nobody lives, and nobody can come. */
    boolean lockAll() throws IpcException {
        return locks.tryLockAll();
    }

    /** Whether a process holds any lock of the channel. */
    RingStatistics.Use use() {
        return switch (locks.anyHolder()) {
            case NOBODY -> RingStatistics.Use.UNUSED;
            case SOMEBODY -> RingStatistics.Use.IN_USE;
            case UNKNOWN -> RingStatistics.Use.UNKNOWN;
        };
    }

    /** Whether the object still has a name. */
    boolean isLinked() throws IpcException {
        return file.stat().links() > 0;
    }

    long byteSize() throws IpcException {
        return file.stat().byteSize();
    }

    /** The first page, or what there is of it. */
    ByteBuffer readPage() throws IpcException {
        return read(0, RingLayout.PAGE);
    }

    /** So many bytes from an offset on, or what there is of them. */
    ByteBuffer read(long offset, int length) throws IpcException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        return call(channel -> {
            int count = 0;
            while (count >= 0 && bytes.hasRemaining()) {
                count = channel.read(bytes, offset + bytes.position());
            }
            return bytes.flip();
        });
    }

    /** {@link #readPage} when the creator has finished, for which it is given so long; whatever there is afterwards. */
    ByteBuffer awaitPage(Duration patience) throws IOException {
        RingPlace.await(address(), () -> RingHeader.state(readPage()) != RingLayout.STATE_UNFINISHED, patience);
        return readPage(); // a second copy: all that was written before the state is in it
    }

    void write(long offset, ByteBuffer bytes) throws IpcException {
        call(channel -> channel.write(bytes, offset));
    }

    /** Begins the object anew, empty; then an unfinished channel; then with all its memory reserved. */
    void reserve(long byteSize) throws IOException {
        file.truncate(0);
        write(RingLayout.MAGIC_OFFSET, RingHeader.magic());
        KillPoint.reached("create.magic");
        file.reserve(byteSize);
    }

    /** Maps it from its beginning; it has that size, or the JDK would enlarge it. */
    RingRegion map(long byteSize) throws IpcException {
        View view = UncheckedView.holds(byteSize)
                ? call(channel -> UncheckedView.map(channel, byteSize))
                : file.map(byteSize, false);
        return new RingRegion(address(), view);
    }

    private interface ChannelCall<T> {
        T on(FileChannel channel) throws IOException;
    }

    /** A FileChannel closes itself when its thread is interrupted: these calls do not wait, so the interrupt can. */
    private <T> T call(ChannelCall<T> call) throws IpcException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(
                        Path.of("/proc/self/fd/" + fd), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    return call.on(channel);
                } catch (ClosedByInterruptException again) {
                    interrupted |= Thread.interrupted();
                }
            }
        } catch (IOException e) {
            throw new IpcException(address(), "I/O error", String.valueOf(e.getMessage()));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void unlink(RingMemory memory) throws IOException {
        RingLocks creator = RingPlace.lockCreator(openLocks(), address());
        try (creator) {
            memory.retire();
            erase();
        }
    }

    /** Erases the name if it is still there and this object's; the caller holds the creator's lock. */
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
        locks.close();
        file.close();
    }
}
