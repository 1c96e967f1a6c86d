package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Another process that is killed or stopped when it reaches a step of docs/ring-layout.md for the count-th time. */
final class Victim implements AutoCloseable {
    private static final int KILLED = 128 + 9;

    private final String name = Unique.posixName();
    private final String step;
    private final int count;
    private final Peer peer;

    private Victim(RingLanguage language, String role, String variable, String step, int count) {
        this.step = step;
        this.count = count;
        this.peer = language.startVictim(Map.of(variable, step + ":" + count), role, name);
    }

    /** Starts a process that waits for {@link #go}, plays a role of {@link VictimProgram}, and is killed at the step. */
    static Victim killedAt(RingLanguage language, String role, String step, int count) {
        return new Victim(language, role, "NATIVE_IPC_KILLPOINT", step, count);
    }

    /** Starts a process that is stopped at the step and can be continued. */
    static Victim stoppedAt(RingLanguage language, String role, String step, int count) {
        return new Victim(language, role, "NATIVE_IPC_STOPPOINT", step, count);
    }

    /** Returns the name of its channel, which no other test uses. */
    String name() {
        return name;
    }

    String step() {
        return step;
    }

    int count() {
        return count;
    }

    void go() {
        peer.tell("go");
    }

    long pid() {
        return peer.pid();
    }

    boolean isAlive() {
        return peer.isAlive();
    }

    /** Waits for the death. Fails if it reaches its end instead, because it did not reach its step. */
    long last(String word) {
        List<String> lines = peer.hearAll();
        assertThat(lines).as(this + " came to its step").doesNotContain("done");
        assertThat(peer.exitCode()).as("exit code of " + this).isEqualTo(KILLED);
        return lastOf(lines, word);
    }

    private static long lastOf(List<String> lines, String word) {
        long last = 0;
        for (String line : lines) {
            if (line.startsWith(word)) {
                last = Long.parseLong(line.substring(word.length() + 1));
            }
        }
        return last;
    }

    void awaitStopped() {
        Background.until(this + " is stopped", () -> state().startsWith("T"));
    }

    private String state() {
        try {
            String stat = Files.readString(Path.of("/proc/" + peer.pid() + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void goOn() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -CONT " + peer.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Returns the next line that the process prints. */
    String hear() {
        return peer.hear();
    }

    /** Kills the process and removes its channel, even if the test has failed. */
    @Override
    public void close() throws IOException {
        peer.kill();
        Files.deleteIfExists(Path.of("/dev/shm" + name));
    }

    @Override
    public String toString() {
        return step + ":" + count;
    }
}
