package io.nativeipc.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Compiles and runs external Maven projects, with the Java that runs this test and the deployed artifacts. */
class MavenConsumerTest {
    @Test
    void theJavaIsTheOneThatIsMeant() {
        assertThat(Runtime.version().feature()).isEqualTo(Consumer.JAVA);
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
        return Consumer.build(Published.ROOT.resolve("java/it/consumers").resolve(project));
    }
}
