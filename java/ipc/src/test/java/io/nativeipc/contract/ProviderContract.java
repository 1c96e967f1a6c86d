package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.JavaProgram;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a program is told when a provider or the C library is missing: each time it asks, in a JVM of its own. */
public abstract class ProviderContract {
    private static final String PROVIDER = System.getProperty("expected.provider");

    private static String run(List<String> options, String classPath) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(JavaProgram.command(ShimUser.class, classPath));
        command.addAll(1, options);
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

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** The class path without the jars or folders that these words name. */
    private static String classPathWithout(String... words) {
        return Stream.of(classPath().split(":", -1))
                .filter(entry -> Stream.of(words).noneMatch(entry::contains))
                .collect(Collectors.joining(":"));
    }

    @Test
    void allIsThere() throws Exception {
        assertThat(run(List.of(), classPath())).isEqualTo("close -9\nfallocate -9\nfallocate -9\n");
    }

    @Test
    void withoutTheLibraryWhatNeedsNoneWorksAndTheRestSaysWhatIsMissing() throws Exception {
        String[] said = run(
                        List.of("-Djava.library.path=/ipc-test-absent"),
                        classPathWithout("linux-x86_64", "linux-aarch64"))
                .split("\n", -1);
        assertThat(said[0]).isEqualTo("close -9");
        for (int i = 1; i <= 2; i++) {
            assertThat(said[i])
                    .startsWith("fallocate UnsupportedOperationException native-ipc's C library is missing; looked for")
                    .contains("libnative_ipc.so in java.library.path")
                    .contains("/META-INF/native/linux-")
                    .contains("-Dnativeipc.library=FILE");
        }
    }

    @Test
    void theLibraryThatIsNamedIsTakenOrRefused() throws Exception {
        Path library = Path.of(System.getProperty("nativeipc.native.build"), "../natives/META-INF/native");
        try (Stream<Path> files = Files.walk(library)) {
            Path shim = files.filter(file -> file.toString().endsWith("libnative_ipc.so"))
                    .findFirst()
                    .orElseThrow();
            assertThat(run(List.of("-Dnativeipc.library=" + shim), classPathWithout("linux-x86_64", "linux-aarch64")))
                    .isEqualTo("close -9\nfallocate -9\nfallocate -9\n");
        }
        assertThat(run(List.of("-Dnativeipc.library=/ipc-test-absent"), classPath()))
                .contains("fallocate UnsupportedOperationException -Dnativeipc.library=/ipc-test-absent names no file");
        Path text = Files.writeString(Unique.path(), "not a library");
        try {
            String[] said =
                    run(List.of("-Dnativeipc.library=" + text), classPath()).split("\n", -1);
            assertThat(said[1])
                    .isEqualTo(said[2])
                    .startsWith("fallocate UnsupportedOperationException native-ipc's C library cannot be loaded");
        } finally {
            Files.delete(text);
        }
    }

    @Test
    void withoutAProviderTheMessageIsTheFix() throws Exception {
        String[] said = run(List.of(), classPathWithout("ipc-" + PROVIDER + "/", "native-ipc-" + PROVIDER))
                .split("\n", -1);
        for (int i = 0; i < 3; i++) {
            assertThat(said[i])
                    .contains("UnsupportedOperationException native-ipc found no way to call the operating system")
                    .contains("native-ipc-ffm (Java 22 and later, with --enable-native-access=io.nativeipc.ffm")
                    .contains("native-ipc-jna (Java 17 and later)");
        }
    }

    @Test
    void theProviderThatIsAskedForIsTakenOrRefused() throws Exception {
        assertThat(run(List.of("-Dnativeipc.provider=" + PROVIDER), classPath()))
                .startsWith("close -9\n");
        String other = PROVIDER.equals("ffm") ? "jna" : "ffm";
        assertThat(run(List.of("-Dnativeipc.provider=" + other), classPath()))
                .contains("native-ipc found no way")
                .contains("only " + other + " was asked for");
        assertThat(run(List.of("-Dnativeipc.provider=jni"), classPath()))
                .contains("close IllegalArgumentException -Dnativeipc.provider=jni: there are ffm and jna");
    }
}
