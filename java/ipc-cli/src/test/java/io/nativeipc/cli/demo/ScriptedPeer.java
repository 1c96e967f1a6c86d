package io.nativeipc.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.NativeIpc;
import io.nativeipc.NotFoundException;
import io.nativeipc.posix.PosixMessageQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A shell script that replaces the C++ program, {@code $PEER}, for one mechanism. For all others it starts the program
 * itself. It logs its pid and its arguments, by which the tests find the demo's objects.
 */
final class ScriptedPeer {
    private final Path log;
    private final Path script;

    /**
     * @param word the mechanism's word on the program's command line
     * @param misdeed what the script does instead of starting the program
     */
    ScriptedPeer(Path folder, String word, String misdeed) throws Exception {
        log = folder.resolve("started");
        script = Files.writeString(
                folder.resolve("peer"),
                String.join(
                        "\n",
                        "#!/bin/sh",
                        "PEER='" + program() + "'",
                        "echo $$ \"$@\" >>'" + log + "'",
                        "if [ \"$1\" = " + word + " ]; then",
                        misdeed,
                        "else",
                        "exec \"$PEER\" \"$@\"",
                        "fi",
                        ""));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private static Path program() {
        return Path.of(System.getProperty("nativeipc.native.build"))
                .resolveSibling("demo/META-INF/native/" + NativeIpc.platform() + "/ipc_demo_peer");
    }

    String path() {
        return script.toString();
    }

    /** Checks that each object passed to a script is gone, and that each script has ended. */
    void assertNothingLeft() throws Exception {
        for (String line : Files.readAllLines(log)) {
            assertEnded(Long.parseLong(line.split(" ")[0]));
            for (String object : objects(line)) {
                assertThat(exists(object)).as(object).isFalse();
            }
        }
    }

    /** Checks that each object of the script started last exists. */
    void assertObjectsExist() throws Exception {
        List<String> lines = Files.readAllLines(log);
        for (String object : objects(lines.get(lines.size() - 1))) {
            assertThat(exists(object)).as(object).isTrue();
        }
    }

    /** Parses {@code PID fifo PATH PATH --back …} and returns the objects, each prefixed with its kind. */
    private static List<String> objects(String line) {
        List<String> words = List.of(line.split(" "));
        List<String> names = words.subList(2, words.indexOf("--back"));
        List<String> objects = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            boolean semaphore = i > 0 && words.get(1).matches("shared-memory|file");
            objects.add((semaphore ? "semaphore" : words.get(1)) + ':' + names.get(i));
        }
        assertThat(objects).isNotEmpty();
        return objects;
    }

    private static boolean exists(String object) throws Exception {
        String name = object.substring(object.indexOf(':') + 1);
        switch (object.substring(0, object.indexOf(':'))) {
            case "fifo":
            case "file":
                return Files.exists(Path.of(name));
            case "shared-memory":
                return Files.exists(Path.of("/dev/shm" + name));
            case "semaphore":
                return Files.exists(Path.of("/dev/shm/sem." + name.substring(1)));
            case "socket":
                return Files.readString(Path.of("/proc/net/tcp"))
                        .contains("0100007F:%04X 00000000:0000 0A".formatted(Integer.parseInt(name)));
            default:
                return queueExists(name);
        }
    }

    private static boolean queueExists(String name) throws Exception {
        try (PosixMessageQueue queue = PosixMessageQueue.open(name)) {
            return !queue.created();
        } catch (NotFoundException gone) {
            return false;
        }
    }

    /** Waits for the end of a process: a killed process stays visible for a moment after its killer has ended. */
    private static void assertEnded(long pid) throws Exception {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(10, TimeUnit.SECONDS);
        }
    }
}
