package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.NativeIpc;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the contents of native-ipc.jar. */
class JarTest {
    private static final List<String> ACCEPTED = List.of("(Apache-2.0)", "(MIT)", "(BSD-2-Clause)", "(MPL-2.0)");
    private static final Pattern LIBRARY = Pattern.compile("\\([^(:]+:(?<artifact>[^:]+):(?<version>\\S+) - [^)]*\\)$");

    private JarFile jar;

    @BeforeEach
    void open() throws Exception {
        jar = new JarFile(Program.jarFile().toFile());
    }

    @AfterEach
    void close() throws Exception {
        jar.close();
    }

    @Test
    void containsTheNativeProgramsOfThisPlatform() throws Exception {
        String folder = "META-INF/native/" + NativeIpc.platform() + "/";
        assertElf(folder + "libnative_ipc.so");
        assertElf(folder + "ipc_demo_peer");
    }

    @Test
    void containsTheDemosProgramForWindowsWhereItWasBuilt() throws Exception {
        Path built = Path.of(System.getProperty("nativeipc.root"), "native/target/windows/ipc_demo_peer.exe");
        ZipEntry entry = jar.getEntry("META-INF/native/windows-x86_64/ipc_demo_peer.exe");
        if (Files.exists(built)) {
            assertThat(jar.getInputStream(entry).readAllBytes()).isEqualTo(Files.readAllBytes(built));
        } else {
            assertThat(entry).isNull();
        }
    }

    private void assertElf(String name) throws Exception {
        ZipEntry entry = jar.getEntry(name);
        assertThat(entry).as(name).isNotNull();
        assertThat(jar.getInputStream(entry).readNBytes(4)).as(name).containsExactly(0x7f, 'E', 'L', 'F');
    }

    @Test
    void offersBothProviders() throws Exception {
        ZipEntry services = jar.getEntry("META-INF/services/io.nativeipc.internal.sys.Provider");
        assertThat(new String(jar.getInputStream(services).readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactlyInAnyOrder("io.nativeipc.ffm.FfmProvider", "io.nativeipc.jna.JnaProvider");
    }

    @Test
    void isNoModuleAndAllowsNativeAccess() throws Exception {
        assertThat(jar.stream().map(ZipEntry::getName)).noneMatch(name -> name.endsWith("module-info.class"));
        Attributes manifest = jar.getManifest().getMainAttributes();
        assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
        assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo(Main.class.getName());
    }

    @Test
    void containsTheLicenseOnce() throws Exception {
        assertThat(jar.stream().map(ZipEntry::getName).filter("META-INF/LICENSE"::equals))
                .hasSize(1);
        byte[] license = jar.getInputStream(jar.getEntry("META-INF/LICENSE")).readAllBytes();
        assertThat(license).isEqualTo(Files.readAllBytes(Path.of(System.getProperty("nativeipc.root"), "LICENSE")));
    }

    @Test
    void namesEachLibraryInItWithALicenseThatWeAccept() throws Exception {
        List<String> lines = thirdParty();
        assertThat(lines.stream().map(JarTest::libraryFile)).containsExactlyInAnyOrderElementsOf(librariesInside());
        assertThat(lines)
                .allMatch(line -> ACCEPTED.stream().anyMatch(line::contains))
                .noneMatch(line -> line.contains("Unknown"));
    }

    /** Returns lines such as {@code (MIT) SLF4J API Module (org.slf4j:slf4j-api:1.7.36 - http://www.slf4j.org)}. */
    private List<String> thirdParty() throws Exception {
        byte[] text =
                jar.getInputStream(jar.getEntry("META-INF/THIRD-PARTY.txt")).readAllBytes();
        return new String(text, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("("))
                .toList();
    }

    private static String libraryFile(String line) {
        Matcher library = LIBRARY.matcher(line);
        assertThat(library.find()).as(line).isTrue();
        return library.group("artifact") + "-" + library.group("version") + ".jar";
    }

    /** Returns the third-party jars of which at least one class is in native-ipc.jar. */
    private List<String> librariesInside() throws Exception {
        List<String> inside = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.endsWith(".jar")
                    && !Path.of(entry).getFileName().toString().startsWith("native-ipc")) {
                try (JarFile library = new JarFile(entry)) {
                    if (library.stream().anyMatch(this::isInside)) {
                        inside.add(Path.of(entry).getFileName().toString());
                    }
                }
            }
        }
        return inside;
    }

    private boolean isInside(ZipEntry entry) {
        return entry.getName().endsWith(".class")
                && !entry.getName().endsWith("module-info.class")
                && jar.getEntry(entry.getName()) != null;
    }
}
