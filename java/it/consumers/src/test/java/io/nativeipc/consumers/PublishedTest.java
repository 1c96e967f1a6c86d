package io.nativeipc.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that the repository contains everything that users and public repositories require, and nothing else. */
class PublishedTest {
    /** With -Prelease also sources and javadoc. */
    private static final List<String> CLASSIFIERS = Pattern.compile(" ")
            .splitAsStream(System.getProperty("nativeipc.classifiers", ""))
            .filter(word -> !word.isEmpty())
            .toList();

    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>.*?</dependency>");
    private static final Pattern PLATFORM = Pattern.compile("<classifier>(.*)</classifier>");

    static List<String> jars() {
        return List.of(
                "native-ipc",
                "native-ipc-all",
                "native-ipc-cli",
                "native-ipc-ffm",
                "native-ipc-jna",
                "native-ipc-python",
                "native-ipc-rabbitmq",
                "native-ipc-zeromq");
    }

    static List<String> all() {
        return Stream.of(jars(), List.of("native-ipc-bom", "native-ipc-headers"))
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void nothingElseIsThere() throws Exception {
        assertThat(Published.names(Published.REPOSITORY.resolve("io/nativeipc")))
                .containsExactlyInAnyOrderElementsOf(all());
        assertThat(Published.rests("native-ipc-bom")).containsExactly(".pom");
        assertThat(Published.rests("native-ipc-headers")).containsExactlyInAnyOrder(".pom", ".inczip");
    }

    @ParameterizedTest
    @MethodSource("jars")
    void aJarHasItsPomAndItsCompanions(String artifact) throws Exception {
        List<String> expected = new ArrayList<>(List.of(".pom", ".jar"));
        CLASSIFIERS.forEach(classifier -> expected.add("-" + classifier + ".jar"));
        if (artifact.equals("native-ipc-cli")) {
            expected.add("-tests.jar");
        } else if (artifact.equals("native-ipc")) {
            expected.add("-tests.jar");
            platforms().forEach(platform -> expected.add("-" + platform + ".jar"));
        }
        assertThat(Published.rests(artifact)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @MethodSource("jars")
    void eachJarHasLicenceAndNotice(String artifact) throws Exception {
        for (String rest : Published.rests(artifact)) {
            if (rest.endsWith(".jar")) {
                hasLicenceAndNotice(Published.file(artifact, rest), "META-INF/");
            }
        }
    }

    @Test
    void theArchiveOfHeadersHasThemAsWellAndIsOfOneOrderAndTime() throws Exception {
        Path archive = Published.file("native-ipc-headers", ".inczip");
        hasLicenceAndNotice(archive, "native_ipc/");
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            List<? extends ZipEntry> entries = zip.stream().toList();
            assertThat(entries).extracting(ZipEntry::getName).isSorted().contains("native_ipc/ring.hpp");
            assertThat(entries.stream().map(ZipEntry::getTimeLocal).distinct()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aPomSaysWhatItIs(String artifact) throws Exception {
        String pom = Files.readString(Published.file(artifact, ".pom"));
        assertThat(pom)
                .contains(
                        "<name>",
                        "<description>",
                        "<license>",
                        "<developer>",
                        "\n  <version>" + Published.VERSION + "</version>");
    }

    @ParameterizedTest
    @MethodSource("all")
    void aPomStandsAlone(String artifact) throws Exception {
        String pom = Files.readString(Published.file(artifact, ".pom"));
        assertThat(pom).doesNotContain("${", "<parent>", "<profile>", "<build>", "<properties>", "native-ipc-native");
        assertThat(DEPENDENCY.matcher(pom).results().map(MatchResult::group))
                .allSatisfy(
                        dependency -> assertThat(dependency).containsPattern("<version>[0-9.]+(-SNAPSHOT)?</version>"));
    }

    @Test
    void theOneDependencyNamesEachPlatformThatWasBuilt() throws Exception {
        String pom = Files.readString(Published.file("native-ipc-all", ".pom"));
        assertThat(classifiers(pom)).containsExactlyInAnyOrderElementsOf(platforms());
    }

    private static List<String> platforms() throws Exception {
        return Published.ALL_PLATFORMS
                ? classifiers(Files.readString(Published.file("native-ipc-bom", ".pom")))
                : List.of(System.getProperty("nativeipc.platform"));
    }

    private static List<String> classifiers(String pom) {
        return PLATFORM.matcher(pom)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toList());
    }

    private static void hasLicenceAndNotice(Path archive, String folder) throws Exception {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (String name : List.of("LICENSE", "NOTICE")) {
                ZipEntry entry = zip.getEntry(folder + name);
                assertThat(entry).as("%s in %s", name, archive).isNotNull();
                assertThat(zip.getInputStream(entry))
                        .hasBinaryContent(Files.readAllBytes(Published.ROOT.resolve(name)));
            }
        }
    }
}
