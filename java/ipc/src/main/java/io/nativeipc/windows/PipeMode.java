package io.nativeipc.windows;

import io.nativeipc.internal.sys.Win32Constants;

/** What a Windows pipe carries. */
public enum PipeMode {
    /** A stream: where one write ends and the next begins is lost. */
    BYTE(Win32Constants.PIPE_TYPE_BYTE | Win32Constants.PIPE_READMODE_BYTE),

    /** Messages: what one write wrote, one receive receives. */
    MESSAGE(Win32Constants.PIPE_TYPE_MESSAGE | Win32Constants.PIPE_READMODE_MESSAGE);

    private final int flags;

    PipeMode(int flags) {
        this.flags = flags;
    }

    /** For CreateNamedPipeW. */
    int flags() {
        return flags;
    }
}
