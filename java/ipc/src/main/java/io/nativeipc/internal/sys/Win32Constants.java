package io.nativeipc.internal.sys;

import java.util.Properties;

/**
 * Numbers of winnt.h, winbase.h and aclapi.h under their own names. They are the same on every Windows, and come from
 * {@code constants-windows.properties}, which is made from the assembly of {@code native/shim/numbers_windows.c}.
 */
public final class Win32Constants {
    private static final Properties NUMBERS = Constants.load("windows");

    public static final long INVALID_HANDLE_VALUE = number("INVALID_HANDLE_VALUE");
    public static final int INFINITE = number("INFINITE");
    public static final int MAX_PATH = number("MAX_PATH");

    public static final int WAIT_OBJECT_0 = number("WAIT_OBJECT_0");
    public static final int WAIT_ABANDONED = number("WAIT_ABANDONED");
    public static final int WAIT_TIMEOUT = number("WAIT_TIMEOUT");

    public static final int SYNCHRONIZE = number("SYNCHRONIZE");
    public static final int READ_CONTROL = number("READ_CONTROL");
    public static final int WRITE_DAC = number("WRITE_DAC");
    public static final int SEMAPHORE_MODIFY_STATE = number("SEMAPHORE_MODIFY_STATE");
    public static final int MUTEX_MODIFY_STATE = number("MUTEX_MODIFY_STATE");
    public static final int EVENT_MODIFY_STATE = number("EVENT_MODIFY_STATE");

    public static final int GENERIC_READ = number("GENERIC_READ");
    public static final int GENERIC_WRITE = number("GENERIC_WRITE");
    public static final int FILE_SHARE_READ = number("FILE_SHARE_READ");
    public static final int FILE_SHARE_WRITE = number("FILE_SHARE_WRITE");
    public static final int FILE_SHARE_DELETE = number("FILE_SHARE_DELETE");
    public static final int CREATE_NEW = number("CREATE_NEW");
    public static final int OPEN_EXISTING = number("OPEN_EXISTING");
    public static final int FILE_ATTRIBUTE_NORMAL = number("FILE_ATTRIBUTE_NORMAL");
    public static final int FILE_FLAG_OVERLAPPED = number("FILE_FLAG_OVERLAPPED");
    public static final int FILE_FLAG_FIRST_PIPE_INSTANCE = number("FILE_FLAG_FIRST_PIPE_INSTANCE");
    public static final int SECURITY_SQOS_PRESENT = number("SECURITY_SQOS_PRESENT");
    public static final int SECURITY_IDENTIFICATION = number("SECURITY_IDENTIFICATION");
    public static final int FILE_WRITE_DATA = number("FILE_WRITE_DATA");
    public static final int FILE_GENERIC_READ = number("FILE_GENERIC_READ");
    public static final int FILE_GENERIC_WRITE = number("FILE_GENERIC_WRITE");
    public static final int FILE_CREATE_PIPE_INSTANCE = number("FILE_CREATE_PIPE_INSTANCE");
    public static final int FILE_WRITE_ATTRIBUTES = number("FILE_WRITE_ATTRIBUTES");
    public static final int FILE_BEGIN = number("FILE_BEGIN");
    public static final int FSCTL_SET_SPARSE = number("FSCTL_SET_SPARSE");

    public static final int PIPE_ACCESS_INBOUND = number("PIPE_ACCESS_INBOUND");
    public static final int PIPE_ACCESS_OUTBOUND = number("PIPE_ACCESS_OUTBOUND");
    public static final int PIPE_ACCESS_DUPLEX = number("PIPE_ACCESS_DUPLEX");
    public static final int PIPE_TYPE_BYTE = number("PIPE_TYPE_BYTE");
    public static final int PIPE_TYPE_MESSAGE = number("PIPE_TYPE_MESSAGE");
    public static final int PIPE_READMODE_BYTE = number("PIPE_READMODE_BYTE");
    public static final int PIPE_READMODE_MESSAGE = number("PIPE_READMODE_MESSAGE");
    public static final int PIPE_WAIT = number("PIPE_WAIT");
    public static final int PIPE_REJECT_REMOTE_CLIENTS = number("PIPE_REJECT_REMOTE_CLIENTS");
    public static final int PIPE_UNLIMITED_INSTANCES = number("PIPE_UNLIMITED_INSTANCES");

    public static final int PAGE_READONLY = number("PAGE_READONLY");
    public static final int PAGE_READWRITE = number("PAGE_READWRITE");
    public static final int MEM_COMMIT = number("MEM_COMMIT");
    public static final int FILE_MAP_READ = number("FILE_MAP_READ");
    public static final int FILE_MAP_WRITE = number("FILE_MAP_WRITE");

    public static final int PROCESS_QUERY_LIMITED_INFORMATION = number("PROCESS_QUERY_LIMITED_INFORMATION");
    public static final int TOKEN_QUERY = number("TOKEN_QUERY");
    public static final int TokenUser = number("TokenUser");
    public static final int SDDL_REVISION_1 = number("SDDL_REVISION_1");
    public static final int SE_KERNEL_OBJECT = number("SE_KERNEL_OBJECT");
    public static final int OWNER_SECURITY_INFORMATION = number("OWNER_SECURITY_INFORMATION");
    public static final int DACL_SECURITY_INFORMATION = number("DACL_SECURITY_INFORMATION");
    public static final int PROTECTED_DACL_SECURITY_INFORMATION = number("PROTECTED_DACL_SECURITY_INFORMATION");

    private Win32Constants() {}

    static int number(String name) {
        return Integer.parseInt(NUMBERS.getProperty(name));
    }
}
