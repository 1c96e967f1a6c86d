package io.nativeipc.internal.sys;

import java.util.HashMap;
import java.util.Map;

/** The GetLastError codes that this library has names for, and the only place where they are mapped to exceptions. */
public final class Win32Error {
    private static final Map<Integer, Known> KNOWN = new HashMap<>();

    public static final int ERROR_FILE_NOT_FOUND = known(2, "ERROR_FILE_NOT_FOUND", "There is no object of this name");
    public static final int ERROR_PATH_NOT_FOUND = known(3, "ERROR_PATH_NOT_FOUND", "There is no such folder");
    public static final int ERROR_ACCESS_DENIED = known(5, "ERROR_ACCESS_DENIED", "Access is denied");
    public static final int ERROR_INVALID_HANDLE = known(6, "ERROR_INVALID_HANDLE", "The handle is invalid");
    public static final int ERROR_NOT_ENOUGH_MEMORY = known(8, "ERROR_NOT_ENOUGH_MEMORY", "Not enough memory");
    public static final int ERROR_GEN_FAILURE = known(31, "ERROR_GEN_FAILURE", "A device does not function");
    public static final int ERROR_SHARING_VIOLATION =
            known(32, "ERROR_SHARING_VIOLATION", "Another process is using the file");
    public static final int ERROR_HANDLE_EOF = known(38, "ERROR_HANDLE_EOF", "The end of the file was reached");
    public static final int ERROR_FILE_EXISTS = known(80, "ERROR_FILE_EXISTS", "The file exists");
    public static final int ERROR_INVALID_PARAMETER =
            known(87, "ERROR_INVALID_PARAMETER", "A parameter is not correct");
    public static final int ERROR_BROKEN_PIPE = known(109, "ERROR_BROKEN_PIPE", "The pipe has been ended");
    public static final int ERROR_DISK_FULL = known(112, "ERROR_DISK_FULL", "There is not enough space on the disk");
    public static final int ERROR_SEM_TIMEOUT = known(121, "ERROR_SEM_TIMEOUT", "The time is over");
    public static final int ERROR_INVALID_NAME = known(123, "ERROR_INVALID_NAME", "The name is not correct");
    public static final int ERROR_PROC_NOT_FOUND = known(127, "ERROR_PROC_NOT_FOUND", "This Windows has no such call");
    public static final int ERROR_BAD_PATHNAME = known(161, "ERROR_BAD_PATHNAME", "The path is not valid");
    public static final int ERROR_ALREADY_EXISTS =
            known(183, "ERROR_ALREADY_EXISTS", "There is an object of this name already");
    public static final int ERROR_BAD_PIPE = known(230, "ERROR_BAD_PIPE", "The pipe's state is invalid");
    public static final int ERROR_PIPE_BUSY = known(231, "ERROR_PIPE_BUSY", "All instances of the pipe are in use");
    public static final int ERROR_NO_DATA = known(232, "ERROR_NO_DATA", "The pipe is being closed");
    public static final int ERROR_PIPE_NOT_CONNECTED =
            known(233, "ERROR_PIPE_NOT_CONNECTED", "No process is at the other end of the pipe");
    public static final int ERROR_MORE_DATA = known(234, "ERROR_MORE_DATA", "More data is available");
    public static final int ERROR_INVALID_OWNER =
            known(1307, "ERROR_INVALID_OWNER", "This user may not be the owner of an object");
    public static final int ERROR_NOT_OWNER = known(288, "ERROR_NOT_OWNER", "The thread does not own the mutex");
    public static final int ERROR_TOO_MANY_POSTS =
            known(298, "ERROR_TOO_MANY_POSTS", "The semaphore would exceed its maximum");
    public static final int ERROR_PIPE_CONNECTED = known(535, "ERROR_PIPE_CONNECTED", "There is a process already");
    public static final int ERROR_PIPE_LISTENING =
            known(536, "ERROR_PIPE_LISTENING", "The pipe waits for a process to connect");
    public static final int ERROR_OPERATION_ABORTED =
            known(995, "ERROR_OPERATION_ABORTED", "The operation has been cancelled");
    public static final int ERROR_IO_INCOMPLETE =
            known(996, "ERROR_IO_INCOMPLETE", "Overlapped I/O operation is in progress");
    public static final int ERROR_IO_PENDING =
            known(997, "ERROR_IO_PENDING", "Overlapped I/O operation is in progress");
    public static final int ERROR_NOT_FOUND = known(1168, "ERROR_NOT_FOUND", "There is no such operation");
    public static final int ERROR_USER_MAPPED_FILE =
            known(1224, "ERROR_USER_MAPPED_FILE", "The file is mapped into a process");
    public static final int ERROR_COMMITMENT_LIMIT =
            known(1455, "ERROR_COMMITMENT_LIMIT", "The paging file is too small");
    public static final int RPC_S_INVALID_STRING_UUID =
            known(1705, "RPC_S_INVALID_STRING_UUID", "The string is not of the required form");
    public static final int ERROR_INVALID_ACL = known(1336, "ERROR_INVALID_ACL", "The access control list is invalid");
    public static final int ERROR_INVALID_SID = known(1337, "ERROR_INVALID_SID", "The security identifier is invalid");

    private record Known(String name, String text) {}

    private Win32Error() {}

    private static int known(int code, String name, String text) {
        KNOWN.put(code, new Known(name, text));
        return code;
    }

    /** Returns {@code ERROR_ACCESS_DENIED} for 5; a number without a name here is returned as a number. */
    public static String name(int code) {
        Known known = KNOWN.get(code);
        return known == null ? Integer.toString(code) : known.name;
    }

    /** Returns the meaning of the code, in English whatever the system's language. */
    public static String text(int code) {
        Known known = KNOWN.get(code);
        return known == null ? "Windows error " + code : known.text;
    }
}
