package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.SegmentCreateOption;
import io.nativeipc.SegmentOpenOption;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.lifecycle.OptionList;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Sysctl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a segment is attached.
 *
 * @param address the address, or 0 for one that the kernel chooses
 */
record Attaching(long address, boolean readOnly) {
    private static final Path MAPS = Path.of("/proc/self/maps");

    /** The options of {@code open} and {@code attach}. */
    record Open(Attaching how, long least) {
        static Open of(SegmentOpenOption... options) {
            OptionList list = new OptionList((Object[]) options);
            long address = take(list);
            OpenOptions memory = OpenOptions.of(list);
            return new Open(new Attaching(address, memory.readOnly()), memory.least());
        }
    }

    /** The options of {@code create} and {@code openOrCreate}. */
    record Create(Attaching how, Permissions permissions) {
        static Create of(SegmentCreateOption... options) {
            OptionList list = new OptionList((Object[]) options);
            long address = take(list);
            Permissions permissions = list.take(Permissions.class, Permissions.OWNER);
            list.end();
            return new Create(new Attaching(address, false), permissions);
        }
    }

    private static long take(OptionList list) {
        AttachAddress given = list.find(AttachAddress.class);
        if (given == null) {
            return 0;
        }
        long page = SysVTable.pageSize();
        if (given.address() % page != 0) {
            throw new IllegalArgumentException("the address 0x" + Long.toHexString(given.address())
                    + " is not a multiple of " + page + " (SHMLBA)");
        }
        return given.address();
    }

    /** Calls shmat(2); returns the address. */
    long attach(String object, int id, long byteSize) throws IpcException {
        long result = attachAt(address, id);
        if (result < 0 && address != 0 && isAttachedElsewhere(id)) {
            throw refused((int) -result, object, byteSize);
        }
        return SysVObjects.check(result, "shmat", object);
    }

    /**
     * Returns the exception for an address that the kernel refused. ENOMEM is not a lack of memory here: it means that
     * the range ends above the address space, whose size depends on the machine.
     */
    private IpcException refused(int errno, String object, long byteSize) {
        String hint = refusal(errno, byteSize);
        return errno == Errno.ENOMEM
                ? new IpcException("shmat", object, Errno.name(errno), errno, hint)
                : PosixFailure.exception(errno, "shmat", object, hint);
    }

    private long attachAt(long where, int id) {
        return Native.posix().shmat(id, where, readOnly ? Constants.SHM_RDONLY : 0);
    }

    /**
     * Returns whether the kernel attaches the segment at an address that it chooses. If it does not, the address is not
     * the reason: each error has several (EINVAL also a segment that is gone, ENOMEM also a limit of the process).
     */
    private boolean isAttachedElsewhere(int id) {
        long elsewhere = attachAt(0, id);
        if (elsewhere < 0) {
            return false;
        }
        Native.posix().shmdt(elsewhere);
        return true;
    }

    /** Returns why the kernel refused the address. */
    private String refusal(int errno, long byteSize) {
        String range = "the range 0x" + Long.toHexString(address) + " to 0x" + Long.toHexString(address + byteSize);
        String occupant = occupant(address, address + byteSize);
        if (errno == Errno.EPERM) {
            return range + " is below " + Sysctl.describe("vm.mmap_min_addr");
        } else if (errno == Errno.EINVAL && !occupant.isEmpty()) {
            return range + " is in use in this process: " + occupant;
        } else if (errno == Errno.ENOMEM) {
            return range + " is not in the address space of a process";
        }
        return range + " cannot be used; without an address the segment is attached";
    }

    /** Returns what is mapped in this range first, as /proc/self/maps shows it; empty if nothing is. */
    private static String occupant(long start, long end) {
        try {
            for (String line : Files.readAllLines(MAPS, StandardCharsets.ISO_8859_1)) {
                String[] words = line.split(" +", 6);
                String[] bounds = words[0].split("-", 2);
                if (Long.parseUnsignedLong(bounds[0], 16) < end && Long.parseUnsignedLong(bounds[1], 16) > start) {
                    return words.length == 6 && !words[5].isBlank() ? words[5] : "memory without a file";
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            return "";
        }
        return "";
    }
}
