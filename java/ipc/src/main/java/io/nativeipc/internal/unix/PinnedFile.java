package io.nativeipc.internal.unix;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;

/**
 * The file that a name refers to, held by a descriptor (O_PATH, O_NOFOLLOW) while it is examined. The file is not
 * opened, so a FIFO's peers and a device notice nothing. Whatever happens to the name, all answers are about one file.
 */
public final class PinnedFile implements AutoCloseable {
    private final String object;
    private final int fd;

    private PinnedFile(String object, int fd) {
        this.object = object;
        this.fd = fd;
    }

    /**
     * Returns the folder of a path. It does not use {@link java.nio.file.Path}, which rejects characters that the
     * locale lacks.
     */
    public static String folderOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
    }

    /**
     * Pins the file that has the name.
     *
     * @throws io.nativeipc.NotFoundException if the name does not exist (ENOENT)
     */
    public static PinnedFile of(String path) throws IpcException {
        return of(path, path);
    }

    /** Does the same as {@link #of(String)}; {@code object} is the address in errors. */
    public static PinnedFile of(String path, String object) throws IpcException {
        if (Constants.O_PATH < 0) {
            throw new IpcException(object, "unsupported", "this system cannot pin a file (O_PATH)");
        }
        int flags = Constants.O_PATH | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;
        return new PinnedFile(object, PosixFailure.check(Native.shim().ipc_open(path, flags, 0), "open", object));
    }

    public FileStat stat() throws IpcException {
        return new OpenFile(fd, object).stat();
    }

    public Identity identity() throws IpcException {
        return Identity.ofFile(fd, object);
    }

    /** Opens this same file for its content; −errno if that fails. */
    public int reopen(int flags) {
        return Native.shim().ipc_open(self(), flags | Constants.O_CLOEXEC | Constants.O_NONBLOCK, 0);
    }

    /** Returns a path of this same file, whatever happens to its name; valid until this is closed. */
    public String self() {
        return "/proc/self/fd/" + fd;
    }

    @Override
    public void close() {
        Native.posix().close(fd);
    }
}
