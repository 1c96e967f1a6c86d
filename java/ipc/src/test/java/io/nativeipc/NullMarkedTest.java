package io.nativeipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that each exported package is {@code @NullMarked}: Kotlin ignores the annotation of the module. */
class NullMarkedTest {
    private static final Path JAVA =
            Path.of(System.getProperty("nativeipc.root", "../..")).resolve("java");
    private static final Pattern EXPORTS = Pattern.compile("exports ([\\w.]+)");

    @Test
    void everyExportedPackageIsNullMarked() throws IOException {
        int exported = 0;
        for (Path module : modules()) {
            Matcher exports = EXPORTS.matcher(Files.readString(module));
            while (exports.find()) {
                String name = exports.group(1).replace('.', '/') + "/package-info.java";
                assertThat(module.resolve("../../java").resolve(name).normalize())
                        .as(exports.group(1))
                        .content()
                        .containsPattern("(?m)^@(org\\.jspecify\\.annotations\\.)?NullMarked\npackage ");
                exported++;
            }
        }
        assertThat(exported).as("packages found").isGreaterThan(10);
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> files = Files.find(JAVA, 6, (path, attributes) -> path.endsWith("module-info.java"))) {
            return files.filter(path -> path.toString().contains("/src/main/")).toList();
        }
    }
}
