package io.nativeipc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Errno;
import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Holds all descriptors that the process can still open, until it is closed. */
public final class NoDescriptors implements Closeable {
    private static final int LIMIT = 256;

    private static final int REFUSALS = 5;
    private static final long PAUSE_NANOS = 10_000_000;

    private final List<Closeable> all = new ArrayList<>();

    /** Opens all remaining descriptors. For a process started by {@link #run}, which has few. */
    public NoDescriptors() {
        cpuNanos(); // loads a library
        PosixFailure.exception(
                Errno.EMFILE, "open", "/dev/null", ""); // loads the classes that report the limit, from folders
        // A thread of the JVM itself may have a descriptor for a moment: there is none left after several refusals.
        for (int refusals = 0; refusals < REFUSALS; refusals++) {
            fill();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Closes this many of the descriptors, so that as many opens succeed. */
    public void free(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            all.remove(all.size() - 1).close();
        }
    }

    /**
     * Loads every class of this library that the class path has. The JVM opens a file for each class that is in a
     * folder, so that a class that is first used without a descriptor would count as absent.
     */
    public static void loadClasses() throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Files.isDirectory(Path.of(entry))) {
                load(Path.of(entry));
            } else if (Path.of(entry).getFileName().toString().startsWith("native-ipc")) {
                try (FileSystem jar = FileSystems.newFileSystem(Path.of(entry))) {
                    load(jar.getPath("/"));
                }
            }
        }
    }

    private static void load(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = root.relativize(file).toString();
                if (name.startsWith("io/nativeipc/") && name.endsWith(".class")) {
                    try {
                        Class.forName(
                                name.replace(".class", "").replace('/', '.'),
                                false,
                                ClassLoader.getSystemClassLoader());
                    } catch (ClassNotFoundException | LinkageError unusable) {
                        continue; // a test that needs a library that is not here
                    }
                }
            }
        }
    }

    /** Opens all descriptors that the process can still open. */
    public void fill() {
        try {
            while (true) {
                all.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException noneLeft) {
            if (all.size() > LIMIT) {
                throw new IllegalStateException("more than " + LIMIT, noneLeft);
            }
        }
    }

    /** Returns the processor time of this thread. */
    public static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Runs a Java program of the test's class path with few descriptors. It must print {@code done} at its end. */
    public static void run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        run(program, Map.of(), arguments);
    }

    /** {@link #run(Class, String...)} with environment variables. */
    public static void run(Class<?> program, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + LIMIT + "; exec \"$@\"", "sh"));
        command.addAll(JavaProgram.command(program, System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said).endsWith("done\n");
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : all) {
            each.close();
        }
        all.clear();
    }
}
