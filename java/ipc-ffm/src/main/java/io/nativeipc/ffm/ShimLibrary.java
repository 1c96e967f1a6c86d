package io.nativeipc.ffm;

import static io.nativeipc.ffm.Calls.INT;
import static io.nativeipc.ffm.Calls.plain;
import static io.nativeipc.ffm.Calls.throwing;

import io.nativeipc.internal.sys.NativeLoader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The library of the C shim, or the reason why it is missing. The reason is kept because a class whose initializer
 * throws reports it only once.
 */
final class ShimLibrary {
    private static final @Nullable SymbolLookup SYMBOLS;
    private static final @Nullable UnsupportedOperationException MISSING;

    static {
        SymbolLookup symbols = null;
        UnsupportedOperationException missing = null;
        try {
            symbols = NativeLoader.load(
                    FfmPosix::new,
                    // by its name, because a Path would be resolved first, and a memfd has no path to resolve to
                    file -> SymbolLookup.libraryLookup(file.toString(), Arena.global()));
            NativeLoader.requireVersion((int) plain(symbols, "ipc_version", INT).invokeExact());
        } catch (UnsupportedOperationException absent) {
            missing = absent;
        } catch (Throwable unloadable) {
            missing = new UnsupportedOperationException("native-ipc's C library cannot be loaded", unloadable);
        }
        SYMBOLS = symbols;
        MISSING = missing;
    }

    private ShimLibrary() {}

    /** Returns a function of the shim, which returns −errno itself; if the library is missing, the handle throws. */
    static MethodHandle shim(String name, MemoryLayout result, MemoryLayout... arguments) {
        return SYMBOLS == null || MISSING != null
                ? throwing(Objects.requireNonNull(MISSING), result, arguments)
                : plain(SYMBOLS, name, result, arguments);
    }
}
