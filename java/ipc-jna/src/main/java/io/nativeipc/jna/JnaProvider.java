package io.nativeipc.jna;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.nativeipc.os.NativeLibrary;
import io.nativeipc.os.Posix;
import io.nativeipc.os.Provider;
import io.nativeipc.os.Shim;
import io.nativeipc.os.Views;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Found by ServiceLoader. The functions are bound by inheritance: the interfaces of os are JNA's libraries too. */
public final class JnaProvider implements Provider {

    /** libc and what belongs to it. */
    interface LibC extends Posix, Library {}

    /** The C shim. */
    interface LibShim extends Shim, Library {}

    private static final Map<String, ?> ERRNO = Map.of(
            Library.OPTION_STRING_ENCODING, "UTF-8", Library.OPTION_INVOCATION_MAPPER, (com.sun.jna.InvocationMapper)
                    (library, method) -> new JnaCall(library, method, true));
    private static final Map<String, ?> PLAIN = Map.of(
            Library.OPTION_STRING_ENCODING, "UTF-8", Library.OPTION_INVOCATION_MAPPER, (com.sun.jna.InvocationMapper)
                    (library, method) -> new JnaCall(library, method, false));

    private final Posix posix = loadLibc();

    @Override
    public String name() {
        return "jna";
    }

    @Override
    public Posix posix() {
        return posix;
    }

    @Override
    public Shim shim() {
        return loadedAtFirstCall();
    }

    @Override
    public Views views() {
        return (address, byteSize, unmapping) -> new JnaView(posix, address, byteSize, unmapping);
    }

    /**
     * Before glibc 2.34 sem_*, mq_* and shm_* live in libraries of their own. librt depends on all of them, and a symbol
     * is looked up in what a library depends on, so librt is libc and more. musl has everything in libc.
     */
    private static Posix loadLibc() {
        try {
            return Native.load("librt.so.1", LibC.class, ERRNO);
        } catch (UnsatisfiedLinkError absent) {
            return Native.load("c", LibC.class, ERRNO);
        }
    }

    /** Loads the shim when the first of its functions is called: what needs none works without. */
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

    /** The shim, or why there is none: kept, because a class whose initializer throws tells that only once. */
    private static final class LoadedShim {
        static final @Nullable Shim SHIM;
        static final @Nullable UnsupportedOperationException MISSING;

        static {
            Shim shim = null;
            UnsupportedOperationException missing = null;
            try {
                shim = NativeLibrary.load(file -> Native.load(file.toString(), LibShim.class, PLAIN));
                NativeLibrary.requireVersion(shim.ipc_version());
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
