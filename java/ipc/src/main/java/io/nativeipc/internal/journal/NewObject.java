package io.nativeipc.internal.journal;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.unix.PinnedFile;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file in /dev/shm or in the runtime folder while it is being made: it has no name (O_TMPFILE) until it is whole and recorded.
 * A creator that is killed before leaves nothing, and one that is killed after leaves a record with the identity of what it left.
 * Processes that open it by its name find it whole.
 *
 * <p>A file system without O_TMPFILE gives the file its name at once; the intent is recorded before that.
 */
public final class NewObject {
    /** Of a file that has its name from the beginning, until it is recorded. */
    private Creations.@Nullable Begun intent;

    private final CreatedKind kind;
    private final String name;
    private final int fd;
    private final boolean named;
    private boolean published;

    private NewObject(CreatedKind kind, String name, int fd, boolean named) {
        this.kind = kind;
        this.name = name;
        this.fd = fd;
        this.named = named;
    }

    /**
     * Begins the object.
     *
     * @param call the function that {@code create} calls
     * @param create creates the object under its name, exclusively, and returns its descriptor or −errno: the way where files have
     *     names from the beginning
     * @throws io.nativeipc.AlreadyExistsException if something has the name (EEXIST)
     */
    public static NewObject begin(CreatedKind kind, String name, String call, IntSupplier create) throws IpcException {
        if (Constants.O_TMPFILE >= 0 && !isTaken(kind, name)) {
            int flags = Constants.O_TMPFILE | Constants.O_RDWR | Constants.O_CLOEXEC;
            int fd = Native.shim().ipc_open(PinnedFile.folderOf(kind.pathOf(name)), flags, 0600);
            if (fd >= 0) {
                return new NewObject(kind, name, fd, false);
            }
        }
        Creations.Begun intent = Creations.begin(kind, name);
        int fd = create.getAsInt();
        if (fd < 0) {
            intent.close();
            throw PosixFailure.exception(-fd, call, kind.address(name), "");
        }
        NewObject made = new NewObject(kind, name, fd, true);
        made.intent = intent;
        return made;
    }

    /** Before memory is reserved for nothing; the creation under the name then reports it, and the link decides. */
    private static boolean isTaken(CreatedKind kind, String name) throws IpcException {
        try {
            PinnedFile.of(kind.pathOf(name), kind.address(name)).close();
            return true;
        } catch (io.nativeipc.NotFoundException free) {
            return false;
        }
    }

    /** The descriptor, which is the caller's to close. */
    public int fd() {
        return fd;
    }

    /**
     * Records the object and gives it its name.
     *
     * @throws io.nativeipc.AlreadyExistsException if something has the name (EEXIST)
     */
    public void publish() throws IpcException {
        Creations.announce(kind, name, fd);
        if (intent != null) {
            intent.close();
        }
        if (!named) {
            int result = Native.posix()
                    .linkat(
                            Constants.AT_FDCWD,
                            "/proc/self/fd/" + fd,
                            Constants.AT_FDCWD,
                            kind.pathOf(name),
                            Constants.AT_SYMLINK_FOLLOW);
            PosixFailure.check(result, "linkat", kind.address(name));
        }
        published = true;
    }

    /**
     * Opens the published object by its name. In /proc the descriptor that made it has no name, and what it maps is shown as
     * deleted.
     *
     * @return a descriptor of the same file, which the caller closes; {@link #fd} if the name cannot be opened, or is already
     *     another file's
     */
    public int byName() throws IpcException {
        if (named) {
            return fd;
        }
        int flags = Constants.O_RDWR | Constants.O_CLOEXEC | Constants.O_NOFOLLOW | Constants.O_NONBLOCK;
        int other = Native.shim().ipc_open(kind.pathOf(name), flags, 0);
        if (other >= 0 && OpenFile.isSame(stat(other), stat(fd))) {
            return other;
        } else if (other >= 0) {
            Native.posix().close(other);
        }
        return fd;
    }

    private FileStat stat(int descriptor) throws IpcException {
        return new OpenFile(descriptor, kind.address(name)).stat();
    }

    /** Undoes the creation, as long as {@link #fd} is open. */
    public void discard() throws IpcException {
        if (named) {
            Native.posix().unlink(kind.pathOf(name));
        } else if (published) {
            Names.unlinkIfStill(kind.pathOf(name), stat(fd));
        }
    }
}
