package io.nativeipc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the check that a release contains the library for every platform, with jars that this test creates. */
@Tag("full")
class CheckReleaseTest {
    private static final List<String> PLATFORMS = List.of(
            "linux-aarch64",
            "linux-aarch64-musl",
            "linux-x86_64",
            "linux-x86_64-musl",
            "macos-aarch64",
            "macos-x86_64",
            "windows-aarch64",
            "windows-x86_64");

    private static final Path BOM = Peers.PROJECT.resolve("java/ipc-bom/pom.xml");

    @TempDir
    private Path folder;

    private Path pom;

    private enum Fault {
        NOT_IN_THE_POM,
        WITHOUT_A_JAR,
        EMPTY_JAR,
        ANOTHER_PLATFORMS_LIBRARY,
        DAMAGED_LIBRARY
    }

    @BeforeEach
    void createRelease() throws Exception {
        pom = folder.resolve("native-ipc-all.pom");
        writePom(PLATFORMS);
        for (String platform : PLATFORMS) {
            writeJar(platform, platform, "library of " + platform);
        }
    }

    @Test
    void aWholeReleaseIsAccepted() throws Exception {
        assertThat(check(pom)).isEmpty();
        assertThat(check(folder)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aPlatformThatIsNotInTheReleaseIsNamedInOneLine(Fault fault) throws Exception {
        for (String platform : List.of("linux-x86_64", "windows-aarch64")) {
            Path jar = folder.resolve(platform + ".jar");
            switch (fault) {
                case NOT_IN_THE_POM ->
                    writePom(PLATFORMS.stream()
                            .filter(each ->
                                    !List.of("linux-x86_64", "windows-aarch64").contains(each))
                            .toList());
                case WITHOUT_A_JAR -> Files.delete(jar);
                case EMPTY_JAR -> new ZipOutputStream(Files.newOutputStream(jar)).close();
                case ANOTHER_PLATFORMS_LIBRARY -> writeJar(platform, "linux-aarch64", "library of " + platform);
                case DAMAGED_LIBRARY -> writeJar(platform, platform, "library of another build");
            }
        }
        assertThat(check(pom))
                .isEqualTo("native-ipc: a release has the library of every platform, but " + pom
                        + " is without linux-x86_64, windows-aarch64: mvn clean, then mvn -Pall-platforms,release\n");
        assertThat(check(folder)).matches(line -> line.contains("is without") != (fault == Fault.NOT_IN_THE_POM));
    }

    private void writePom(List<String> platforms) throws IOException {
        Files.writeString(
                pom,
                platforms.stream()
                        .map(platform -> "<classifier>" + platform + "</classifier>\n")
                        .collect(Collectors.joining()));
    }

    private void writeJar(String name, String platform, String library) throws Exception {
        byte[] whole = ("library of " + name).getBytes(StandardCharsets.UTF_8);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(whole));
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(folder.resolve(name + ".jar")))) {
            jar.putNextEntry(new ZipEntry("META-INF/native/" + platform + "/libnative_ipc.so"));
            jar.write(library.getBytes(StandardCharsets.UTF_8));
            jar.putNextEntry(new ZipEntry("META-INF/native/" + platform + "/native-ipc.properties"));
            jar.write(("version=0.1.0\nsha256=" + hash + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private String check(Path published) throws Exception {
        String jars = published.equals(folder)
                ? folder.toString()
                : Stream.concat(
                                Stream.of(folder.resolve("classes").toString()),
                                PLATFORMS.stream()
                                        .map(platform -> folder.resolve(platform + ".jar"))
                                        .filter(Files::exists)
                                        .map(Path::toString))
                        .collect(Collectors.joining(":"));
        Files.createDirectories(folder.resolve("classes"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        Peers.PROJECT.resolve("java/tools/CheckRelease.java").toString(),
                        BOM.toString(),
                        published.toString(),
                        jars)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(said.isEmpty() ? 0 : 1);
        return said;
    }
}
