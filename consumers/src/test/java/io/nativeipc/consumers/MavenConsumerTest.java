package io.nativeipc.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Maven projects outside of this build, compiled and run by the Java that runs this test, with what was deployed. */
class MavenConsumerTest {
    private static final Path TARGET = Path.of(System.getProperty("nativeipc.target"));
    private static final Path LOCAL = TARGET.resolve("local-repository");

    @Test
    void theJavaIsTheOneThatIsMeant() {
        assertThat(Runtime.version().feature()).isEqualTo(Integer.getInteger("expected.java"));
    }

    @Test
    void oneDependencyOnTheModulePath() throws Exception {
        assertThat(run("maven")).contains("100 hello " + System.getProperty("expected.provider"));
    }

    @Test
    void onePlatformsJarOnTheClassPath() throws Exception {
        assertThat(run("classifier")).contains("100 hello");
    }

    private static String run(String project) throws Exception {
        Published.deleteTree(LOCAL.resolve("io/nativeipc"));
        Published.deleteTree(
                Published.ROOT.resolve("consumers").resolve(project).resolve("target"));
        Path log = TARGET.resolve(project + "-" + System.getProperty("expected.java") + ".log");
        ProcessBuilder maven = new ProcessBuilder(
                System.getProperty("nativeipc.maven"),
                "--batch-mode",
                "--offline",
                // offline is not without folders
                "-Daether.offline.protocols=file",
                "-Dmaven.repo.local=" + LOCAL,
                "-Dothers=" + System.getProperty("nativeipc.maven.repository"),
                "-Dpublished=" + Published.REPOSITORY,
                "-Dplatform=" + System.getProperty("nativeipc.platform"),
                "--settings=" + Published.ROOT.resolve("consumers/settings.xml"),
                "--file=" + Published.ROOT.resolve("consumers").resolve(project),
                "process-classes");
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
