package io.nativeipc.sysv;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A System V key ({@code key_t}): the number by which processes find a segment, a semaphore set or a queue. Each of the
 * three kinds has its own key space.
 *
 * @param value the 32 bits of the key
 */
public record SysVKey(int value) {

    /** IPC_PRIVATE: creates an object without a key, which other processes find by its id. */
    public static final SysVKey PRIVATE = new SysVKey(Constants.IPC_PRIVATE);

    /**
     * Returns the key with this number, as in {@code shmget(0x1234, …)}.
     *
     * @return the key
     */
    public static SysVKey of(int value) {
        return new SysVKey(value);
    }

    /**
     * Returns the key in the address of a System V object, {@code sysv-shm:0x1234} or {@code sysv-shm:ftok:/path:1}.
     *
     * @param address an address with a key
     * @return the key
     * @throws io.nativeipc.NotFoundException if no file has that path (ENOENT)
     * @throws IllegalStateException if the address contains an id, or is not a System V address
     */
    public static SysVKey of(IpcAddress address) throws IpcException {
        Optional<Path> path = address.ftokPath();
        return path.isPresent() ? ftok(path.get(), address.keyNumber()) : of(address.keyNumber());
    }

    /**
     * Returns the key that programs derive from a file that they agree on (ftok). Different files can have the same
     * key, because the key contains only 8 bits of the device and 16 bits of the inode. Of 60,000 files in one tree, a
     * third shared a key with another file.
     *
     * @param path a file that exists
     * @param id a number of which only the low 8 bits count; they must not be 0
     * @return the key that C's {@code ftok} returns for these arguments
     * @throws io.nativeipc.NotFoundException if the file does not exist (ENOENT)
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

    /** Rejects IPC_PRIVATE: opening it would create an unwanted object. */
    SysVKey notPrivate() {
        if (isPrivate()) {
            throw new IllegalArgumentException("IPC_PRIVATE finds nothing: use the object's id");
        }
        return this;
    }

    /** Returns the key as ipcs(1) shows it, {@code 0x00001234}. */
    @Override
    public String toString() {
        return String.format("0x%08x", value);
    }
}
