package io.nativeipc.jna;

import com.sun.jna.InvocationMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.NativeLoader;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.sys.Provider;
import io.nativeipc.internal.sys.Shim;
import io.nativeipc.internal.sys.Views;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Error;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The provider that calls the system by JNA. ServiceLoader finds it. The functions are bound by inheritance: the
 * interfaces of {@code io.nativeipc.internal.sys} are also JNA's libraries.
 */
public final class JnaProvider implements Provider {

    /** libc and its companion libraries. */
    interface LibC extends Posix, Library {}

    /** The C shim. */
    interface LibShim extends Shim, Library {}

    /** kernel32, followed by advapi32. */
    interface Windows extends Win32, Library {}

    /**
     * Loads JNA's own native library. Throws a LinkageError if it is missing, because another provider may then be
     * present.
     */
    public JnaProvider() {
        if (Native.POINTER_SIZE != Long.BYTES) {
            throw new UnsatisfiedLinkError("native-ipc needs a 64-bit JVM");
        }
    }

    @Override
    public String name() {
        return "jna";
    }

    @Override
    public Posix posix() {
        return Libc.POSIX;
    }

    @Override
    public Shim shim() {
        return loadedAtFirstCall();
    }

    @Override
    public Win32 win32() {
        return Kernel32.WIN32;
    }

    /** On Windows the views get no way to cover a mapping, because Windows cannot replace its pages in one step. */
    @Override
    public Views views() {
        return Platform.current().isWindows()
                ? (address, byteSize, lead, unmapping) -> new JnaView(address, byteSize, lead, unmapping, null)
                : (address, byteSize, lead, unmapping) -> new JnaView(address, byteSize, lead, unmapping, Libc.POSIX);
    }

    private static Map<String, ?> options(InvocationMapper mapper) {
        return Map.of(Library.OPTION_STRING_ENCODING, "UTF-8", Library.OPTION_INVOCATION_MAPPER, mapper);
    }

    /**
     * Before glibc 2.34 sem_*, mq_* and shm_* are in separate libraries. librt depends on all of them, and a symbol is
     * also searched in the dependencies of a library, so librt provides libc and more. musl has all functions in libc.
     */
    private static final class Libc {
        static final Posix POSIX = load();

        private static Posix load() {
            Map<String, ?> options = options(JnaProvider::unix);
            try {
                return Native.load("librt.so.1", LibC.class, options);
            } catch (UnsatisfiedLinkError absent) {
                return Native.load("c", LibC.class, options);
            }
        }
    }

    private static final class Kernel32 {
        static final Win32 WIN32 = load();

        private static Win32 load() {
            com.sun.jna.NativeLibrary advapi32 = com.sun.jna.NativeLibrary.getInstance("advapi32");
            return Native.load(
                    "kernel32",
                    Windows.class,
                    options((library, method) ->
                            new JnaCall(List.of(library, advapi32), method, -Win32Error.ERROR_PROC_NOT_FOUND, true)));
        }
    }

    /** Returns a function of libc or the shim. */
    private static InvocationHandler unix(com.sun.jna.NativeLibrary library, Method method) {
        return new JnaCall(List.of(library), method, -Errno.ENOSYS, false);
    }

    /** Loads the shim when one of its functions is first called; everything that does not need it works without it. */
    private static Shim loadedAtFirstCall() {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (LoadedShim.SHIM == null) {
                throw Objects.requireNonNull(LoadedShim.MISSING);
            }
            try {
                return method.invoke(LoadedShim.SHIM, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        };
        return (Shim) Proxy.newProxyInstance(Shim.class.getClassLoader(), new Class<?>[] {Shim.class}, handler);
    }

    /**
     * The shim, or the reason why it is missing. The reason is kept because a class whose initializer throws reports it
     * only once.
     */
    private static final class LoadedShim {
        static final @Nullable Shim SHIM;
        static final @Nullable UnsupportedOperationException MISSING;

        static {
            Shim shim = null;
            UnsupportedOperationException missing = null;
            try {
                shim = NativeLoader.load(
                        () -> Libc.POSIX,
                        file -> Native.load(file.toString(), LibShim.class, options(JnaProvider::unix)));
                NativeLoader.requireVersion(shim.ipc_version());
            } catch (UnsupportedOperationException absent) {
                shim = null;
                missing = absent;
            } catch (LinkageError unloadable) {
                missing = new UnsupportedOperationException("native-ipc's C library cannot be loaded", unloadable);
            }
            SHIM = shim;
            MISSING = missing;
        }
    }
}
