package io.nativeipc.sysv;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A System V key ({@code key_t}): the number under which processes find a segment, a semaphore set or a queue. The three
 * kinds have a key space each.
 *
 * @param value the 32 bits of the key
 */
public record SysVKey(int value) {

    /** IPC_PRIVATE: creates an object that has no key; other processes find it by its id. */
    public static final SysVKey PRIVATE = new SysVKey(Constants.IPC_PRIVATE);

    /**
     * The key of this number, as in {@code shmget(0x1234, …)}.
     *
     * @return the key
     */
    public static SysVKey of(int value) {
        return new SysVKey(value);
    }

    /**
     * The key in the address of a System V object, {@code sysv-shm:0x1234} or {@code sysv-shm:ftok:/path:1}.
     *
     * @param address an address with a key
     * @return the key
     * @throws io.nativeipc.NotFoundException if there is no file of that path (ENOENT)
     * @throws IllegalStateException if the address has an id, or none of System V's kinds
     */
    public static SysVKey of(IpcAddress address) throws IpcException {
        Optional<Path> path = address.ftokPath();
        return path.isPresent() ? ftok(path.get(), address.keyNumber()) : of(address.keyNumber());
    }

    /**
     * The key that programs agree on by a file (ftok). Different files may well give one key: it holds 8 bits of the
     * device and 16 of the inode, and of 60,000 files in one tree a third shared a key with another.
     *
     * @param path a file that exists
     * @param id its low 8 bits count, and may not be 0
     * @return the key that C makes of these
     * @throws io.nativeipc.NotFoundException if there is no such file (ENOENT)
     * @see <a href="https://man7.org/linux/man-pages/man3/ftok.3.html">ftok(3)</a>
     */
    public static SysVKey ftok(Path path, int id) throws IpcException {
        if ((id & 0xff) == 0) {
            throw new IllegalArgumentException("ftok: the low 8 bits of the id are 0: " + id);
        }
        return new SysVKey(
                (int) PosixFailure.check(Native.shim().ipc_ftok(path.toString(), id), "ftok", "file:" + path));
    }

    /** {@return whether this is {@link #PRIVATE}} */
    public boolean isPrivate() {
        return value == PRIVATE.value;
    }

    /** Opening IPC_PRIVATE would create an object that nobody asked for. */
    SysVKey notPrivate() {
        if (isPrivate()) {
            throw new IllegalArgumentException("IPC_PRIVATE finds nothing: use the object's id");
        }
        return this;
    }

    /** {@code 0x00001234}, as ipcs(1) shows it. */
    @Override
    public String toString() {
        return String.format("0x%08x", value);
    }
}
