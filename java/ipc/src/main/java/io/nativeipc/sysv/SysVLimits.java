package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Native;
import io.nativeipc.os.Sysctl;

/** Says which limit or which difference made a get call fail; the kernel tells only a number. */
final class SysVLimits {
    private SysVLimits() {}

    static String shmget(int errno, SysVKey key, long byteSize, boolean creating) {
        if (errno == Errno.EINVAL && !creating) {
            return "the segment " + existingSize(key) + ", " + byteSize + " were asked for";
        } else if (errno == Errno.EINVAL) {
            return byteSize + " bytes were asked for, " + Sysctl.describe("kernel.shmmax");
        } else if (errno == Errno.ENOSPC) {
            return byteSize + " bytes were asked for, " + Sysctl.describe("kernel.shmmni") + " segments, "
                    + Sysctl.describe("kernel.shmall") + " pages";
        } else if (errno == Errno.ENOMEM) {
            return byteSize + " bytes were asked for, " + Sysctl.describe("vm.overcommit_memory");
        }
        return "";
    }

    private static String existingSize(SysVKey key) {
        try {
            int id = Native.posix().shmget(key.value(), 0, 0);
            return "has " + SegmentStat.of(id, key.toString()).byteSize() + " bytes";
        } catch (IpcException gone) {
            return "is smaller";
        }
    }

    static String semget(int errno, SysVKey key, int count, boolean creating) {
        if (errno == Errno.EINVAL && !creating) {
            return "the set is smaller than " + count + " semaphores";
        } else if (errno == Errno.EINVAL || errno == Errno.ENOSPC) {
            return count + " semaphores were asked for, kernel.sem (per set, in all, per call, sets) = "
                    + Sysctl.value("kernel.sem");
        }
        return "";
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
