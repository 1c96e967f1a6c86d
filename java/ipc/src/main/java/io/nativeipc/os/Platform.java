package io.nativeipc.os;

import java.util.Locale;

/** The platforms there are names for; a closed list. */
public enum Platform {
    LINUX_X86_64("linux-x86_64", "libnative_ipc.so"),
    LINUX_AARCH64("linux-aarch64", "libnative_ipc.so"),
    MACOS_X86_64("macos-x86_64", "libnative_ipc.dylib"),
    MACOS_AARCH64("macos-aarch64", "libnative_ipc.dylib"),
    WINDOWS_X86_64("windows-x86_64", "native_ipc.dll"),
    WINDOWS_AARCH64("windows-aarch64", "native_ipc.dll");

    private static final Platform CURRENT = detect(System.getProperty("os.name"), System.getProperty("os.arch"));

    private final String id;
    private final String libraryFile;

    Platform(String id, String libraryFile) {
        this.id = id;
        this.libraryFile = libraryFile;
    }

    /** The platform this JVM runs on. */
    public static Platform current() {
        return CURRENT;
    }

    /** {@code <os>-<arch>}, as in the names of jars and resources. */
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

    static Platform detect(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String system = os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "macos" : os;
        String arch = osArch.equals("amd64") ? "x86_64" : osArch.equals("arm64") ? "aarch64" : osArch;
        for (Platform platform : values()) {
            if (platform.id.equals(system + "-" + arch)) {
                return platform;
            }
        }
        throw new UnsupportedOperationException("native-ipc does not know the platform " + osName + " on " + osArch);
    }
}
