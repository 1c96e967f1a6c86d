package io.nativeipc.internal.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The platforms for which numbers and a C library exist; a closed list, and {@link #OTHER}. */
public enum Platform {
    LINUX_X86_64("linux-x86_64", "libnative_ipc.so"),
    LINUX_AARCH64("linux-aarch64", "libnative_ipc.so"),
    LINUX_X86_64_MUSL("linux-x86_64-musl", "libnative_ipc.so"),
    LINUX_AARCH64_MUSL("linux-aarch64-musl", "libnative_ipc.so"),
    MACOS_X86_64("macos-x86_64", "libnative_ipc.dylib"),
    MACOS_AARCH64("macos-aarch64", "libnative_ipc.dylib"),
    WINDOWS_X86_64("windows-x86_64", "native_ipc.dll"),
    WINDOWS_AARCH64("windows-aarch64", "native_ipc.dll"),
    /** Any other platform: every request for a call throws. */
    OTHER("other", "libnative_ipc.so");

    private static final Platform CURRENT =
            detect(System.getProperty("os.name"), System.getProperty("os.arch"), Path.of("/"));

    private final String id;
    private final String libraryFile;

    Platform(String id, String libraryFile) {
        this.id = id;
        this.libraryFile = libraryFile;
    }

    /** Returns the platform that this JVM runs on. */
    public static Platform current() {
        return CURRENT;
    }

    /**
     * Returns {@code <os>-<arch>}, with {@code -musl} on a Linux with that C library, as in the names of jars and
     * resources.
     */
    public String id() {
        return id;
    }

    public String libraryFile() {
        return libraryFile;
    }

    public boolean isLinux() {
        return id.startsWith("linux");
    }

    public boolean isWindows() {
        return id.startsWith("windows");
    }

    /** Returns the exception for a platform on which nothing can be called. */
    static UnsupportedOperationException unknown() {
        String known = Stream.of(values())
                .filter(platform -> platform != OTHER)
                .map(Platform::id)
                .collect(Collectors.joining(", "));
        return new UnsupportedOperationException("native-ipc does not know the platform "
                + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + "; it knows " + known);
    }

    /** @param root the folder that contains /lib and /proc */
    static Platform detect(String osName, String osArch, Path root) {
        String os = osName.toLowerCase(Locale.ROOT);
        String system = os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "macos" : os;
        String arch = osArch.equals("amd64") ? "x86_64" : osArch.equals("arm64") ? "aarch64" : osArch;
        String id = system + "-" + arch + (system.equals("linux") && isMusl(arch, root) ? "-musl" : "");
        return Stream.of(values())
                .filter(platform -> platform.id.equals(id))
                .findFirst()
                .orElse(OTHER);
    }

    /** A system with another C library may also contain musl's loader, so the mappings of this process decide. */
    private static boolean isMusl(String arch, Path root) {
        if (!Files.exists(root.resolve("lib/ld-musl-" + arch + ".so.1"))) {
            return false;
        }
        try {
            return Files.readString(root.resolve("proc/self/maps")).contains("/ld-musl-");
        } catch (IOException unreadable) {
            return true;
        }
    }
}
