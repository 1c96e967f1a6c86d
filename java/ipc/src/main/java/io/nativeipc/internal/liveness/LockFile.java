package io.nativeipc.internal.liveness;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.Region;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.NewObject;
import io.nativeipc.internal.journal.RuntimeFolder;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.FileTypes;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.wait.Backoff;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The lock file of a channel in memory to which no descriptor leads, such as a System V segment. Its path follows from
 * the memory alone: {@code ring-WORD.lock} in the runtime folder, where WORD comes from {@link MappedObject}. The
 * header contains the path too, but it is only compared. A path in shared memory is never opened and never removed,
 * because any process with write access to the memory could have written it.
 *
 * <p>Only the creator of a channel creates the file; opening a channel does not. The file is removed when the channel
 * is unlinked.
 */
public final class LockFile implements RegionLocks {
    private static final int OWNER_ONLY = 0600;
    private static final int MODE = 07777;
    private static final int OPEN =
            Constants.O_RDWR | Constants.O_NONBLOCK | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;

    private final String path;
    private final String address;
    private final OpenFile file;
    private final int fd;
    private final FileStat stat;
    private final FileLocks own;

    private LockFile(String path, String address, int fd, OpenFile file, FileStat stat) {
        this.path = path;
        this.address = address;
        this.fd = fd;
        this.file = file;
        this.stat = stat;
        this.own = FileLocks.of(fd, address);
    }

    /**
     * Opens the file for a region, and creates it if it does not exist. A new file is recorded as an object of this
     * process before it gets its name.
     */
    public static LockFile create(Region region, String address) throws IOException {
        String path = in(RuntimeFolder.create(), region, address);
        @Nullable LockFile[] made = new LockFile[1];
        Backoff.until(address, () -> (made[0] = openOrMake(path, address)) != null);
        LockFile opened = made[0] == null ? open(path, address) : made[0];
        opened.requireOurs();
        return opened;
    }

    /** Opens the file for a region, if the header contains its path. */
    public static LockFile open(ByteBuffer page, Region region, String address) throws IpcException {
        byte[] bytes = new byte[page.getInt(LockLayout.LOCK_PATH_LENGTH_OFFSET)];
        page.get(LockLayout.LOCK_PATH_OFFSET, bytes);
        String named = new String(bytes, StandardCharsets.UTF_8);
        String path = in(RuntimeFolder.path(), region, address);
        if (!named.equals(path)) {
            String text = "names the lock file " + printable(named) + ", and the one for this memory is " + path
                    + ": the header is forged, or its creator has another XDG_RUNTIME_DIR";
            throw new CorruptException(address, text);
        }
        LockFile opened;
        try {
            RuntimeFolder.checked();
            opened = open(path, address);
        } catch (NotFoundException gone) {
            throw gone(address, path, gone);
        }
        opened.requireOurs();
        if (opened.stat.device() != page.getLong(LockLayout.LOCK_DEVICE_OFFSET)
                || opened.stat.inode() != page.getLong(LockLayout.LOCK_INODE_OFFSET)) {
            opened.close();
            throw new CorruptException(address, path + " is not the file that the channel was created with");
        }
        return opened;
    }

    /**
     * The exception for a deleted lock file. NotFoundException would mean that there is no channel, and
     * {@code openOrCreate} would then create one.
     */
    private static CorruptException gone(String address, String path, IOException cause) {
        String text = "its lock file " + path
                + " was deleted: processes that have the channel open can keep using it, others cannot open it"
                + "; when all have left, fill the memory with zeros and create it again";
        CorruptException corrupt = new CorruptException(address, text);
        corrupt.initCause(cause);
        return corrupt;
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static String in(Path folder, Region region, String address) throws IpcException {
        String path = folder.resolve(LockName.of(
                        MappedObject.position(region.address(), address).toString()))
                .toString();
        int length = path.getBytes(StandardCharsets.UTF_8).length;
        if (length >= LockLayout.LOCK_PATH_SIZE) {
            String text = "the path of the lock file has " + length + " bytes, and the header has room for "
                    + (LockLayout.LOCK_PATH_SIZE - 1) + ": set XDG_RUNTIME_DIR to a shorter one";
            throw new IpcException(address, "unsupported", text);
        }
        return path;
    }

    /** Opens the file or creates it. Null if another process is removing the file, or has not set its mode yet. */
    private static @Nullable LockFile openOrMake(String path, String address) throws IpcException {
        int fd = Native.shim().ipc_open(path, OPEN, 0);
        if (fd == -Errno.ENOENT) {
            return make(path, address);
        } else if (fd == -Errno.EACCES) {
            return null;
        }
        LockFile opened = of(path, address, PosixFailure.check(fd, "open", path));
        if (opened.stat.links() == 1 && (opened.stat.mode() & MODE) == OWNER_ONLY) {
            return opened;
        }
        opened.close();
        return null;
    }

    /** Creates the file. Null if another process created it first. */
    private static @Nullable LockFile make(String path, String address) throws IpcException {
        int exclusively = OPEN | Constants.O_CREAT | Constants.O_EXCL;
        NewObject made;
        try {
            made = NewObject.begin(
                    CreatedKind.RING_LOCK, path, "open", () -> Native.shim().ipc_open(path, exclusively, OWNER_ONLY));
        } catch (AlreadyExistsException first) {
            return null;
        }
        try (Undo undo = new Undo()) {
            OpenFile file = new OpenFile(made.fd(), path);
            undo.add(file::close);
            undo.add(made::discard);
            file.setPermissions(Permissions.OWNER); // independent of the umask
            made.publish();
            return undo.done(new LockFile(path, address, made.fd(), file, file.stat()));
        } catch (AlreadyExistsException first) {
            return null;
        }
    }

    private static LockFile open(String path, String address) throws IpcException {
        return of(path, address, PosixFailure.check(Native.shim().ipc_open(path, OPEN, 0), "open", path));
    }

    private static LockFile of(String path, String address, int fd) throws IpcException {
        OpenFile file = new OpenFile(fd, path);
        try {
            return new LockFile(path, address, fd, file, file.stat());
        } catch (IpcException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void requireOurs() throws IpcException {
        String wrong = FileTypes.refusal(stat, Constants.S_IFREG, OWNER_ONLY);
        if (wrong != null) {
            close();
            throw new AccessDeniedException(path, "refused", "the lock file " + wrong);
        }
    }

    @Override
    public LivenessLocks own() {
        return own;
    }

    @Override
    public LivenessLocks open() throws IpcException {
        return FileLocks.reopen(fd, address);
    }

    @Override
    public boolean isLinked() throws IpcException {
        return file.stat().links() > 0;
    }

    @Override
    public void describe(ByteBuffer page) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        page.putInt(LockLayout.LOCK_KIND_OFFSET, LockLayout.LOCK_FILE);
        page.putInt(LockLayout.LOCK_PATH_LENGTH_OFFSET, bytes.length);
        page.putLong(LockLayout.LOCK_DEVICE_OFFSET, stat.device());
        page.putLong(LockLayout.LOCK_INODE_OFFSET, stat.inode());
        page.put(LockLayout.LOCK_PATH_OFFSET, bytes);
    }

    private boolean hasItsName() throws IpcException {
        try {
            FileStat named = OpenFile.stat(path);
            return OpenFile.isSame(named, stat);
        } catch (NotFoundException gone) {
            return false;
        }
    }

    @Override
    public void unlink() throws IpcException {
        if (hasItsName()) {
            PosixFailure.check(Native.posix().unlink(path), "unlink", path);
        }
    }

    @Override
    public void close() {
        file.detach(); // the locks close the descriptor
        own.close();
    }
}
