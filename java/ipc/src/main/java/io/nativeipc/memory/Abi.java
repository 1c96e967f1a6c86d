package io.nativeipc.memory;

import io.nativeipc.internal.cdecl.CAbi;
import java.util.Locale;

/**
 * The rules by which a C compiler lays out a struct on one kind of system. They are those of the peer, which may differ
 * from those of this process: a 32-bit program can share memory with a 64-bit JVM. All are little-endian.
 */
public enum Abi {
    /** Linux on x86_64, with glibc or musl. */
    LINUX_X86_64(CAbi.LINUX_X86_64),
    /** Linux on 64-bit ARM, with glibc or musl. */
    LINUX_AARCH64(CAbi.LINUX_AARCH64),
    /** Programs of 32 bits on Linux on x86. */
    LINUX_I386(CAbi.LINUX_I386),
    /** macOS on x86_64. */
    MACOS_X86_64(CAbi.MACOS_X86_64),
    /** macOS on Apple silicon. */
    MACOS_AARCH64(CAbi.MACOS_AARCH64),
    /** Windows on x86_64, compiled by MSVC or clang-cl. */
    WINDOWS_X86_64(CAbi.WINDOWS_X86_64),
    /** Windows on 64-bit ARM, compiled by MSVC or clang-cl. */
    WINDOWS_AARCH64(CAbi.WINDOWS_AARCH64),
    /** Windows on x86_64, compiled by MinGW's GCC. */
    MINGW_X86_64(CAbi.MINGW_X86_64);

    private final CAbi rules;

    Abi(CAbi rules) {
        this.rules = rules;
    }

    /**
     * {@return the rules for C programs of this process's system and processor} On Windows they are those of MSVC.
     *
     * @throws UnsupportedOperationException if no constant describes this system
     */
    public static Abi current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Abi of(String osName, String osArch) {
        String arch = switch (osArch) {
            case "amd64", "x86_64" -> "X86_64";
            case "aarch64", "arm64" -> "AARCH64";
            case "x86", "i386", "i486", "i586", "i686" -> "I386";
            default -> osArch;
        };
        String system = osName.startsWith("Windows")
                ? "WINDOWS"
                : osName.startsWith("Mac") ? "MACOS" : osName.toUpperCase(Locale.ROOT);
        for (Abi abi : values()) {
            if (abi.name().equals(system + "_" + arch)) {
                return abi;
            }
        }
        throw new UnsupportedOperationException("the layout of structs is not known for " + osName + " on " + osArch);
    }

    CAbi rules() {
        return rules;
    }
}
