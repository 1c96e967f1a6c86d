package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the library in repackaged jars, without any setting that is specific to the library. */
@Timeout(240)
class PackagingTest {
    private static final String PROGRAM = PackagedProgram.class.getName();

    @TempDir
    Path folder;

    /**
     * Merges all jars into one. Of two files with one name only one remains, such as the service files of the
     * providers, of the platforms and of the transports.
     */
    @ParameterizedTest
    @CsvSource({"17, true", "17, false", "25, true", "25, false"})
    void oneJarOfAll(int java, boolean firstStays) throws Exception {
        List<Path> parts = classPath();
        if (!firstStays) {
            Collections.reverse(parts);
        }
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (Path part : parts) {
            contents(part).forEach(all::putIfAbsent);
        }
        all.keySet().removeIf(name -> name.endsWith("module-info.class") || name.equals("META-INF/MANIFEST.MF"));
        Path jar = folder.resolve("shaded.jar");
        write(jar, all);
        assertRuns(java, List.of("-cp", jar.toString(), PROGRAM));
    }

    /** Packages the program like Spring Boot: jars in a jar, read by Spring Boot's loader. */
    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void jarsInAJar(int java) throws Exception {
        Path loader = classPath().stream()
                .filter(part -> part.getFileName().toString().startsWith("spring-boot-loader-"))
                .findFirst()
                .orElseThrow();
        Map<String, byte[]> all = new LinkedHashMap<>(contents(loader));
        String manifest = "Manifest-Version: 1.0\nMain-Class: org.springframework.boot.loader.launch.JarLauncher\n"
                + "Start-Class: " + PROGRAM
                + "\nSpring-Boot-Classes: BOOT-INF/classes/\nSpring-Boot-Lib: BOOT-INF/lib/\n\n";
        all.put("META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8));
        all.put("BOOT-INF/classes/", new byte[0]);
        all.put("BOOT-INF/lib/", new byte[0]);
        int number = 0;
        for (Path part : classPath()) {
            Map<String, byte[]> contents = contents(part);
            if (contents.containsKey(PROGRAM.replace('.', '/') + ".class")) {
                contents.forEach((name, bytes) -> all.put("BOOT-INF/classes/" + name, bytes));
            } else if (!part.equals(loader)) {
                Path nested = folder.resolve("nested.jar");
                write(nested, contents);
                all.put("BOOT-INF/lib/" + number++ + ".jar", Files.readAllBytes(nested));
            }
        }
        Path jar = folder.resolve("boot.jar");
        write(jar, all);
        assertRuns(java, List.of("-jar", jar.toString()));
    }

    private void assertRuns(int java, List<String> program) throws Exception {
        List<String> arguments = new ArrayList<>();
        if (java >= 22) {
            arguments.add("--enable-native-access=ALL-UNNAMED");
        }
        arguments.add("-Djava.library.path=" + folder);
        arguments.add("-Djna.tmpdir=" + System.getProperty("jna.tmpdir", System.getProperty("java.io.tmpdir")));
        arguments.addAll(program);
        arguments.add("packed-" + ProcessHandle.current().pid());
        arguments.add(folder.resolve("socket").toString());
        Program.Result result =
                Program.program(Jdks.home(java).resolve("bin/java").toString()).run(arguments, new byte[0]);
        assertThat(result.out() + result.err()).startsWith("packed " + java + "\n");
        assertThat(result.exit()).isZero();
    }

    private static List<Path> classPath() {
        String all =
                System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("jdk.module.path", "");
        List<Path> parts = new ArrayList<>();
        for (String part : all.split(File.pathSeparator, -1)) {
            Path path = Path.of(part);
            if (!part.isEmpty() && Files.exists(path) && !part.matches(".*(junit|assertj|byte-buddy|surefire).*")) {
                parts.add(path);
            }
        }
        return parts;
    }

    private static Map<String, byte[]> contents(Path part) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        if (Files.isDirectory(part)) {
            try (Stream<Path> files = Files.walk(part)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    contents.put(part.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
            return contents;
        }
        try (InputStream in = Files.newInputStream(part);
                ZipInputStream jar = new ZipInputStream(in)) {
            for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                if (!entry.isDirectory()) {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    jar.transferTo(bytes);
                    contents.put(entry.getName(), bytes.toByteArray());
                }
            }
        }
        return contents;
    }

    /** Writes uncompressed entries, which Spring Boot requires for jars in a jar. */
    private static void write(Path jar, Map<String, byte[]> contents) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : contents.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                CRC32 crc = new CRC32();
                crc.update(file.getValue());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(file.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        }
    }
}
