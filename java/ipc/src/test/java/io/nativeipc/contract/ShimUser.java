package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.internal.sys.Native;
import io.nativeipc.peer.JavaProgram;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program that calls libc once and the C library twice, and prints the results. */
public final class ShimUser {
    private ShimUser() {}

    /** Takes no arguments. With {@code -Dwhere=true} it also prints the file from which the C library was loaded. */
    public static void main(String[] args) throws IOException {
        print("close", () -> Native.posix().close(-1));
        print("fallocate", () -> Native.shim().ipc_posix_fallocate(-1, 0, 1));
        print("fallocate", () -> Native.shim().ipc_posix_fallocate(-1, 0, 1));
        if (Boolean.getBoolean("where")) {
            try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
                maps.filter(line -> line.contains("libnative_ipc.so"))
                        .map(line -> line.replaceFirst("[^/]*", ""))
                        .distinct()
                        .forEach(System.out::println);
            }
        }
    }

    /** Returns what the program prints in its own JVM with these options. */
    static String run(List<String> options, String classPath) throws IOException, InterruptedException {
        return run(List.of(), options, classPath);
    }

    /** @param starter the command that starts the JVM's command */
    static String run(List<String> starter, List<String> options, String classPath)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(options);
        all.add("-Djna.tmpdir=" + System.getProperty("jna.tmpdir", System.getProperty("java.io.tmpdir")));
        List<String> command = new ArrayList<>(starter);
        command.addAll(JavaProgram.command(all, ShimUser.class, classPath));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        }
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** Returns the class path without the jars and folders whose paths contain one of these words. */
    static String classPathWithout(String... words) {
        return Stream.of(classPath().split(":", -1))
                .filter(entry -> Stream.of(words).noneMatch(entry::contains))
                .collect(Collectors.joining(":"));
    }

    private static void print(String name, IntSupplier call) {
        try {
            System.out.println(name + " " + call.getAsInt());
        } catch (RuntimeException e) {
            System.out.println(name + " " + e.getClass().getSimpleName() + " " + e.getMessage() + " "
                    + Arrays.toString(e.getSuppressed()));
        }
    }
}
