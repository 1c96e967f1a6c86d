package io.nativeipc.memory;

import java.util.Locale;

/**
 * The rules by which a C compiler lays out a struct on one kind of system. They are those of the peer, which may differ
 * from those of this process: a 32-bit program can share memory with a 64-bit JVM. All are little-endian.
 */
public enum Abi {
    /** Linux on x86_64, with glibc or musl. */
    LINUX_X86_64,
    /** Linux on 64-bit ARM, with glibc or musl. */
    LINUX_AARCH64,
    /** Programs of 32 bits on Linux on x86. */
    LINUX_I386,
    /** macOS on x86_64. */
    MACOS_X86_64,
    /** macOS on Apple silicon. */
    MACOS_AARCH64,
    /** Windows on x86_64, compiled by MSVC or clang-cl. */
    WINDOWS_X86_64,
    /** Windows on 64-bit ARM, compiled by MSVC or clang-cl. */
    WINDOWS_AARCH64,
    /** Windows on x86_64, compiled by MinGW's GCC. */
    MINGW_X86_64;

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

    /** Whether the compiler is MSVC or compatible with it. */
    boolean isMsvc() {
        return this == WINDOWS_X86_64 || this == WINDOWS_AARCH64;
    }

    /** Whether bit-fields are laid out as MSVC does; MinGW's GCC does the same. */
    boolean isWindows() {
        return isMsvc() || this == MINGW_X86_64;
    }

    boolean isMac() {
        return this == MACOS_X86_64 || this == MACOS_AARCH64;
    }

    int pointerSize() {
        return this == LINUX_I386 ? 4 : 8;
    }

    int longSize() {
        return isWindows() ? 4 : pointerSize();
    }

    /** The alignment in a struct of types of 8 bytes. */
    int eightAlignment() {
        return this == LINUX_I386 ? 4 : 8;
    }

    int longDoubleSize() {
        return switch (this) {
            case LINUX_X86_64, LINUX_AARCH64, MACOS_X86_64, MINGW_X86_64 -> 16;
            case LINUX_I386 -> 12;
            case MACOS_AARCH64, WINDOWS_X86_64, WINDOWS_AARCH64 -> 8;
        };
    }

    int longDoubleAlignment() {
        return this == LINUX_I386 ? 4 : longDoubleSize();
    }

    int wcharSize() {
        return isWindows() ? 2 : 4;
    }

    boolean wcharIsSigned() {
        return !isWindows() && this != LINUX_AARCH64;
    }

    boolean charIsSigned() {
        return this != LINUX_AARCH64;
    }

    /** Whether a bit-field without a name takes part in the alignment of its struct. */
    boolean unnamedBitsAlign() {
        return this == LINUX_AARCH64;
    }
}
