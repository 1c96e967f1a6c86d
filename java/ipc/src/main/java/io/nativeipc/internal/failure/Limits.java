package io.nativeipc.internal.failure;

import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Sysctl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Names the limit that a failed call has reached, with its value. The kernel reports only a number. */
public final class Limits {
    /** sizeof(sun_path) − 1, the longest path that the shim's bind(2) and connect(2) accept. */
    public static final int SOCKET_PATH = Constants.SIZEOF_SUN_PATH - 1;

    /** The longest path; PATH_MAX counts the NUL as well. */
    private static final int PATH = Constants.PATH_MAX - 1;

    /** The calls that enlarge a file. */
    private static final Set<String> FILE_CALLS = Set.of("posix_fallocate", "ftruncate", "pwrite");

    private Limits() {}

    /**
     * Returns the hint for an error number that means a limit of the process, the system or a name; empty for all
     * others.
     */
    static String hint(int errno, String call, String object) {
        if (errno == Errno.EMFILE) {
            return descriptors();
        } else if (errno == Errno.ENFILE) {
            return Sysctl.describe("fs.file-max") + " open files of the whole system";
        } else if (errno == Errno.ENAMETOOLONG) {
            return length(call, object);
        } else if (errno == Errno.ENOMEM && (call.equals("mmap") || call.equals("shmat"))) {
            return mappings();
        } else if (errno == Errno.EFBIG && FILE_CALLS.contains(call)) {
            return fileSize();
        }
        return "";
    }

    /** Returns a text such as {@code RLIMIT_FSIZE = 8192 bytes for a file of this process}; empty without a limit. */
    private static String fileSize() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                String[] words = line.split(" +", -1);
                if (line.startsWith("Max file size ") && words[3].matches("[0-9]+")) {
                    return "RLIMIT_FSIZE = " + words[3] + " bytes for a file of this process";
                }
            }
        } catch (IOException unknown) {
            // no /proc
        }
        return "";
    }

    /** Returns a text such as {@code RLIMIT_NOFILE = 1024 descriptors of this process}. */
    public static String descriptors() {
        try {
            return "RLIMIT_NOFILE = " + Native.shim().ipc_getrlimit(Constants.RLIMIT_NOFILE)
                    + " descriptors of this process";
        } catch (UnsupportedOperationException withoutTheLibrary) {
            return "RLIMIT_NOFILE, the limit of descriptors of this process";
        }
    }

    /**
     * Reports whether this process can open no further descriptor now. Only EMFILE of mq_open can also mean another
     * limit.
     */
    public static boolean noDescriptorLeft() {
        int fd = Native.shim().ipc_open("/", Constants.O_RDONLY | Constants.O_CLOEXEC, 0);
        if (fd >= 0) {
            Native.posix().close(fd);
        }
        return fd == -Errno.EMFILE;
    }

    /** Returns a text such as {@code 108 bytes, at most 107}. */
    public static String tooLong(int bytes, int most) {
        return bytes + " bytes, at most " + most;
    }

    /** Returns the number of bytes of a name or path as the system sees it. */
    public static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Returns the name that the system was given: the part of an address after the kind. A path of this library's own
     * files begins with a slash.
     */
    private static String name(String object) {
        return object.startsWith("/") ? object : object.substring(object.indexOf(':') + 1);
    }

    private static String length(String call, String object) {
        String path = name(object);
        if (call.equals("bind") || call.equals("connect")) {
            return tooLong(bytes(path), SOCKET_PATH);
        }
        int longest = 0;
        for (String name : path.split("/", -1)) {
            longest = Math.max(longest, bytes(name));
        }
        if (longest > Constants.NAME_MAX) {
            return "a name of " + tooLong(longest, Constants.NAME_MAX);
        }
        return bytes(path) > PATH
                ? "a path of " + tooLong(bytes(path), PATH)
                : "a path of " + bytes(path) + " bytes, its longest name " + longest
                        + ": more than its file system allows";
    }

    /**
     * Returns an empty text unless the mappings are used up. The kernel allows two fewer than the limit that it
     * reports.
     */
    private static String mappings() {
        long most = Sysctl.number("vm.max_map_count", Long.MAX_VALUE);
        try { // Files.lines would fail in an interrupted thread
            long now = Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)
                    .size();
            return now + 2 < most ? "" : "this process has " + now + " mappings, vm.max_map_count = " + most;
        } catch (IOException unknown) {
            return "";
        }
    }
}
