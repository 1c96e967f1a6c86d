package io.nativeipc.internal.sys;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The C shim for one platform, as the jar {@code native-ipc-<version>-<platform>} provides it: a named module with one class,
 * since a jar without a descriptor is not resolved on the module path and {@code native-ipc-…} is no module's name.
 */
public interface NativeLibrary {
    /** The file beside the library that tells its {@code version} and {@code sha256}. */
    String DESCRIPTION = "native-ipc.properties";

    /** {@link Platform#id()} of the platform it is for. */
    String platform();

    /** A file of {@code META-INF/native/<platform>/} in the same jar; null if it is not there. */
    @Nullable
    InputStream open(String name);
}
