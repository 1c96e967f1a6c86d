package io.nativeipc.internal.sys;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Reads the complete library from a platform's jar, which must be of the same release as this jar. */
final class LibraryJar {
    private LibraryJar() {}

    /** @throws UnsupportedOperationException if it is damaged, or jars of several releases are present */
    static byte[] read(NativeLibrary library, Platform platform) {
        try {
            requireOneRelease("META-INF/native/" + platform.id() + "/" + NativeLibrary.DESCRIPTION);
            byte[] bytes = bytes(library, platform.libraryFile());
            Properties description = new Properties();
            description.load(new ByteArrayInputStream(bytes(library, NativeLibrary.DESCRIPTION)));
            String sum = sha256(bytes);
            if (!sum.equals(description.getProperty("sha256"))) {
                throw new UnsupportedOperationException("native-ipc's C library for " + platform.id()
                        + " is damaged: its SHA-256 is " + sum + " instead of " + description.getProperty("sha256"));
            }
            return bytes;
        } catch (IOException e) {
            throw new UnsupportedOperationException(
                    "native-ipc's C library for " + platform.id() + " could not be read out of its jar", e);
        }
    }

    /**
     * If two jars on the class path contain the same classes, one hides the other; only a resource of the same name in
     * both reveals them. Resources that the parent class loader finds are ignored, because a loader that searches its
     * own jars first does not use them.
     */
    private static void requireOneRelease(String description) throws IOException {
        Map<String, URL> releases = new LinkedHashMap<>();
        for (String resource : new String[] {Release.DESCRIPTION, description}) {
            for (URL url : own(resource)) {
                try (InputStream in = url.openStream()) {
                    releases.putIfAbsent(Release.version(in), url);
                }
            }
        }
        if (releases.size() > 1) {
            throw new UnsupportedOperationException("jars of several releases of native-ipc are in use: " + releases);
        }
    }

    private static List<URL> own(String resource) throws IOException {
        ClassLoader classes = LibraryJar.class.getClassLoader();
        if (classes == null) {
            return List.of();
        }
        List<URL> all = Collections.list(classes.getResources(resource));
        ClassLoader parent = classes.getParent();
        Set<String> inherited = new HashSet<>();
        if (parent != null) {
            Collections.list(parent.getResources(resource)).forEach(url -> inherited.add(url.toString()));
        }
        return all.stream().filter(url -> !inherited.contains(url.toString())).toList();
    }

    private static byte[] bytes(NativeLibrary library, String file) throws IOException {
        try (InputStream in = library.open(file)) {
            if (in == null) {
                throw new IOException(library.getClass().getName() + " has no " + file);
            }
            return in.readAllBytes();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
