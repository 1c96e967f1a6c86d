package io.nativeipc.internal.unix;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.MappableFile;
import io.nativeipc.internal.region.Window;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Views;
import io.nativeipc.internal.wait.Backoff;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * An open descriptor of a file or a shared memory object, and the operations on it. Its methods exclude each other, so
 * none uses a descriptor number that close has already released.
 */
public final class OpenFile implements MappableFile {
    private static final long PIECE = 64 << 20;
    private static final String FILE = "file:";

    private final String object;
    private final int fd;
    private boolean closed;

    public OpenFile(int fd, String object) {
        this.fd = fd;
        this.object = object;
    }

    /** Calls fstat(2). */
    @Override
    public synchronized FileStat stat() throws IpcException {
        Fields st = new Fields(Shim.STAT_FIELDS);
        PosixFailure.check(Native.shim().ipc_fstat(number(), st.buffer()), "fstat", object);
        return read(st);
    }

    /** Calls {@link #stat(String, String)} for a file that errors name by its path. */
    public static FileStat stat(String path) throws IpcException {
        return stat(path, path);
    }

    /** Calls lstat(2), which describes the name and not the target of a symbolic link. */
    public static FileStat stat(String path, String object) throws IpcException {
        Fields st = new Fields(Shim.STAT_FIELDS);
        PosixFailure.check(Native.shim().ipc_lstat(path, st.buffer()), "lstat", object);
        return read(st);
    }

    /** Rejects a directory, a FIFO, a device or a socket, because only a regular file has memory that can be mapped. */
    public OpenFile requireRegular() throws IpcException {
        if (!isRegular(stat())) {
            throw new IpcException(object, "not a file", "only a regular file can be mapped");
        }
        return this;
    }

    /** Reports whether it is a regular file: not a directory, a link, a FIFO, a device or a socket. */
    public static boolean isRegular(FileStat stat) {
        return (stat.mode() & Constants.S_IFMT) == Constants.S_IFREG;
    }

    /**
     * Reports whether both describe the same file. The type is compared too: a file that replaces another may get the
     * number of its inode.
     */
    public static boolean isSame(FileStat one, FileStat other) {
        return one.device() == other.device()
                && one.inode() == other.inode()
                && (one.mode() & Constants.S_IFMT) == (other.mode() & Constants.S_IFMT);
    }

    private static FileStat read(Fields st) {
        int mode = st.nextInt();
        long uid = st.nextId();
        long gid = st.nextId();
        long byteSize = st.nextLong();
        long device = st.nextLong();
        long inode = st.nextLong();
        long links = st.nextLong();
        Instant modified = Instant.ofEpochSecond(st.nextLong());
        return new FileStat(
                mode, uid, gid, byteSize, device, inode, links, modified, Instant.ofEpochSecond(st.nextLong()));
    }

    /** Calls fchown(2) and fchmod(2). The mode is the caller's, whatever the umask. */
    @Override
    public synchronized void setPermissions(Permissions permissions) throws IpcException {
        long gid = Groups.idOf(permissions);
        if (gid >= 0) {
            PosixFailure.check(Native.posix().fchown(number(), -1, (int) gid), "fchown", object);
        }
        PosixFailure.check(Native.posix().fchmod(number(), permissions.mode()), "fchmod", object);
    }

    /**
     * Enlarges the file to this size with all its space reserved (posix_fallocate), so that no later access can fail
     * for lack of space. A request for more than the free space is rejected before the call, because ext4 would first
     * fill the disk to the last block and keep it. If the call fails nevertheless, a file that was empty is empty
     * again. Any other file stays as large as it has become: another process may have written behind the old end.
     */
    @Override
    public synchronized void reserve(long byteSize) throws IOException {
        long before = stat().byteSize();
        long free = free();
        try (Undo undo = new Undo()) {
            if (before == 0) {
                undo.add(() -> Native.posix().ftruncate(number(), 0));
            }
            String hint = space(byteSize, free);
            if (byteSize - before > free) {
                throw new NoSpaceException(object, "no space", hint);
            }
            int result = allocate(number(), byteSize, object);
            if (result < 0) {
                throw PosixFailure.exception(-result, "posix_fallocate", object, hint);
            }
            undo.done(this);
        }
    }

