package io.nativeipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each row of the table in src/test/README.md names tests that exist. */
class KnownFaultsTest {
    private static final Path ROOT = Path.of(System.getProperty("nativeipc.root"));
    private static final Pattern OF_JAVA = Pattern.compile("`(\\w+(?:Test|Contract))\\.(\\w+)`");
    private static final Pattern OF_CPP = Pattern.compile("`(ring_\\w+_test)`");

    private static Map<String, Path> javaTests() throws IOException {
        Map<String, Path> tests = new HashMap<>();
        for (Path sources : sources()) {
            try (Stream<Path> files = Files.walk(sources)) {
                files.filter(file -> file.toString().matches(".*(Test|Contract)\\.java"))
                        .forEach(file -> tests.put(file.getFileName().toString().replace(".java", ""), file));
            }
        }
        return tests;
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>(List.of(ROOT.resolve("examples/src/test/java")));
        try (Stream<Path> modules = Files.list(ROOT.resolve("java"))) {
            modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .forEach(sources::add);
        }
        return sources;
    }

    @Test
    void everyRowNamesTestsThatExist() throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("java/ipc/src/test/README.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| fault"))
                .toList();
        Map<String, Path> tests = javaTests();
        assertThat(rows).hasSizeGreaterThan(30);
        for (String row : rows) {
            String named = row.substring(row.indexOf(" | "));
            List<MatchResult> java = OF_JAVA.matcher(named).results().toList();
            List<MatchResult> cpp = OF_CPP.matcher(named).results().toList();
            assertThat(java.size() + cpp.size()).as(row).isPositive();
            for (MatchResult test : java) {
                assertThat(tests).as(row).containsKey(test.group(1));
                assertThat(tests.get(test.group(1))).content().as(row).contains(" " + test.group(2) + "(");
            }
            for (MatchResult test : cpp) {
                assertThat(ROOT.resolve("native/test/" + test.group(1) + ".cpp"))
                        .as(row)
                        .exists();
            }
        }
    }
}
