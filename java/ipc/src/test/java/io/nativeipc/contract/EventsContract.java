package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.MessageReceiver;
import io.nativeipc.Messages;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.unix.PipePath;
import io.nativeipc.peer.JavaProgram;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording and the logger contain: waits, full lanes, dead owners; provider, library, leftovers. */
public abstract class EventsContract {
    private static final String WAIT = "nativeipc.Wait";
    private static final String FULL = "nativeipc.LaneFull";
    private static final String DIED = "nativeipc.OwnerDied";

    /** Much longer than the threshold: the first use of a call takes time before the wait begins. */
    private static final Duration LONG = Duration.ofMillis(250);

    private static final Duration THRESHOLD = Duration.ofMillis(40);

    private final String name = Unique.name();

    @TempDir
    Path folder;

    /** What a process does while it is recorded. Returns the address of the object. */
    @FunctionalInterface
    private interface Program {
        String run() throws Exception;
    }

    private record Result(String object, List<RecordedEvent> events) {
        List<RecordedEvent> of(String type) {
            return events.stream()
                    .filter(event ->
                            event.getEventType().getName().equals(type) && object.equals(event.getString("object")))
                    .toList();
        }
    }

    private Result record(Program program) throws Exception {
        return record(THRESHOLD, program);
    }

