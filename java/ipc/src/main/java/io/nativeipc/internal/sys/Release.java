package io.nativeipc.internal.sys;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library, which the build writes into its jar. */
public final class Release {
    /** The resource that states the version. */
    static final String DESCRIPTION = "META-INF/native-ipc/native-ipc.properties";

    private Release() {}

    /** Returns the version; {@code unknown} if a merged jar has lost the resource. */
    public static String version() {
        try (InputStream in = Release.class.getResourceAsStream("/" + DESCRIPTION)) {
            return in == null ? "unknown" : version(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static String version(InputStream description) throws IOException {
        Properties properties = new Properties();
        properties.load(description);
        return properties.getProperty("version");
    }
}
