package io.nativeipc.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.opentest4j.TestAbortedException;

/**
 * The programs at the other end of the two-process tests. This is the only place that determines which of them exist on
 * this machine. A test of an absent peer is skipped under the peer's name, or fails with {@code -Dpeers=required}. With
 * {@code -Dpeers=none} every peer is absent. {@link AbsentPeers} keeps later failures of the test from replacing the
 * skip. The number of uses of each peer is written to a file, from which the build prints a summary at its end.
 */
public enum Peers {
    CPP("ipc_peer, built by CMake") {
        @Override
        List<String> command() {
            return nativeCommand(program());
        }

        @Override
        boolean isThere() {
            return Files.isExecutable(program());
        }

        private Path program() {
            return WINDOWS ? windowsProgram("ipc_peer.exe") : nativeBuild("ipc_peer");
        }
    },
    RING_C("ipc_ring_c_peer, built by CMake") {
        @Override
        List<String> command() {
            return nativeCommand(nativeBuild("ipc_ring_c_peer"));
        }

        @Override
        boolean isThere() {
            return !WINDOWS && Files.isExecutable(nativeBuild("ipc_ring_c_peer"));
        }
    },
    RING_C_VICTIM("ipc_ring_c_victim, built by CMake") {
        @Override
        List<String> command() {
            return nativeCommand(nativeBuild("ipc_ring_c_victim"));
        }

        @Override
        boolean isThere() {
            return !WINDOWS && Files.isExecutable(nativeBuild("ipc_ring_c_victim"));
        }
    },
    DOTNET(".NET, and mcs to compile C# (.ci/install-peers)") {
        @Override
        List<String> command() {
            return DotNet.command("Peer");
        }

        @Override
        public Map<String, String> environment() {
            return DotNet.ENVIRONMENT;
        }

        @Override
        boolean isThere() {
            return DotNet.isThere();
        }
    },
    WINE("Wine, and the JREs 17 and 25 for Windows (.ci/install-peers)") {
        @Override
        List<String> command() {
            return List.of("wine");
        }

        @Override
        public Map<String, String> environment() {
            return Map.of("WINEDEBUG", "-all", "WINEDLLOVERRIDES", "mscoree,mshtml=");
        }

        @Override
        boolean isThere() {
            return !WINDOWS
                    && Files.isRegularFile(home().resolve("windows-java-17/bin/java.exe"))
                    && Files.isRegularFile(home().resolve("windows-java-25/bin/java.exe"))
                    && succeeds("wine", "--version");
        }
    },
    MINGW("C++ programs for Windows, built by CMake (apt-get install g++-mingw-w64-x86-64-posix)") {
        @Override
        List<String> command() {
            return List.of(windowsProgram("ipc_demo_peer.exe").toString());
        }

        @Override
        boolean isThere() {
            return !WINDOWS && Files.isRegularFile(windowsProgram("ipc_demo_peer.exe"));
        }
    },
    BOOST("C++ with Boost.Interprocess, built by CMake (apt-get install libboost-dev)") {
        @Override
        List<String> command() {
            return List.of(nativeBuild("ipc_boost_peer").toString());
        }

        @Override
        boolean isThere() {
            return !WINDOWS && Files.isExecutable(nativeBuild("ipc_boost_peer"));
        }
    },
    PYTHON("python3 with sysv_ipc and posix_ipc (pip install sysv_ipc posix_ipc)") {
        @Override
        List<String> command() {
            return List.of(
                    "python3",
                    PROJECT.resolve("java/ipc/src/test/python/ipc_peer").toString());
        }

        @Override
        boolean isThere() {
            return !WINDOWS && succeeds("python3", "-c", "import sysv_ipc, posix_ipc, multiprocessing.shared_memory");
        }
    },
    PYTHON_3_13("Python 3.13 or later, as python3.13 on PATH or of pyenv (pyenv install 3.13)") {
        @Override
        List<String> command() {
            return List.of(NewPython.find().orElseThrow());
        }

        @Override
        boolean isThere() {
            return !WINDOWS && NewPython.find().isPresent();
        }
    },
    RABBITMQ("python3, and RabbitMQ with Erlang as Debian packs them (apt-get install rabbitmq-server)") {
        @Override
        List<String> command() {
            return List.of(
                    "python3",
                    PROJECT.resolve("java/ipc/src/test/python/rabbitmq_broker.py")
                            .toString());
        }

        @Override
        boolean isThere() {
            return Files.isExecutable(Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server"))
                    && succeeds("erl", "-noshell", "-eval", "halt().")
                    && succeeds("python3", "--version");
        }
    },
    PIKA("python3 with pika (pip install pika)") {
        @Override
        List<String> command() {
            return List.of(
                    "python3",
                    PROJECT.resolve("java/ipc-rabbitmq/src/test/python/pika_peer.py")
                            .toString());
        }

        @Override
        boolean isThere() {
            return !WINDOWS && succeeds("python3", "-c", "import pika");
        }
    },
    PYZMQ("python3 with pyzmq, which has libzmq in it (pip install pyzmq)") {
        @Override
        List<String> command() {
            return List.of(
                    "python3",
                    PROJECT.resolve("java/ipc-zeromq/src/test/python/zmq_peer").toString());
        }

        @Override
        boolean isThere() {
            return !WINDOWS && succeeds("python3", "-c", "import zmq");
        }
    },
    HEXDUMP("hexdump (apt-get install bsdextrautils)") {
        @Override
        List<String> command() {
            return List.of("hexdump");
        }

        @Override
        boolean isThere() {
            return !WINDOWS && succeeds("hexdump", "-n", "1", "/dev/zero");
        }
    },
    OTHER_USER("setpriv, and root to use it, for processes of uid 65534") {
        @Override
        List<String> command() {
            return List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--inh-caps=-all");
        }

        @Override
        boolean isThere() {
            return !WINDOWS && succeeds("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "true");
        }
    },
    MOUNT("unshare, and root to mount a file system of message queues with it") {
        @Override
        List<String> command() {
            return List.of("unshare", "--mount");
        }

        @Override
        boolean isThere() {
            return !WINDOWS && succeeds("unshare", "--mount", "sh", "-c", "mount -t mqueue none /mnt");
        }
    };

    /** The user id and group id of the tests' other user. */
    public static final int NOBODY = 65534;

    static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
    public static final Path PROJECT = Path.of(System.getProperty("nativeipc.root", "../.."))
            .toAbsolutePath()
            .normalize();
    private static final Map<Peers, AtomicInteger> USED = new EnumMap<>(Peers.class);

    static {
        for (Peers peer : values()) {
            USED.put(peer, new AtomicInteger());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(Peers::writeCounts));
    }

    private static final String MODE = mode();

    /** Why the running test was skipped; null if it was not. */
    private static volatile String absent;

    private final String what;
    private Boolean there;

    Peers(String what) {
        this.what = what;
    }

    /** Returns the program and its first arguments. */
    abstract List<String> command();

    abstract boolean isThere();

    /** Returns the environment variables that the peer needs. */
    public Map<String, String> environment() {
        return Map.of();
    }

    /** Skips the running test if the peer is absent, or fails it if peers are required. */
    public void require() {
        synchronized (this) {
            if (there == null) {
                there = !MODE.equals("none") && isThere();
            }
        }
        if (!there) {
            String reason = "the peer " + name() + " is missing: " + (MODE.equals("none") ? "-Dpeers=none" : what);
            if (MODE.equals("required")) {
                Assertions.fail(reason);
            }
            skip(reason);
        }
        USED.get(this).incrementAndGet();
    }

    static void skip(String reason) {
        absent = reason;
        throw new TestAbortedException(reason);
    }

    /** Returns why the running test was skipped, if a peer was absent. */
    static Optional<String> absent() {
        return Optional.ofNullable(absent);
    }

    /** Prepares for the next test. */
    static void forgetAbsent() {
        absent = null;
    }

    private static String mode() {
        String mode = System.getProperty("nativeipc.peers", "auto");
        if (!List.of("auto", "none", "required").contains(mode)) {
            throw new IllegalArgumentException("-Dpeers=" + mode + ": it is auto, none or required");
        }
        return mode;
    }

    /** Returns only the program: an interpreter for a test's own script. */
    public String interpreter() {
        require();
        return command().get(0);
    }

    private static List<String> nativeCommand(Path program) {
        List<String> command = new ArrayList<>(emulator("nativeipc.native.emulator"));
        command.add(program.toString());
        return command;
    }

    private static Path windowsProgram(String program) {
        return PROJECT.resolve("native/target/windows").resolve(program);
    }

    /** Returns the path of a program that CMake built. */
    public static Path nativeBuild(String program) {
        return Path.of(System.getProperty("nativeipc.native.build", "native/target/build"), program);
    }

    /** Returns the folder into which {@code .ci/install-peers} unpacks what the system does not package. */
    public static Path home() {
        return Path.of(System.getProperty(
                "nativeipc.peers.home", System.getenv().getOrDefault("NATIVE_IPC_PEERS", "/opt/native-ipc-peers")));
    }

    /** Returns the emulator that runs programs of another architecture, as a prefix; empty without the property. */
    static List<String> emulator(String property) {
        return Stream.ofNullable(System.getProperty(property)).toList();
    }

    static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void writeCounts() {
        Properties counts = new Properties();
        USED.forEach((peer, used) -> counts.setProperty(peer.name(), used.toString()));
        String execution = System.getProperty(
                "nativeipc.execution",
                System.getProperty("expected.provider", "none") + "-" + System.getProperty("expected.java", "0"));
        try {
            Path folder = Files.createDirectories(PROJECT.resolve("target/peers"));
            try (var out = Files.newBufferedWriter(
                    folder.resolve(execution + "-" + ProcessHandle.current().pid()))) {
                counts.store(out, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
