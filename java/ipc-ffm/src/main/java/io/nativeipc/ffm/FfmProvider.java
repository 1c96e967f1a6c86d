package io.nativeipc.ffm;

import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.sys.Provider;
import io.nativeipc.internal.sys.Shim;
import io.nativeipc.internal.sys.Views;
import io.nativeipc.internal.sys.Win32;
import java.lang.foreign.Linker;

/**
 * The provider that calls the system by java.lang.foreign. ServiceLoader finds it; its constructor fails if native
 * access is not allowed.
 */
public final class FfmProvider implements Provider {

    /**
     * Checks whether native code may be called.
     *
     * @throws IllegalCallerException if this module may not call it; the JVM's message names the flag
     */
    public FfmProvider() {
        Calls.requireNativeAccess(Linker.nativeLinker());
    }

    @Override
    public String name() {
        return "ffm";
    }

    @Override
    public Posix posix() {
        return new FfmPosix();
    }

    @Override
    public Shim shim() {
        return new FfmShim();
    }

    @Override
    public Win32 win32() {
        return new FfmWin32();
    }

    @Override
    public Views views() {
        return new FfmViews();
    }
}
