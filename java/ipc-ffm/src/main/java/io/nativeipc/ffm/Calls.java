package io.nativeipc.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.nativeipc.internal.sys.CText;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Win32Error;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Creates the method handles of C functions. */
final class Calls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = libc();

    private Calls() {}

    /** The libraries that only programs on Windows load. */
    private static final class Windows {
        static final SymbolLookup LIBRARIES = SymbolLookup.libraryLookup("kernel32", Arena.global())
                .or(SymbolLookup.libraryLookup("advapi32", Arena.global()));
    }

    /** Creates one handle. If native access is denied, the JVM throws an exception that names the flag. */
    static void requireNativeAccess(Linker linker) {
        linker.downcallHandle(FunctionDescriptor.ofVoid());
    }

    /**
     * Returns a function of libc that returns −1 and sets errno; the handle's first argument is the segment of a
     * {@link CallState}.
     */
    static MethodHandle libc(String name, MemoryLayout result, MemoryLayout... arguments) {
        return bind(LIBC.find(name), -Errno.ENOSYS, result, arguments, Linker.Option.captureCallState("errno"));
    }

    /**
     * Returns a function of kernel32 or advapi32; the handle's first argument is the segment of a {@link CallState}.
     */
    static MethodHandle win32(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker.Option getLastError = Linker.Option.captureCallState("GetLastError");
        return bind(Windows.LIBRARIES.find(name), -Win32Error.ERROR_PROC_NOT_FOUND, result, arguments, getLastError);
    }

    /** Returns a function that cannot fail, or that returns −errno itself. */
    static MethodHandle plain(SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
        return bind(library.find(name), -Errno.ENOSYS, result, arguments);
    }

    static MethodHandle plainLibc(String name, MemoryLayout result, MemoryLayout... arguments) {
        return plain(LIBC, name, result, arguments);
    }

    /** Returns a handle that throws, in place of a function of a missing library. */
    static MethodHandle throwing(RuntimeException why, MemoryLayout result, MemoryLayout... arguments) {
        MethodType type = FunctionDescriptor.of(result, arguments).toMethodType();
        MethodHandle thrower = MethodHandles.throwException(type.returnType(), RuntimeException.class);
        return MethodHandles.dropArguments(thrower.bindTo(why), 0, type.parameterList());
    }

    /** Allocates a C string for one call. */
    static MemorySegment string(Arena arena, String string) {
        return arena.allocateFrom(CText.check(string));
    }

    /** Allocates a UTF-16 string for one call; NULL for null. */
    static MemorySegment wide(Arena arena, @Nullable String string) {
        return string == null ? MemorySegment.NULL : arena.allocateFrom(CText.check(string), StandardCharsets.UTF_16LE);
    }

    /** Returns the memory behind a direct buffer, from its position on; NULL for null. */
    static MemorySegment memory(@Nullable ByteBuffer buffer) {
        return buffer == null ? MemorySegment.NULL : MemorySegment.ofBuffer(buffer);
    }

    /**
     * Converts what a handle threw. A handle itself throws nothing, so this is a defect of a binding, or memory that
     * was closed.
     */
    static RuntimeException failed(Throwable thrown) {
        if (thrown instanceof RuntimeException unchecked) {
            return unchecked;
        } else if (thrown instanceof Error error) {
            throw error;
        }
        throw new AssertionError(thrown);
    }

    private static MethodHandle bind(
            Optional<MemorySegment> symbol,
            int absent,
            MemoryLayout result,
            MemoryLayout[] arguments,
            Linker.Option... options) {
        FunctionDescriptor function = FunctionDescriptor.of(result, arguments);
        if (symbol.isPresent()) {
            return LINKER.downcallHandle(symbol.get(), function, options);
        }
        MethodType type = function.toMethodType();
        if (options.length > 0) {
            type = type.insertParameterTypes(0, MemorySegment.class);
        }
        MethodHandle missing = type.returnType() == long.class
                ? MethodHandles.constant(long.class, (long) absent)
                : MethodHandles.constant(int.class, absent);
        return MethodHandles.dropArguments(missing, 0, type.parameterList());
    }

    /** Before glibc 2.34 sem_*, mq_* and shm_* are in separate libraries. */
    private static SymbolLookup libc() {
        SymbolLookup lookup = LINKER.defaultLookup();
        for (String library : new String[] {"librt.so.1", "libpthread.so.0"}) {
            try {
                lookup = lookup.or(SymbolLookup.libraryLookup(library, Arena.global()));
            } catch (IllegalArgumentException absent) {
                // musl and macOS have all functions in libc
            }
        }
        return lookup;
    }

    /** The layouts, named as in a C prototype. */
    static final MemoryLayout INT = JAVA_INT;

    static final MemoryLayout LONG = JAVA_LONG;
    static final MemoryLayout POINTER = ADDRESS;
}
