package io.nativeipc.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that the coordinates in README.md are those of the deployed artifacts. Gradle itself is not run. */
class CoordinatesTest {
    private static final Pattern GRADLE = Pattern.compile("\"(io\\.nativeipc:[^\"]*)\"");
    private static final Pattern MAVEN =
            Pattern.compile("<groupId>(.*)</groupId>\\s*<artifactId>(.*)</artifactId>\\s*<version>(.*)</version>");

    @Test
    void gradle() throws Exception {
        assertThat(GRADLE.matcher(readme()).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(CoordinatesTest::isThere);
    }

    @Test
    void maven() throws Exception {
        assertThat(MAVEN.matcher(readme())
                        .results()
                        .map(found -> found.group(1) + ":" + found.group(2) + ":" + found.group(3)))
                .isNotEmpty()
                .allSatisfy(CoordinatesTest::isThere);
    }

    @ParameterizedTest
    @CsvSource({
        "docs/command.md, tar -xzf native-ipc-%s-linux-x86_64.tar.gz",
        "docs/deployment.md, native-ipc-%s-linux-x86_64.jar",
        "CHANGELOG.md, ## %s"
    })
    void theDocsNameTheVersion(String file, String text) throws Exception {
        assertThat(Files.readString(Published.ROOT.resolve(file))).contains(text.formatted(Published.VERSION));
    }

    private static String readme() throws IOException {
        return Files.readString(Published.ROOT.resolve("README.md"));
    }

    private static void isThere(String coordinates) {
        List<String> parts = List.of(coordinates.split(":"));
        assertThat(parts).hasSize(3).startsWith("io.nativeipc").endsWith(Published.VERSION);
        assertThat(Published.file(parts.get(1), ".pom")).exists();
    }
}
