package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.os.Platform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in native-ipc.jar. */
class JarTest {
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
        String folder = "META-INF/native/" + Platform.current().id() + "/";
        assertElf(folder + Platform.current().libraryFile());
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
        ZipEntry services = jar.getEntry("META-INF/services/io.nativeipc.os.Provider");
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
}
