package io.nativeipc.posix;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import java.util.EnumSet;
import java.util.Set;

/**
 * A restriction on memory of {@link Memfd}. It applies to every process that uses the memory, and it cannot be removed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2), File Sealing</a>
 */
public enum Seal {
    /** The memory cannot be made smaller, so no access to a mapping of it can fail (F_SEAL_SHRINK). */
    SHRINK(Constants.F_SEAL_SHRINK),
    /** The memory cannot be made larger (F_SEAL_GROW). */
    GROW(Constants.F_SEAL_GROW),
    /**
     * The memory cannot be written to (F_SEAL_WRITE). This seal cannot be added while a writable mapping of the memory
     * exists, including mappings of the sealing process.
     */
    WRITE(Constants.F_SEAL_WRITE),
    /** The memory can be written to only through mappings that exist already (F_SEAL_FUTURE_WRITE, Linux 5.1). */
    FUTURE_WRITE(Constants.F_SEAL_FUTURE_WRITE),
    /** No further seals can be added (F_SEAL_SEAL). */
    SEAL(Constants.F_SEAL_SEAL);

    private final int bit;

    Seal(int bit) {
        this.bit = bit;
    }

    /** Returns the current seals, empty if the file does not support seals. */
    static Set<Seal> of(int fd, String name) throws IpcException {
        int result = Native.shim().ipc_fcntl(fd, Constants.F_GET_SEALS, 0);
        int bits = result == -Errno.EINVAL ? 0 : PosixFailure.check(result, "fcntl", name);
        Set<Seal> seals = EnumSet.noneOf(Seal.class);
        for (Seal seal : values()) {
            if ((bits & seal.bit) != 0) {
                seals.add(seal);
            }
        }
        return seals;
    }

    static void add(int fd, String name, Seal... seals) throws IpcException {
        int bits = 0;
        for (Seal seal : seals) {
            bits |= seal.bit;
        }
        int result = Native.shim().ipc_fcntl(fd, Constants.F_ADD_SEALS, bits);
        if (result < 0) {
            throw PosixFailure.exception(-result, "fcntl", name, hint(-result));
        }
    }

    private static String hint(int errno) {
        return errno == Errno.EBUSY
                ? "it is mapped for writing: close that mapping first, or use FUTURE_WRITE"
                : errno == Errno.EPERM
                        ? "it is sealed against further seals, or open for reading only"
                        : errno == Errno.EINVAL ? "only memory of memfd_create has seals" : "";
    }
}
