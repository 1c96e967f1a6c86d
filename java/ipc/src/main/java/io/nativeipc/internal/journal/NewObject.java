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
 * A file in /dev/shm or in the runtime folder while it is being created. It has no name (O_TMPFILE) until it is
 * complete and recorded. A creator that is killed earlier leaves nothing, and one that is killed later leaves a record
 * with the identity of the object. Processes that open the file by its name find it complete.
 *
 * <p>On a file system without O_TMPFILE the file has its name from the start; the intent is recorded before that.
 */
public final class NewObject {
    /** The intent of a file that has its name from the start, until the file is recorded. */
    private Creations.@Nullable OpenIntent intent;

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
     * @param create creates the object under its name, exclusively, and returns its descriptor or −errno; used if files
     *     have names from the start
     * @throws io.nativeipc.AlreadyExistsException if the name is in use (EEXIST)
     */
    public static NewObject begin(CreatedKind kind, String name, String call, IntSupplier create) throws IpcException {
        if (Constants.O_TMPFILE >= 0 && !isTaken(kind, name)) {
            int flags = Constants.O_TMPFILE | Constants.O_RDWR | Constants.O_CLOEXEC;
            int fd = Native.shim().ipc_open(PinnedFile.folderOf(kind.pathOf(name)), flags, 0600);
            if (fd >= 0) {
                return new NewObject(kind, name, fd, false);
            }
        }
        Creations.OpenIntent intent = Creations.begin(kind, name);
        int fd = create.getAsInt();
        if (fd < 0) {
            intent.close();
            throw PosixFailure.exception(-fd, call, kind.address(name), "");
        }
        NewObject made = new NewObject(kind, name, fd, true);
        made.intent = intent;
        return made;
    }

    /**
     * Checks early, so that no memory is reserved without need. If the name is taken, the creation under the name reports
     * it; otherwise the later link decides.
     */
    private static boolean isTaken(CreatedKind kind, String name) throws IpcException {
        try {
            PinnedFile.of(kind.pathOf(name), kind.address(name)).close();
            return true;
        } catch (io.nativeipc.NotFoundException free) {
            return false;
        }
    }

    /** The descriptor, which the caller closes. */
    public int fd() {
        return fd;
    }

    /**
     * Records the object and gives it its name.
     *
     * @throws io.nativeipc.AlreadyExistsException if the name is in use (EEXIST)
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
     * Opens the published object by its name. In /proc the creating descriptor has no name, and its mappings are shown
     * as deleted.
     *
     * @return a descriptor of the same file, which the caller closes; {@link #fd} if the name cannot be opened, or
     *     already refers to another file
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

    /** Undoes the creation; {@link #fd} must be open. */
    public void discard() throws IpcException {
        if (named || published) {
            Names.unlinkIfStill(kind.pathOf(name), stat(fd));
        }
    }
}
