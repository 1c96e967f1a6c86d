package io.nativeipc.posix;

import io.nativeipc.internal.sys.Constants;

/** An option of {@link PosixMessageQueue#open}: what the queue is opened for. */
public enum QueueOpenOption {
    /** For both, which is the default (O_RDWR). */
    SEND_AND_RECEIVE(Constants.O_RDWR),

    /** For sending only, for which write permission is enough (O_WRONLY). */
    SEND_ONLY(Constants.O_WRONLY),

    /** For receiving only, for which read permission is enough (O_RDONLY). */
    RECEIVE_ONLY(Constants.O_RDONLY);

    private final int flag;

    QueueOpenOption(int flag) {
        this.flag = flag;
    }

    int flag() {
        return flag;
    }
}
