package io.nativeipc.internal.sys;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The C shim for one platform, as the jar {@code native-ipc-<version>-<platform>} provides it. The jar is a named
 * module with one class, because a jar without a descriptor is not resolved on the module path, and
 * {@code native-ipc-…} is not a valid module name.
 */
public interface NativeLibrary {
    /** The file beside the library that contains its {@code version} and {@code sha256}. */
    String DESCRIPTION = "native-ipc.properties";

    /** The {@link Platform#id()} of its platform. */
    String platform();

    /** Opens a file of {@code META-INF/native/<platform>/} in the same jar; null if it does not exist. */
    @Nullable
    InputStream open(String name);
}
