package io.nativeipc.internal.sys;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * A platform's library as files that a class loader finds.
 *
 * @param of the platform
 * @param loader null for the JDK's class loader
 */
record LibraryFiles(Platform of, @Nullable ClassLoader loader) implements NativeLibrary {

    static String folder(Platform platform) {
        return "META-INF/native/" + platform.id() + "/";
    }

    @Override
    public String platform() {
        return of.id();
    }

    boolean has(String name) {
        return url(name) != null;
    }

    @Override
    public @Nullable InputStream open(String name) {
        URL url = url(name);
        try {
            return url == null ? null : url.openStream();
        } catch (IOException unreadable) {
            return null;
        }
    }

    private @Nullable URL url(String name) {
        String path = folder(of) + name;
        return loader == null ? ClassLoader.getSystemResource(path) : loader.getResource(path);
    }
}