    private Result record(Duration threshold, Program program) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable(WAIT).withThreshold(threshold);
            recording.enable(FULL);
            recording.enable(DIED);
            recording.start();
            String object = program.run();
            recording.stop();
            Path file = folder.resolve("events.jfr");
            recording.dump(file);
            List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(file));
            Files.delete(file);
            return new Result(object, events);
        }
    }

    private DynamicTest waits(String what, Program program) {
        return DynamicTest.dynamicTest(what, () -> {
            Result result = record(program);
            List<RecordedEvent> waits = result.of(WAIT);
            assertThat(waits).as("of %s", result).hasSize(1);
            assertThat(waits.get(0).getDuration()).isBetween(THRESHOLD, LONG.multipliedBy(100));
            assertThat(waits.get(0).getThread().getJavaName())
                    .isEqualTo(Thread.currentThread().getName());
        });
    }

    @TestFactory
    Stream<DynamicTest> eachWaitForAnObjectIsRecorded() {
        List<DynamicTest> tests = new ArrayList<>(List.of(
                waits("for a semaphore", () -> {
                    try (NamedSemaphore semaphore = NamedSemaphore.create(name, 0)) {
                        assertThat(semaphore.tryAcquire(LONG)).isFalse();
                        semaphore.unlink();
                        return semaphore.toString();
                    }
                }),
                waits("for a client", () -> {
                    try (NamedPipeServer server = NamedPipeServer.create(name)) {
                        assertThat(server.tryAccept(LONG)).isEmpty();
                        return Platform.current().isWindows() ? server.toString() : "unix:" + PipePath.of(name);
                    }
                }),
                waits("for a message in a ring channel", () -> {
                    try (RingChannel channel = RingChannel.create("/" + name);
                            RingConsumer consumer = channel.openConsumer()) {
                        assertThat(consumer.tryReceive(message -> {}, LONG)).isFalse();
                        channel.unlink();
                        return channel.toString();
                    }
                }),
                waits("for room in a ring channel", () -> {
                    try (RingChannel channel = RingChannel.create("/" + name, smallest());
                            RingProducer producer = channel.openProducer()) {
                        fill(producer);
                        assertThat(producer.trySend(ByteBuffer.allocate(1000), LONG))
                                .isFalse();
                        channel.unlink();
                        return channel.toString();
                    }
                })));
        if (Platform.current().isLinux()) {
            tests.addAll(ofLinux());
        }
        return tests.stream();
    }

    private List<DynamicTest> ofLinux() {
        return List.of(
                waits("for a System V semaphore", () -> {
                    try (SysVSemaphoreSet set = SysVSemaphoreSet.create(SysVKey.PRIVATE, new int[] {0})) {
                        assertThat(set.tryAcquire(0, LONG)).isFalse();
                        set.remove();
                        return set.toString();
                    }
                }),
                waits("for a System V message", () -> {
                    try (SysVMessageQueue queue = SysVMessageQueue.create(SysVKey.PRIVATE)) {
                        assertThat(queue.tryReceive(message -> {}, LONG)).isFalse();
                        queue.remove();
                        return queue.toString();
                    }
                }),
                waits("for room in a System V queue", () -> {
                    try (SysVMessageQueue queue = SysVMessageQueue.create(SysVKey.PRIVATE)) {
                        ByteBuffer message = ByteBuffer.allocate(4096);
                        while (queue.trySend(message.rewind())) {
                            assertThat(message.hasRemaining()).isFalse();
                        }
                        assertThat(queue.trySend(message.rewind(), LONG)).isFalse();
                        queue.remove();
                        return queue.toString();
                    }
                }),
                waits("for a POSIX message", () -> {
                    try (PosixMessageQueue queue = PosixMessageQueue.create("/" + name, 1, 10)) {
                        assertThat(queue.tryReceive(message -> {}, LONG)).isFalse();
                        queue.unlink();
                        return queue.toString();
                    }
                }),
                waits("for a message of a socket", () -> {
                    try (MessageReceiver receiver = Messages.receiver("unix:" + folder.resolve("messages"))) {
                        assertThat(receiver.tryReceive(message -> {}, LONG)).isFalse();
                        return receiver.toString();
                    }
                }),
                waits("for a lane", () -> {
                    try (RingChannel channel = RingChannel.create("/" + name, smallest());
                            RingProducer only = channel.openProducer()) {
                        assertThat(only).isNotNull();
                        assertThatThrownBy(() -> channel.openProducer(LONG)).hasMessageContaining("no lane");
                        channel.unlink();
                        return channel.toString();
                    }
                }),
                waits("for a server", () -> {
                    Path path = folder.resolve("socket");
                    assertThatThrownBy(() -> UnixSocket.connect(path, LONG)).hasMessageContaining("ENOENT");
                    return "unix:" + path;
                }),
                waits("for a reader", () -> {
                    Path path = folder.resolve("fifo");
                    Fifo.create(path);
                    assertThatThrownBy(() -> Fifo.openWriter(path, LONG)).hasMessageContaining("ENXIO");
                    Fifo.unlink(path);
                    return "fifo:" + path;
                }),
                waits("for bytes", () -> {
                    Path path = folder.resolve("fifo");
                    Fifo.create(path);
                    try (Fifo reader = Fifo.openReader(path)) {
                        assertThat(reader.tryRead(ByteBuffer.allocate(1), LONG)).isZero();
                        Fifo.unlink(path);
                        return reader.toString();
                    }
                }));
    }

    private static RingOptions smallest() {
        return RingOptions.DEFAULT.withLanes(1).withLaneCapacity(4096);
    }

    private static void fill(RingProducer producer) throws Exception {
        ByteBuffer message = ByteBuffer.allocate(1000);
        while (producer.offer(message.rewind())) {
            assertThat(message.hasRemaining()).isFalse();
        }
    }

    @Test
    void aShortWaitIsNotRecorded() throws Exception {
        Result result = record(Duration.ofHours(1), () -> {
            try (NamedSemaphore semaphore = NamedSemaphore.create(name, 0)) {
                assertThat(semaphore.tryAcquire(Duration.ofMillis(1))).isFalse();
                semaphore.unlink();
                return semaphore.toString();
            }
        });
        assertThat(result.of(WAIT)).isEmpty();
    }

    @Test
    void aFullLaneIsRecordedOnceUntilThereIsRoomAgain() throws Exception {
        Result result = record(() -> {
            try (RingChannel channel = RingChannel.create("/" + name, smallest());
                    RingProducer producer = channel.openProducer();
                    RingConsumer consumer = channel.openConsumer()) {
                ByteBuffer message = ByteBuffer.allocate(1000);
                for (int round = 0; round < 2; round++) {
                    fill(producer);
                    assertThat(producer.offer(message.rewind())).isFalse();
                    assertThat(producer.offer(message.rewind())).isFalse();
                    assertThat(consumer.poll(received -> {}, 100)).isPositive();
                }
                channel.unlink();
                return channel.toString();
            }
        });
        assertThat(result.of(FULL)).hasSize(2).allSatisfy(event -> {
            assertThat(event.getInt("lane")).isZero();
            assertThat(event.getLong("fullEvents")).isIn(1L, 4L);
        });
    }

    @Test
    void theDeathOfAnOwnerIsRecorded() throws Exception {
        Result result = record(() -> {
            try (NamedMutex mutex = NamedMutex.create(name)) {
                try (OtherThread other = new OtherThread()) {
                    other.run(mutex::acquire);
                }
                assertThatThrownBy(mutex::acquire).isInstanceOf(OwnerDiedException.class);
                mutex.release();
                mutex.unlink();
                return mutex.toString();
            }
        });
        assertThat(result.of(DIED))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("text")).isEqualTo("the thread that held it has ended"));
    }

    /** Runs {@link EventsProgram} with these options; returns its output and its errors. */
    private String program(String... options) throws Exception {
        List<String> command = new ArrayList<>(
                JavaProgram.command(List.of(options), EventsProgram.class, System.getProperty("java.class.path")));
        command.add(name);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            return said;
        }
    }

    @Test
    void withoutAFlightRecorderAllElseWorks() throws Exception {
        assertThat(program("--limit-modules", "java.base,java.logging,jdk.unsupported"))
                .contains("acquired false, recorder false");
    }

    @Test
    void providerAndLibraryAreLogged() throws Exception {
        Path settings = folder.resolve("logging.properties");
        Files.writeString(
                settings,
                String.join(
                        "\n",
                        "handlers=java.util.logging.ConsoleHandler",
                        "java.util.logging.ConsoleHandler.level=ALL",
                        "io.nativeipc.level=FINE"));
        String provider = System.getProperty("nativeipc.provider", Native.providerName());
        String lines = program("-Djava.util.logging.config.file=" + settings);
        assertThat(lines).contains("system calls by provider " + provider + ", Java " + Runtime.version());
        if (!Platform.current().isWindows()) { // which needs no library
            assertThat(lines).contains("C library ");
        }
        assertThat(program()).doesNotContain("provider").doesNotContain("C library");
    }

    @Test
    void aRemovedLeftoverIsLogged() throws Exception {
        Path path = folder.resolve("socket");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(address); // its file stays when it is closed
        }
        List<String> lines = new ArrayList<>();
        Logger logger = Logger.getLogger("io.nativeipc");
        Handler handler = new Lines(lines);
        logger.addHandler(handler);
        logger.setLevel(Level.FINE);
        try (UnixServerSocket server = UnixServerSocket.takeOver(path)) {
            assertThat(lines).containsExactly("removed " + server + ", to which no process listens any more");
        } finally {
            logger.setLevel(null);
            logger.removeHandler(handler);
        }
    }

    private static final class Lines extends Handler {
        private final List<String> lines;

        Lines(List<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
