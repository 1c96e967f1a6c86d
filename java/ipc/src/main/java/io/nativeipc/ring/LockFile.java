package io.nativeipc.ring;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.CorruptException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.creations.RuntimeFolder;
import io.nativeipc.mechanism.OpenFile;
import io.nativeipc.mechanism.Opening;
import io.nativeipc.os.Constants;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The file whose bytes are locked for a channel in memory that no descriptor leads to, such as a System V segment. Its
 * creator makes it in the folder of ours, and writes its path, device and inode into the header; who joins opens exactly that,
 * and never creates it. It goes when the channel is unlinked.
 */
final class LockFile implements RegionLocks {
    private final String path;
    private final String address;
    private final int fd;
    private final FileStat stat;

    private LockFile(String path, String address, int fd) throws IpcException {
        this.path = path;
        this.address = address;
        this.fd = fd;
        this.stat = new OpenFile(fd, path).stat();
    }

    /** The file for whatever is at this address, which is made if it is not there. */
    static LockFile create(String address) throws IpcException {
        Path folder;
        try {
            folder = RuntimeFolder.create();
        } catch (IOException e) {
            throw new AccessDeniedException(
                    "mkdir", RuntimeFolder.path().toString(), "refused", 0, String.valueOf(e.getMessage()));
        }
        String path =
                folder.resolve("ring-" + RegionLocks.id(address) + ".lock").toString();
        int flags = Constants.O_RDWR | Constants.O_CREAT | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;
        return open(path, address, flags);
    }

    /** The file that a header names. */
    static LockFile open(ByteBuffer page, String address) throws IpcException {
        byte[] path = new byte[page.getInt(RingLayout.LOCK_PATH_LENGTH_OFFSET)];
        page.get(RingLayout.LOCK_PATH_OFFSET, path);
        int flags = Constants.O_RDWR | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;
        LockFile opened = open(new String(path, StandardCharsets.UTF_8), address, flags);
        if (opened.stat.device() != page.getLong(RingLayout.LOCK_DEVICE_OFFSET)
                || opened.stat.inode() != page.getLong(RingLayout.LOCK_INODE_OFFSET)) {
            opened.close();
            throw new CorruptException(
                    address, opened.path + " is another file than that which the channel was created with");
        }
        return opened;
    }

    private static LockFile open(String path, String address, int flags) throws IpcException {
        int fd = Errno.check(Native.shim().ipc_open(path, flags, 0600), "open", path);
        LockFile opened = new LockFile(path, address, fd);
        if ((opened.stat.mode() & Constants.S_IFMT) != Constants.S_IFREG) {
            opened.close();
            throw new CorruptException(address, path + " is not a regular file");
        }
        Opening.requireOwner(opened.stat, Native.posix().geteuid(), "open", path, opened);
        return opened;
    }

    @Override
    public RingLocks open() throws IpcException {
        return FileLocks.reopen(fd, address);
    }

    @Override
    public boolean isLinked() throws IpcException {
        return new OpenFile(fd, path).stat().links() > 0;
    }

    @Override
    public void describe(ByteBuffer page) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        page.putInt(RingLayout.LOCK_KIND_OFFSET, RingLayout.LOCK_FILE);
        page.putInt(RingLayout.LOCK_PATH_LENGTH_OFFSET, bytes.length);
        page.putLong(RingLayout.LOCK_DEVICE_OFFSET, stat.device());
        page.putLong(RingLayout.LOCK_INODE_OFFSET, stat.inode());
        page.put(RingLayout.LOCK_PATH_OFFSET, bytes);
    }

    @Override
    public void unlink() throws IpcException {
        if (isLinked()) {
            Errno.check(Native.posix().unlink(path), "unlink", path);
            try {
                RuntimeFolder.removeIfEmpty();
            } catch (IOException refused) {
                throw new AccessDeniedException("rmdir", path, "refused", 0, String.valueOf(refused.getMessage()));
            }
        }
    }

    @Override
    public void close() {
        Native.posix().close(fd);
    }
}
