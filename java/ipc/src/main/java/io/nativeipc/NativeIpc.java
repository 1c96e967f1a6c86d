package io.nativeipc;

/**
 * This library: its version, how it calls the operating system, and the platform that it runs on.
 *
 * <pre>{@code
 * System.out.println("native-ipc " + NativeIpc.version() + ", " + NativeIpc.provider() + " on " + NativeIpc.platform());
 * }</pre>
 *
 * <p>{@link IpcAddress.Kind#unsupported} answers which objects this system has.
 */
public final class NativeIpc {
    private NativeIpc() {}

    /**
     * {@return the version of this library, {@code 1.2.3}; {@code unknown} if its jar was merged with others and lost
     * the resource that states it}
     */
    public static String version() {
        return IpcSystem.version();
    }

    /**
     * {@return how the operating system is called: {@code ffm}, by java.lang.foreign, or {@code jna}}
     *
     * @throws UnsupportedOperationException if neither {@code native-ipc-ffm} nor {@code native-ipc-jna} is present and
     *     usable; the message states why
     */
    public static String provider() {
        return IpcSystem.provider();
    }

    /**
     * {@return the platform as in the names of the platform jars, {@code linux-x86_64}; {@code other} if there is no
     * jar for it}
     */
    public static String platform() {
        return IpcSystem.platform();
    }

    /**
     * {@return the version of the C library of this platform, which is loaded by this call}
     *
     * @throws UnsupportedOperationException if there is no C library for this platform, for example on Windows, which
     *     needs none, or the system calls cannot be made
     */
    public static int libraryVersion() {
        return IpcSystem.libraryVersion();
    }
}
