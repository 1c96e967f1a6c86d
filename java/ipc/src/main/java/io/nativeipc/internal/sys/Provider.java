package io.nativeipc.internal.sys;

/**
 * Calls the operating system, by java.lang.foreign or by JNA. A provider implements system calls only, and no
 * mechanism.
 */
public interface Provider {

    /** The name for {@code -Dnativeipc.provider}: {@code ffm} or {@code jna}. */
    String name();

    /** Called only on Linux and macOS. */
    Posix posix();

    /**
     * Returns the C shim, which is loaded at its first call. Without a shim, its functions throw
     * {@link UnsupportedOperationException}.
     */
    Shim shim();

    /** Called only on Windows. */
    Win32 win32();

    Views views();
}