    /**
     * Calls posix_fallocate(3) in pieces, because a signal undoes what a call has done, and so that an interrupt can
     * end a reservation that may take seconds.
     *
     * @return 0, or −errno
     */
    public static int allocate(int fd, long byteSize, String object) throws InterruptedIOException {
        Backoff backoff = new Backoff(object);
        long done = 0;
        while (true) {
            long piece = Math.min(PIECE, byteSize - done);
            int result = Native.shim().ipc_posix_fallocate(fd, done, piece);
            if (result == 0) {
                done += piece;
            } else if (result != -Errno.EINTR) {
                return result;
            }
            if (done == byteSize) {
                return 0;
            }
            backoff.refuseInterrupted();
        }
    }

    /** Calls pread(2) until the direct buffer is full or the file ends. */
    public synchronized void read(long offset, ByteBuffer bytes) throws IpcException {
        long start = offset - bytes.position();
        long count = 1;
        while (count != 0 && bytes.hasRemaining()) {
            count = Native.posix().pread(number(), bytes, bytes.remaining(), start + bytes.position());
            if (count != -Errno.EINTR) {
                bytes.position(bytes.position() + (int) PosixFailure.check(count, "pread", object));
            }
        }
    }

    /** Calls pwrite(2) until all of the direct buffer is written. A call that fails may have written a part of it. */
    public synchronized void write(long offset, ByteBuffer bytes) throws IpcException {
        long start = offset - bytes.position();
        while (bytes.hasRemaining()) {
            long count = Native.posix().pwrite(number(), bytes, bytes.remaining(), start + bytes.position());
            if (count != -Errno.EINTR) {
                bytes.position(bytes.position() + (int) PosixFailure.check(count, "pwrite", object));
            }
        }
    }

    /** Calls ftruncate(2). */
    @Override
    public synchronized void truncate(long byteSize) throws IpcException {
        PosixFailure.check(Native.posix().ftruncate(number(), byteSize), "ftruncate", object);
    }

    /** Calls mmap(2) with MAP_SHARED. */
    @Override
    public synchronized View map(Window window, boolean readOnly, Views views) throws IpcException {
        return map(number(), window, readOnly, Constants.MAP_SHARED, object, views);
    }

    /**
     * Calls mmap(2) with the descriptor of a file.
     *
     * @param flags MAP_SHARED or MAP_PRIVATE
     */
    public static View map(int fd, Window window, boolean readOnly, int flags, String object) throws IpcException {
        return map(fd, window, readOnly, flags, object, Native.views());
    }

    private static View map(int fd, Window window, boolean readOnly, int flags, String object, Views views)
            throws IpcException {
        int access = readOnly ? Constants.PROT_READ : Constants.PROT_READ | Constants.PROT_WRITE;
        long length = window.length();
        long address =
                PosixFailure.check(Native.posix().mmap(0, length, access, flags, fd, window.start()), "mmap", object);
        try (Undo undo = new Undo()) {
            undo.add(() -> Native.posix().munmap(address, length));
            return undo.done(views.of(
                    address, length, window.lead(), () -> Native.posix().munmap(address, length)));
        }
    }

    @Override
    public void flush(View view) throws IpcException {
        flush(view, object);
    }

    /** Calls msync(2) with MS_SYNC. */
    public static void flush(View view, String object) throws IpcException {
        long start = view.address() - view.lead();
        long length = view.lead() + view.byteSize();
        PosixFailure.check(Native.posix().msync(start, length, Constants.MS_SYNC), "msync", object);
    }

    /** Returns the requested and the free number of bytes as text, for an error. */
    public String space(long byteSize) {
        return space(byteSize, free());
    }

    private String space(long byteSize, long free) {
        return byteSize + " bytes were asked for, " + free + " are free in " + place();
    }

    private long free() {
        try {
            return Files.getFileStore(Path.of(place())).getUsableSpace();
        } catch (IOException | InvalidPathException unknown) { // the locale lacks characters of the path
            return Long.MAX_VALUE;
        }
    }

    /** On Linux all objects without a path are in one file system. */
    private String place() {
        if (!object.startsWith(FILE)) {
            return "/dev/shm";
        }
        Path folder = Path.of(object.substring(FILE.length())).toAbsolutePath().getParent();
        return String.valueOf(folder);
    }

    private int number() {
        if (closed) {
            throw new IllegalStateException(object + " is closed");
        }
        return fd;
    }

    /** Passes the descriptor to the caller, which must close it. */
    public synchronized int detach() {
        closed = true;
        return fd;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Native.posix().close(fd);
        }
    }

    /** The name in errors. */
    @Override
    public String toString() {
        return object;
    }
}
