package io.nativeipc.internal.sys;

/** Numbers of winnt.h, winbase.h and aclapi.h under their own names. They are the same on every Windows. */
public final class Win32Constants {
    public static final long INVALID_HANDLE_VALUE = -1;
    public static final int INFINITE = -1;
    public static final int MAX_PATH = 260;

    public static final int WAIT_OBJECT_0 = 0;
    public static final int WAIT_ABANDONED = 0x80;
    public static final int WAIT_TIMEOUT = 0x102;

    public static final int SYNCHRONIZE = 0x0010_0000;
    public static final int READ_CONTROL = 0x0002_0000;
    public static final int WRITE_DAC = 0x0004_0000;
    public static final int SEMAPHORE_MODIFY_STATE = 2;
    public static final int MUTEX_MODIFY_STATE = 1;
    public static final int EVENT_MODIFY_STATE = 2;

    public static final int GENERIC_READ = 0x8000_0000;
    public static final int GENERIC_WRITE = 0x4000_0000;
    public static final int FILE_SHARE_READ = 1;
    public static final int FILE_SHARE_WRITE = 2;
    public static final int FILE_SHARE_DELETE = 4;
    public static final int CREATE_NEW = 1;
    public static final int OPEN_EXISTING = 3;
    public static final int FILE_ATTRIBUTE_NORMAL = 0x80;
    public static final int FILE_ATTRIBUTE_DIRECTORY = 0x10;
    public static final int FILE_FLAG_OVERLAPPED = 0x4000_0000;
    public static final int FILE_FLAG_OPEN_REPARSE_POINT = 0x0020_0000;
    public static final int FILE_FLAG_FIRST_PIPE_INSTANCE = 0x0008_0000;
    public static final int SECURITY_SQOS_PRESENT = 0x0010_0000;
    public static final int SECURITY_IDENTIFICATION = 0x0001_0000;
    public static final int FILE_WRITE_DATA = 2;
    public static final int FILE_WRITE_ATTRIBUTES = 0x100;
    public static final int FILE_BEGIN = 0;
    public static final int FSCTL_SET_SPARSE = 0x900c4;

    public static final int PIPE_ACCESS_INBOUND = 1;
    public static final int PIPE_ACCESS_OUTBOUND = 2;
    public static final int PIPE_ACCESS_DUPLEX = 3;
    public static final int PIPE_TYPE_BYTE = 0;
    public static final int PIPE_TYPE_MESSAGE = 4;
    public static final int PIPE_READMODE_BYTE = 0;
    public static final int PIPE_READMODE_MESSAGE = 2;
    public static final int PIPE_WAIT = 0;
    public static final int PIPE_REJECT_REMOTE_CLIENTS = 8;
    public static final int PIPE_UNLIMITED_INSTANCES = 255;

    public static final int PAGE_READONLY = 2;
    public static final int PAGE_READWRITE = 4;
    public static final int MEM_COMMIT = 0x1000;
    public static final int FILE_MAP_READ = 4;
    public static final int FILE_MAP_WRITE = 2;

    public static final int PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
    public static final int TOKEN_QUERY = 8;
    public static final int TokenUser = 1;
    public static final int SDDL_REVISION_1 = 1;
    public static final int SE_KERNEL_OBJECT = 6;
    public static final int OWNER_SECURITY_INFORMATION = 1;
    public static final int DACL_SECURITY_INFORMATION = 4;
    public static final int PROTECTED_DACL_SECURITY_INFORMATION = 0x8000_0000;

    private Win32Constants() {}
}
