package io.nativeipc.internal.sys;

import java.util.HashMap;
import java.util.Map;

/** The GetLastError codes that this library has names for, and the only place where they are mapped to exceptions. */
public final class Win32Error {
    private static final Map<Integer, Known> KNOWN = new HashMap<>();

    public static final int ERROR_FILE_NOT_FOUND = known("ERROR_FILE_NOT_FOUND", "There is no object of this name");
    public static final int ERROR_PATH_NOT_FOUND = known("ERROR_PATH_NOT_FOUND", "There is no such folder");
    public static final int ERROR_ACCESS_DENIED = known("ERROR_ACCESS_DENIED", "Access is denied");
    public static final int ERROR_INVALID_HANDLE = known("ERROR_INVALID_HANDLE", "The handle is invalid");
    public static final int ERROR_NOT_ENOUGH_MEMORY = known("ERROR_NOT_ENOUGH_MEMORY", "Not enough memory");
    public static final int ERROR_GEN_FAILURE = known("ERROR_GEN_FAILURE", "A device does not function");
    public static final int ERROR_SHARING_VIOLATION =
            known("ERROR_SHARING_VIOLATION", "Another process is using the file");
    public static final int ERROR_HANDLE_EOF = known("ERROR_HANDLE_EOF", "The end of the file was reached");
    public static final int ERROR_FILE_EXISTS = known("ERROR_FILE_EXISTS", "The file exists");
    public static final int ERROR_INVALID_PARAMETER = known("ERROR_INVALID_PARAMETER", "A parameter is not correct");
    public static final int ERROR_BROKEN_PIPE = known("ERROR_BROKEN_PIPE", "The pipe has been ended");
    public static final int ERROR_DISK_FULL = known("ERROR_DISK_FULL", "There is not enough space on the disk");
    public static final int ERROR_SEM_TIMEOUT = known("ERROR_SEM_TIMEOUT", "The time is over");
    public static final int ERROR_INVALID_NAME = known("ERROR_INVALID_NAME", "The name is not correct");
    public static final int ERROR_PROC_NOT_FOUND = known("ERROR_PROC_NOT_FOUND", "This Windows has no such call");
    public static final int ERROR_BAD_PATHNAME = known("ERROR_BAD_PATHNAME", "The path is not valid");
    public static final int ERROR_ALREADY_EXISTS =
            known("ERROR_ALREADY_EXISTS", "An object of this name already exists");
    public static final int ERROR_BAD_PIPE = known("ERROR_BAD_PIPE", "The pipe's state is invalid");
    public static final int ERROR_PIPE_BUSY = known("ERROR_PIPE_BUSY", "All instances of the pipe are in use");
    public static final int ERROR_NO_DATA = known("ERROR_NO_DATA", "The pipe is being closed");
    public static final int ERROR_PIPE_NOT_CONNECTED =
            known("ERROR_PIPE_NOT_CONNECTED", "No process is at the other end of the pipe");
    public static final int ERROR_MORE_DATA = known("ERROR_MORE_DATA", "More data is available");
    public static final int ERROR_INVALID_OWNER =
            known("ERROR_INVALID_OWNER", "This user may not be the owner of an object");
    public static final int ERROR_NOT_OWNER = known("ERROR_NOT_OWNER", "The thread does not own the mutex");
    public static final int ERROR_TOO_MANY_POSTS =
            known("ERROR_TOO_MANY_POSTS", "The semaphore would exceed its maximum");
    public static final int ERROR_PIPE_CONNECTED = known("ERROR_PIPE_CONNECTED", "A process is connected already");
    public static final int ERROR_PIPE_LISTENING =
            known("ERROR_PIPE_LISTENING", "The pipe waits for a process to connect");
    public static final int ERROR_OPERATION_ABORTED =
            known("ERROR_OPERATION_ABORTED", "The operation has been cancelled");
    public static final int ERROR_IO_INCOMPLETE =
            known("ERROR_IO_INCOMPLETE", "Overlapped I/O operation is in progress");
    public static final int ERROR_IO_PENDING = known("ERROR_IO_PENDING", "Overlapped I/O operation is in progress");
    public static final int ERROR_NOT_FOUND = known("ERROR_NOT_FOUND", "There is no such operation");
    public static final int ERROR_USER_MAPPED_FILE =
            known("ERROR_USER_MAPPED_FILE", "The file is mapped into a process");
    public static final int ERROR_COMMITMENT_LIMIT = known("ERROR_COMMITMENT_LIMIT", "The paging file is too small");
    public static final int RPC_S_INVALID_STRING_UUID =
            known("RPC_S_INVALID_STRING_UUID", "The string is not of the required form");
    public static final int ERROR_INVALID_ACL = known("ERROR_INVALID_ACL", "The access control list is invalid");
    public static final int ERROR_INVALID_SID = known("ERROR_INVALID_SID", "The security identifier is invalid");

    private record Known(String name, String text) {}

    private Win32Error() {}

    private static int known(String name, String text) {
        int code = Win32Constants.number(name);
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
