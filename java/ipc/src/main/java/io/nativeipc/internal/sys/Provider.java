package io.nativeipc.internal.sys;

/**
 * How the operating system is called: by java.lang.foreign or by JNA. The boundary is the system call: a provider knows
 * no mechanism.
 */
public interface Provider {

    /** The name for {@code -Dnativeipc.provider}: {@code ffm} or {@code jna}. */
    String name();

    /** Called on Linux and macOS alone. */
    Posix posix();

    /**
     * Loads the C shim at the first call; a function of it throws
     * {@link UnsupportedOperationException} without one.
     */
    Shim shim();

    /** Called on Windows alone. */
    Win32 win32();

    Views views();
}
