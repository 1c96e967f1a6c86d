package io.nativeipc.windows;

import io.nativeipc.internal.sys.Win32Constants;

/** The content of a Windows pipe: a stream of bytes, or messages. */
public enum PipeMode implements WindowsPipeOption, WindowsConnectOption {
    /** A stream: the boundaries between writes are lost. */
    BYTE(Win32Constants.PIPE_TYPE_BYTE | Win32Constants.PIPE_READMODE_BYTE),

    /** Messages: one receive returns what one write wrote. */
    MESSAGE(Win32Constants.PIPE_TYPE_MESSAGE | Win32Constants.PIPE_READMODE_MESSAGE);

    private final int flags;

    PipeMode(int flags) {
        this.flags = flags;
    }

    /** The flags for CreateNamedPipeW. */
    int flags() {
        return flags;
    }
}
