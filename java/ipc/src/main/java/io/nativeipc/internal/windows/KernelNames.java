package io.nativeipc.internal.windows;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;

/** The names of Windows kernel objects: sections, semaphores, mutexes and events share one namespace. */
public final class KernelNames {
    private static final String GLOBAL = "Global\\";
    private static final String LOCAL = "Local\\";

    private KernelNames() {}

    /**
     * Checks everything that can be checked without a system call.
     *
     * @param name {@code Local\prices}, {@code Global\prices}, or {@code prices}, which means {@code Local\prices}
     */
    public static String check(String name) {
        String base = name.startsWith(LOCAL)
                ? name.substring(LOCAL.length())
                : name.startsWith(GLOBAL) ? name.substring(GLOBAL.length()) : name;
        require(!base.isEmpty(), name, "is empty");
        require(name.indexOf('\0') < 0, name, "contains a NUL");
        require(
                name.length() < Win32Constants.MAX_PATH,
                name,
                "is too long: " + name.length() + " characters, at most " + (Win32Constants.MAX_PATH - 1));
        return name;
    }

    /** Returns the name with its prefix, which is {@code Local\} if it has none. */
    public static String full(String name) {
        return name.startsWith(LOCAL) || name.startsWith(GLOBAL) ? name : LOCAL + name;
    }

    private static void require(boolean condition, String name, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "the name of an object of Windows " + otherwise + ": \"" + name.replace('\0', '?') + '"');
        }
    }

    /** Returns the exception for a failed call with a name, including what the code means for a name. */
    public static IpcException exception(int code, String call, String address) {
        String hint = "";
        if (code == Win32Error.ERROR_INVALID_HANDLE) {
            hint = "the name belongs to an object of another kind";
        } else if (code == Win32Error.ERROR_ACCESS_DENIED
                && address.contains(":" + GLOBAL)
                && call.startsWith("Create")) {
            hint =
                    "creating a section under Global\\ requires SeCreateGlobalPrivilege; or an object of this name exists"
                            + ", and its access control list denies access to this user";
        } else if (code == Win32Error.ERROR_PATH_NOT_FOUND) {
            hint = "a backslash separates folders of the kernel, and no folder has this name";
        } else if (code == Win32Error.ERROR_ACCESS_DENIED) {
            hint = "its access control list denies access to this user";
        }
        return Win32Failure.exception(code, call, address, hint);
    }
}
