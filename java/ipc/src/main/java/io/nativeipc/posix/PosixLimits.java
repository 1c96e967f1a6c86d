package io.nativeipc.posix;

import io.nativeipc.os.Constants;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Native;
import io.nativeipc.os.Sysctl;

/** Says which limit made an mq_open fail; the kernel tells only a number. */
final class PosixLimits {
    private PosixLimits() {}

    static String mqOpen(int errno, long maxMessages, long messageSize) {
        if (errno == Errno.EINVAL && maxMessages > Sysctl.number("fs.mqueue.msg_max", Long.MAX_VALUE)) {
            return maxMessages + " messages were asked for, " + Sysctl.describe("fs.mqueue.msg_max");
        } else if (errno == Errno.EINVAL) {
            return messageSize + " bytes a message were asked for, " + Sysctl.describe("fs.mqueue.msgsize_max");
        } else if (errno == Errno.ENOSPC) {
            return Sysctl.describe("fs.mqueue.queues_max");
        } else if (errno == Errno.EMFILE) {
            return maxMessages + " messages of " + messageSize + " bytes were asked for, RLIMIT_MSGQUEUE = "
                    + Native.shim().ipc_getrlimit(Constants.RLIMIT_MSGQUEUE) + " bytes for all queues of the user";
        }
        return "";
    }
}
