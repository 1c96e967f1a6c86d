package io.nativeipc.internal.cdecl;

/** What the parser knows of the compilers for one kind of system. The constants are those of the public {@code Abi}. */
public enum CAbi {
    LINUX_X86_64,
    LINUX_AARCH64,
    LINUX_I386,
    MACOS_X86_64,
    MACOS_AARCH64,
    WINDOWS_X86_64,
    WINDOWS_AARCH64,
    MINGW_X86_64;

    /** Whether the compiler is MSVC or compatible with it. */
    public boolean isMsvc() {
        return this == WINDOWS_X86_64 || this == WINDOWS_AARCH64;
    }

    /** Whether bit-fields are laid out as MSVC does; MinGW's GCC does the same. */
    public boolean isWindows() {
        return isMsvc() || this == MINGW_X86_64;
    }

    public int pointerSize() {
        return this == LINUX_I386 ? 4 : 8;
    }

    public int longSize() {
        return isWindows() ? 4 : pointerSize();
    }

    /** The alignment in a struct of types of 8 bytes. */
    public int eightAlignment() {
        return this == LINUX_I386 ? 4 : 8;
    }

    public int longDoubleSize() {
        return switch (this) {
            case LINUX_X86_64, LINUX_AARCH64, MACOS_X86_64, MINGW_X86_64 -> 16;
            case LINUX_I386 -> 12;
            case MACOS_AARCH64, WINDOWS_X86_64, WINDOWS_AARCH64 -> 8;
        };
    }

    public int longDoubleAlignment() {
        return this == LINUX_I386 ? 4 : longDoubleSize();
    }

    public int wcharSize() {
        return isWindows() ? 2 : 4;
    }

    public boolean wcharIsSigned() {
        return !isWindows() && this != LINUX_AARCH64;
    }

    public boolean charIsSigned() {
        return this != LINUX_AARCH64;
    }

    /** Whether a bit-field without a name takes part in the alignment of its struct. */
    public boolean unnamedBitsAlign() {
        return this == LINUX_AARCH64;
    }
}
