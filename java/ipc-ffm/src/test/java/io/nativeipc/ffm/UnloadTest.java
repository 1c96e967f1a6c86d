package io.nativeipc.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When all objects are closed, nothing keeps the class loader of the library reachable: neither a thread that used it
 * nor a hook. JNA 5.19 does not allow this: its table of options for each bound class, a WeakHashMap, has values that
 * refer to their keys, and its cleaner thread inherits the access control context of the first use.
 */
class UnloadTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    @Test
    void aClassLoaderIsCollectedWhenAllIsClosed() throws Exception {
        WeakReference<ClassLoader> loader = use();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (loader.get() != null) {
            assertThat(System.nanoTime())
                    .as("until the class loader is collected")
                    .isLessThan(end);
            System.gc();
        }
    }

    /** Uses the library in this thread, which stays alive. */
    private WeakReference<ClassLoader> use() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(url(entry));
        }
        try (URLClassLoader loader = new Isolated(urls.toArray(URL[]::new))) {
            Class<?> program = loader.loadClass(UnloadProgram.class.getName());
            assertThat(program).isNotSameAs(UnloadProgram.class);
            Object use = program.getConstructor(String.class, Path.class)
                    .newInstance("unload-" + ProcessHandle.current().pid(), folder);
            assertThat(((Callable<?>) use).call()).isEqualTo(true);
            return new WeakReference<>(loader);
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Loads its own copy of the library, as a container does with an application. */
    private static final class Isolated extends URLClassLoader {
        Isolated(URL[] urls) {
            super(urls, UnloadTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.startsWith("io.nativeipc.")) {
                    return super.loadClass(name, resolve);
                }
                Class<?> found = findLoadedClass(name);
                return found == null ? findClass(name) : found;
            }
        }
    }
}
