package io.nativeipc.internal.sys;

import static io.nativeipc.internal.sys.Win32Constants.number;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The structs of Windows's 64-bit ABI: {@code <struct>_<member>} is an offset, and {@code <struct>_SIZE} the size, as
 * in {@link Win32Constants}.
 */
public final class Win32Structs {
    public static final int SECURITY_ATTRIBUTES_SIZE = number("SECURITY_ATTRIBUTES_SIZE");
    public static final int SECURITY_ATTRIBUTES_nLength = number("SECURITY_ATTRIBUTES_nLength");
    public static final int SECURITY_ATTRIBUTES_lpSecurityDescriptor =
            number("SECURITY_ATTRIBUTES_lpSecurityDescriptor");
    public static final int SECURITY_ATTRIBUTES_bInheritHandle = number("SECURITY_ATTRIBUTES_bInheritHandle");

    public static final int OVERLAPPED_SIZE = number("OVERLAPPED_SIZE");
    public static final int OVERLAPPED_hEvent = number("OVERLAPPED_hEvent");

    public static final int MEMORY_BASIC_INFORMATION_SIZE = number("MEMORY_BASIC_INFORMATION_SIZE");
    public static final int MEMORY_BASIC_INFORMATION_AllocationBase = number("MEMORY_BASIC_INFORMATION_AllocationBase");
    public static final int MEMORY_BASIC_INFORMATION_RegionSize = number("MEMORY_BASIC_INFORMATION_RegionSize");
    public static final int MEMORY_BASIC_INFORMATION_State = number("MEMORY_BASIC_INFORMATION_State");

    public static final int BY_HANDLE_FILE_INFORMATION_SIZE = number("BY_HANDLE_FILE_INFORMATION_SIZE");
    public static final int BY_HANDLE_FILE_INFORMATION_ftLastWriteTime =
            number("BY_HANDLE_FILE_INFORMATION_ftLastWriteTime");
    public static final int BY_HANDLE_FILE_INFORMATION_dwVolumeSerialNumber =
            number("BY_HANDLE_FILE_INFORMATION_dwVolumeSerialNumber");
    public static final int BY_HANDLE_FILE_INFORMATION_nFileSizeHigh =
            number("BY_HANDLE_FILE_INFORMATION_nFileSizeHigh");
    public static final int BY_HANDLE_FILE_INFORMATION_nFileSizeLow = number("BY_HANDLE_FILE_INFORMATION_nFileSizeLow");
    public static final int BY_HANDLE_FILE_INFORMATION_nNumberOfLinks =
            number("BY_HANDLE_FILE_INFORMATION_nNumberOfLinks");
    public static final int BY_HANDLE_FILE_INFORMATION_nFileIndexHigh =
            number("BY_HANDLE_FILE_INFORMATION_nFileIndexHigh");
    public static final int BY_HANDLE_FILE_INFORMATION_nFileIndexLow =
            number("BY_HANDLE_FILE_INFORMATION_nFileIndexLow");

    /** TOKEN_USER begins with the address of the user's SID. */
    public static final int TOKEN_USER_Sid = number("TOKEN_USER_Sid");

    /** The maximum size of a SID. */
    public static final int SECURITY_MAX_SID_SIZE = number("SECURITY_MAX_SID_SIZE");

    private Win32Structs() {}

    /** Allocates memory for a struct, all zeros, in native byte order. */
    public static ByteBuffer allocate(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** Returns SECURITY_ATTRIBUTES for a handle that no child process inherits. */
    public static ByteBuffer securityAttributes(long securityDescriptor) {
        return allocate(SECURITY_ATTRIBUTES_SIZE)
                .putInt(SECURITY_ATTRIBUTES_nLength, SECURITY_ATTRIBUTES_SIZE)
                .putLong(SECURITY_ATTRIBUTES_lpSecurityDescriptor, securityDescriptor);
    }
}
