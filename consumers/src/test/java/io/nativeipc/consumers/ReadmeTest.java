package io.nativeipc.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The coordinates in README.md are those of what was deployed. Gradle itself is not run. */
class ReadmeTest {
    private static final Pattern GRADLE = Pattern.compile("\"(io\\.nativeipc:[^\"]*)\"");
    private static final Pattern MAVEN =
            Pattern.compile("<groupId>(.*)</groupId>\\s*<artifactId>(.*)</artifactId>\\s*<version>(.*)</version>");

    @Test
    void gradle() throws Exception {
        assertThat(GRADLE.matcher(readme()).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(ReadmeTest::isThere);
    }

    @Test
    void maven() throws Exception {
        assertThat(MAVEN.matcher(readme())
                        .results()
                        .map(found -> found.group(1) + ":" + found.group(2) + ":" + found.group(3)))
                .isNotEmpty()
                .allSatisfy(ReadmeTest::isThere);
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
