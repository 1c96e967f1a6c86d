package io.nativeipc.internal.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The structs of Windows's 64-bit ABI: {@code <struct>_<member>} is an offset, and {@code <struct>_SIZE} the size. A C
 * program compiled against Windows's headers prints the same numbers, and a test compares them.
 */
public final class Win32Structs {
    public static final int SECURITY_ATTRIBUTES_SIZE = 24;
    public static final int SECURITY_ATTRIBUTES_nLength = 0;
    public static final int SECURITY_ATTRIBUTES_lpSecurityDescriptor = 8;
    public static final int SECURITY_ATTRIBUTES_bInheritHandle = 16;

    public static final int OVERLAPPED_SIZE = 32;
    public static final int OVERLAPPED_hEvent = 24;

    public static final int MEMORY_BASIC_INFORMATION_SIZE = 48;
    public static final int MEMORY_BASIC_INFORMATION_AllocationBase = 8;
    public static final int MEMORY_BASIC_INFORMATION_RegionSize = 24;
    public static final int MEMORY_BASIC_INFORMATION_State = 32;

    public static final int BY_HANDLE_FILE_INFORMATION_SIZE = 52;
    public static final int BY_HANDLE_FILE_INFORMATION_dwFileAttributes = 0;
    public static final int BY_HANDLE_FILE_INFORMATION_ftCreationTime = 4;
    public static final int BY_HANDLE_FILE_INFORMATION_ftLastWriteTime = 20;
    public static final int BY_HANDLE_FILE_INFORMATION_dwVolumeSerialNumber = 28;
    public static final int BY_HANDLE_FILE_INFORMATION_nFileSizeHigh = 32;
    public static final int BY_HANDLE_FILE_INFORMATION_nFileSizeLow = 36;
    public static final int BY_HANDLE_FILE_INFORMATION_nNumberOfLinks = 40;
    public static final int BY_HANDLE_FILE_INFORMATION_nFileIndexHigh = 44;
    public static final int BY_HANDLE_FILE_INFORMATION_nFileIndexLow = 48;

    /** TOKEN_USER begins with the address of the user's SID. */
    public static final int TOKEN_USER_Sid = 0;

    /** The maximum size of a SID. */
    public static final int SECURITY_MAX_SID_SIZE = 68;

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
