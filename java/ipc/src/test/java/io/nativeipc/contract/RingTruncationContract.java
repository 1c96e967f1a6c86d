package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.JavaProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tests a ring channel that is truncated while it is in use, in a JVM that interprets and in two that compile. */
public abstract class RingTruncationContract {
    /** Methods that read only the object's own fields and access no shared memory. */
    private static final Set<String> OF_THE_OBJECT = Set.of(
            "RingProducer.abort",
            "RingProducer.close",
            "RingConsumer.close",
            "RingProducer.buffer",
            "RingProducer.commit",
            "RingProducer.fullEvents",
            "RingProducer.guarantee",
            "RingProducer.lane",
            "RingProducer.messages",
            "RingProducer.toString",
            "RingProducer.waitBy",
            "RingConsumer.lanesFreed",
            "RingConsumer.takeovers",
            "RingConsumer.toString",
            "RingConsumer.waitBy",
            "RingChannel.close",
            "RingChannel.created",
            "RingChannel.options",
            "RingChannel.toString");

    /** The calls for one message. If C2 compiled them, a fault is thrown when they return, so they cannot catch it. */
    private static final Set<String> FOR_ONE_MESSAGE = Set.of(
            "claimed.commit",
            "RingProducer.offer",
            "RingProducer.tryClaim",
            "RingProducer.send",
            "RingProducer.trySend",
            "RingConsumer.poll",
            "RingConsumer.receive",
            "RingConsumer.tryReceive",
            "RingConsumer.tryReceiveBatch");

    @TestFactory
    Stream<DynamicTest> everyPublicMethodSaysCorruptAndTheJvmLives() {
        return Stream.of("-Xint", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation")
                .flatMap(mode -> Stream.of(false, true)
                        .map(sleeping -> DynamicTest.dynamicTest(
                                mode + (sleeping ? " sleeping" : ""),
                                () -> truncate(mode, sleeping, mode.equals("-Xint") ? 10 : 30_000))));
    }

    private static void truncate(String mode, boolean sleeping, int messages) throws Exception {
        String name = Unique.posixName();
        List<String> command = new ArrayList<>(
                JavaProgram.command(List.of(mode), TruncatedRing.class, System.getProperty("java.class.path")));
        command.removeIf(word -> word.startsWith("-XX:TieredStopAtLevel") && !word.equals(mode));
        command.addAll(List.of(name, Boolean.toString(sleeping), Integer.toString(messages)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(lines).last().isEqualTo("lives");
            assertThat(process.exitValue()).isZero();
            check(lines.subList(0, lines.size() - 1), mode);
        } finally {
            process.destroyForcibly().waitFor();
            remove(name);
        }
    }

    private static void remove(String name) throws IOException {
        Files.deleteIfExists(Path.of("/dev/shm" + name));
    }

    private static void check(List<String> lines, String mode) {
        Set<String> seen = new TreeSet<>();
        for (String line : lines) {
            String method = line.substring(0, line.indexOf(' '));
            String outcome = line.substring(line.indexOf(' ') + 1);
            seen.add(method);
            if (!OF_THE_OBJECT.contains(method)) {
                assertThat(outcome).as(line).isIn(outcomes(FOR_ONE_MESSAGE.contains(method), mode));
            } else {
                assertThat(outcome).as(line).doesNotContain("Error");
            }
        }
        assertThat(seen)
                .contains(
                        "claimed.commit",
                        "RingProducer.offer",
                        "RingConsumer.poll",
                        "RingChannel.statistics",
                        "RingChannel.unlink");
    }

    /**
     * Returns the allowed outcomes. Java 17 throws the fault of compiled code when the thread next calls the VM,
     * perhaps in the caller.
     */
    private static Set<String> outcomes(boolean forOneMessage, String mode) {
        boolean java17 = Runtime.version().feature() < 21;
        if (!forOneMessage || !java17 && !mode.equals("-XX:-TieredCompilation")) {
            return Set.of("CorruptException");
        }
        return java17 // IllegalStateException: a claim whose fault came later is still open
                ? Set.of("CorruptException", "InternalError", "later", "IllegalStateException")
                : Set.of("CorruptException", "InternalError", "later");
    }
}
