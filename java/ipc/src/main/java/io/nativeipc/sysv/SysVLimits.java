package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Sysctl;
import java.util.stream.LongStream;

/** Names the limit or the difference that made a call fail; the kernel reports only an error number. */
final class SysVLimits {
    private SysVLimits() {}

    static String shmget(int errno, SysVKey key, long byteSize, boolean creating) {
        if (errno == Errno.EINVAL && !creating) {
            return "the segment " + existingSize(key) + ", " + byteSize + " were asked for";
        } else if (errno == Errno.EINVAL) {
            return byteSize + " bytes were asked for, " + Sysctl.describe("kernel.shmmax");
        } else if (errno == Errno.ENOSPC) {
            return byteSize + " bytes were asked for, " + segments(byteSize);
        } else if (errno == Errno.ENOMEM) {
            return byteSize + " bytes were asked for, " + Sysctl.describe("vm.overcommit_memory");
        }
        return "";
    }

    /**
     * Names which of two limits was reached. The kernel checks the pages of all segments first and the number of
     * segments second. If neither limit is reached any more because other processes have removed segments since, both
     * are named.
     */
    private static String segments(long byteSize) {
        long page = SysVTable.pageSize();
        String pages = Sysctl.describe("kernel.shmall") + " pages of " + page + " bytes";
        String count = Sysctl.describe("kernel.shmmni") + " segments";
        long[] sizes = SysVTable.column("shm", 3);
        long inUse = 0;
        for (long size : sizes) {
            inUse += pages(size, page);
        }
        if (inUse + pages(byteSize, page) > Sysctl.number("kernel.shmall", Long.MAX_VALUE)) {
            return pages + ", " + inUse + " in use";
        } else if (sizes.length >= Sysctl.number("kernel.shmmni", Long.MAX_VALUE)) {
            return count + ", " + sizes.length + " in use";
        }
        return count + ", " + pages;
    }

    private static long pages(long byteSize, long page) {
        return (byteSize - 1) / page + 1;
    }

    private static String existingSize(SysVKey key) {
        try {
            int id = Native.posix().shmget(key.value(), 0, 0);
            return "has " + SegmentStat.of(id, SysVControl.SEGMENT.address(key)).byteSize() + " bytes";
        } catch (IpcException gone) {
            return "is smaller";
        }
    }

    static String semget(int errno, SysVKey key, int count, boolean creating) {
        if (errno == Errno.EINVAL && !creating) {
            return "the set is smaller than " + count + " semaphores";
        } else if (errno == Errno.EINVAL || errno == Errno.ENOSPC) {
            return count + " semaphores were asked for, " + semaphores(errno, count);
        }
        return "";
    }

    /**
     * Names the number of kernel.sem that was reached. The kernel checks the semaphores of all sets first and the
     * number of sets second.
     */
    private static String semaphores(int errno, int count) {
        String[] limits = Sysctl.value("kernel.sem").split(" ", -1);
        if (limits.length != 4) {
            return Sysctl.describe("kernel.sem");
        }
        String all = "kernel.sem = " + String.join(" ", limits) + ": ";
        String perSet = limits[0] + " in a set";
        String inAll = limits[1] + " in all sets";
        String sets = limits[3] + " sets";
        if (errno == Errno.EINVAL) {
            return all + perSet;
        }
        long[] counts = SysVTable.column("sem", 3);
        long inUse = LongStream.of(counts).sum();
        if (inUse + count > Long.parseLong(limits[1])) {
            return all + inAll + ", " + inUse + " in use";
        } else if (counts.length >= Long.parseLong(limits[3])) {
            return all + sets + ", " + counts.length + " in use";
        }
        return all + inAll + ", " + sets;
    }

    static String semop(int errno, int operations, int count) {
        if (errno == Errno.EFBIG) {
            return "the set has " + count + " semaphores";
        } else if (errno != Errno.E2BIG) {
            return "";
        }
        String[] limits = Sysctl.value("kernel.sem").split(" ", -1);
        return operations + " operations were asked for, kernel.sem = " + String.join(" ", limits)
                + (limits.length == 4 ? ": " + limits[2] + " in a call" : "");
    }

    static String msgget(int errno) {
        return errno == Errno.ENOSPC ? Sysctl.describe("kernel.msgmni") + " queues" : "";
    }

    static String msgQbytes(int errno, long maxBytes) {
        return errno == Errno.EPERM ? maxBytes + " bytes were asked for, " + Sysctl.describe("kernel.msgmnb") : "";
    }

    static String msgsnd(int errno, long byteSize) {
        return errno == Errno.EINVAL ? "a message of " + byteSize + " bytes, " + Sysctl.describe("kernel.msgmax") : "";
    }
}
