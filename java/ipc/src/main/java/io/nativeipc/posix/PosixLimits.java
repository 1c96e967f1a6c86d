package io.nativeipc.posix;

import io.nativeipc.internal.failure.Limits;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Sysctl;

/** Names the limit that made mq_open fail; the kernel reports only an error number. */
final class PosixLimits {
    /** HARD_MSGMAX and HARD_MSGSIZEMAX of Linux, which apply to privileged processes too. */
    private static final long MOST_MESSAGES = 65_536;

    private static final long MOST_BYTES = 16 * 1024 * 1024;

    private PosixLimits() {}

    static String mqOpen(int errno, long maxMessages, long messageSize) {
        if (errno == Errno.EINVAL && (maxMessages > MOST_MESSAGES || messageSize > MOST_BYTES)) {
            return maxMessages + " messages of " + messageSize + " bytes were asked for, at most " + MOST_MESSAGES
                    + " of "
                    + MOST_BYTES + " bytes with CAP_SYS_RESOURCE, " + Sysctl.describe("fs.mqueue.msg_max") + " and "
                    + Sysctl.describe("fs.mqueue.msgsize_max") + " without";
        } else if (errno == Errno.EINVAL && maxMessages > Sysctl.number("fs.mqueue.msg_max", Long.MAX_VALUE)) {
            return maxMessages + " messages were asked for, " + Sysctl.describe("fs.mqueue.msg_max");
        } else if (errno == Errno.EINVAL) {
            return messageSize + " bytes a message were asked for, " + Sysctl.describe("fs.mqueue.msgsize_max");
        } else if (errno == Errno.ENOSPC) {
            return Sysctl.describe("fs.mqueue.queues_max");
        } else if (errno == Errno.EMFILE && !Limits.noDescriptorLeft()) {
            return maxMessages + " messages of " + messageSize + " bytes were asked for, RLIMIT_MSGQUEUE = "
                    + Native.shim().ipc_getrlimit(Constants.RLIMIT_MSGQUEUE) + " bytes for all queues of the user";
        }
        return "";
    }
}
