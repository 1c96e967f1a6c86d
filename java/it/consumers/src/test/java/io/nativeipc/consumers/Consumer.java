package io.nativeipc.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs Maven on a project outside of this build, with the Java that runs the test. It finds native-ipc only in the
 * repository into which this build was deployed.
 */
final class Consumer {
    static final int JAVA = Integer.getInteger("expected.java");
    static final Path TARGET = Path.of(System.getProperty("nativeipc.target"));

    private static final Path LOCAL = TARGET.resolve("local-repository");

    private Consumer() {}

    /** Returns what Maven prints. */
    static String build(Path project, String... options) throws IOException, InterruptedException {
        Published.deleteTree(LOCAL.resolve("io/nativeipc"));
        Published.deleteTree(project.resolve("target"));
        Path log = TARGET.resolve(project.getFileName() + "-" + JAVA + ".log");
        ProcessBuilder maven = new ProcessBuilder(
                System.getProperty("nativeipc.maven"),
                "--batch-mode",
                "--offline",
                // offline mode allows repositories in folders only with this option
                "-Daether.offline.protocols=file",
                "-Dmaven.repo.local=" + LOCAL,
                "-Dothers=" + System.getProperty("nativeipc.maven.repository"),
                "-Dpublished=" + Published.REPOSITORY,
                "-Dnative-ipc.version=" + Published.VERSION,
                "-Dplatform=" + System.getProperty("nativeipc.platform"),
                "--settings=" + Published.ROOT.resolve("java/it/consumers/settings.xml"),
                "--file=" + project);
        maven.command().addAll(List.of(options));
        maven.command().add("process-classes");
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process =
                maven.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
