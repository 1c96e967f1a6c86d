package io.nativeipc.cli;

import io.nativeipc.MappedFile;
import io.nativeipc.Region;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A test of each kind of object: creates one, opens it a second time, transfers data between the two, and removes it.
 */
abstract class SelfTest {
    static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int SENT = 0x5e1f7e57;

    final String name = "native-ipc-self-test-" + ProcessHandle.current().pid();
    final Path folder;

    SelfTest() throws IOException {
        folder = PrivateFolder.create(
                name + "-" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }

    /** The test of one kind, which throws if it fails. */
    @FunctionalInterface
    interface Exchange {
        void run() throws IOException, InterruptedException;
    }

    /** Adds the tests of this system's kinds, in output order. */
    abstract void addTo(Map<String, Exchange> exchanges);

    /** Prints a line for each kind and the number of working kinds; returns whether all work. */
    final boolean run(Diagnosis diagnosis) throws IOException {
        try {
            Map<String, Exchange> exchanges = new LinkedHashMap<>();
            addTo(exchanges);
            int passed = 0;
            for (Map.Entry<String, Exchange> exchange : exchanges.entrySet()) {
                passed += test(exchange.getKey(), exchange.getValue(), diagnosis) ? 1 : 0;
            }
            Output.print("self-test: " + passed + " of " + exchanges.size() + " kinds work\n");
            return passed == exchanges.size();
        } finally {
            PrivateFolder.delete(folder);
        }
    }

    private static boolean test(String kind, Exchange exchange, Diagnosis diagnosis) throws IOException {
        String result = "ok";
        try {
            exchange.run();
        } catch (IOException | InterruptedException | RuntimeException | LinkageError | AssertionError e) {
            result = "FAILED: " + diagnosis.tell("self-test " + kind, e);
        }
        Output.print("self-test " + kind + ": " + result + "\n");
        return result.equals("ok");
    }

    /** Tests the mapped file, which every system has; the file is removed with its folder. */
    final void file() throws IOException {
        Path path = folder.resolve("file");
        try (MappedFile one = MappedFile.create(path, 4096);
                MappedFile other = MappedFile.open(path)) {
            exchange(one, other);
        }
    }

    static void exchange(Region one, Region other) throws IOException {
        one.buffer().putInt(8, SENT);
        require(other.buffer().getInt(8) == SENT);
    }

    static ByteBuffer sent() {
        return ByteBuffer.allocate(4).putInt(0, SENT);
    }

    static void require(boolean arrived) throws IOException {
        if (!arrived) {
            throw new IOException("what was sent has not arrived");
        }
    }
}
