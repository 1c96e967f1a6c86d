package io.nativeipc.windows;

/** The name of a Windows pipe: the part after {@code \\.\pipe\}, which contains all pipes of the machine. */
final class PipeName {
    private static final String PREFIX = "\\\\.\\pipe\\";
    private static final int LONGEST = 256;

    private PipeName() {}

    /** Checks everything that can be checked without a system call. */
    static String check(String name) {
        require(!name.isEmpty(), name, "is empty");
        require(name.indexOf('\0') < 0, name, "contains a NUL");
        require(!name.startsWith(PREFIX), name, "must not start with \\\\.\\pipe\\, which is added to it");
        require(
                PREFIX.length() + name.length() <= LONGEST,
                name,
                "is too long: " + name.length() + " characters, at most " + (LONGEST - PREFIX.length()));
        return name;
    }

    private static void require(boolean condition, String name, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "the name of a pipe " + otherwise + ": \"" + name.replace('\0', '?') + '"');
        }
    }

    /** Returns the address. */
    static String address(String name) {
        return "pipe:" + name;
    }

    /** Returns the path for CreateNamedPipeW and CreateFileW. */
    static String path(String name) {
        return PREFIX + name;
    }
}
