package io.nativeipc.windows;

import io.nativeipc.internal.sys.Win32Constants;

/** The direction of the bytes in a Windows pipe, as seen from one end: .NET's {@code PipeDirection}. */
public enum PipeDirection implements WindowsPipeOption {
    /** This end reads and writes. */
    BOTH(Win32Constants.PIPE_ACCESS_DUPLEX, Win32Constants.GENERIC_READ | Win32Constants.FILE_WRITE_DATA),

    /** This end reads, and the other end writes. */
    IN(Win32Constants.PIPE_ACCESS_INBOUND, Win32Constants.GENERIC_READ),

    /** This end writes, and the other end reads. */
    OUT(
            Win32Constants.PIPE_ACCESS_OUTBOUND,
            Win32Constants.FILE_WRITE_DATA | Win32Constants.READ_CONTROL | Win32Constants.SYNCHRONIZE);

    private final int openMode;
    private final int access;

    PipeDirection(int openMode, int access) {
        this.openMode = openMode;
        this.access = access;
    }

    /** The open mode of a server, for CreateNamedPipeW. */
    int openMode() {
        return openMode;
    }

    /**
     * The access rights of a client, for CreateFileW. GENERIC_WRITE is not used, because it requests the right to
     * create instances, which a server grants to no client. FILE_WRITE_ATTRIBUTES is the right to set the read mode.
     */
    int access() {
        return access | Win32Constants.FILE_WRITE_ATTRIBUTES;
    }

    boolean reads() {
        return this != OUT;
    }

    boolean writes() {
        return this != IN;
    }
}
