package io.nativeipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.memory.Abi;
import io.nativeipc.memory.Struct;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs each pair of programs as a reader would, and checks that they print what their comments state. */
@Timeout(300)
@TestMethodOrder(OrderAnnotation.class)
class ExamplesTest {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final Set<String> RUN = new TreeSet<>();

    private final String name = "ipc-test-" + ProcessHandle.current().pid() + "-example" + NEXT.incrementAndGet();

    @TempDir
    Path folder;

    /**
     * Starts the first program, and the second one after the first has printed its first line; returns what both print.
     */
    private static List<String> run(String first, String second, String name) throws Exception {
        RUN.add(first);
        RUN.add(second);
        Example.require(first, second);
        try (Example one = Example.start(first, name)) {
            List<String> printed = new ArrayList<>(List.of(one.hear()));
            try (Example other = Example.start(second, name)) {
                printed.addAll(other.rest());
                printed.addAll(one.rest());
            }
            return printed;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reader.cpp", "reader.py", "MemoryReader.cs"})
    void sharedMemory(String reader) throws Exception {
        assertThat(run("shared-memory/SharedMemoryWriter.java", "shared-memory/" + reader, name))
                .containsExactly("wrote 100", "read 100", "read 200");
        assertThat(Path.of("/dev/shm", name)).doesNotExist();
    }

    @Test
    void shareableList() throws Exception {
        assertThat(run("shared-memory/ListWriter.java", "shared-memory/list.py", name))
                .containsExactly("wrote [ACME, 100, 99.5]", "read ['ACME', 100, 99.5]", "read 200");
        assertThat(Path.of("/dev/shm", name)).doesNotExist();
    }

    @Test
    void struct() throws Exception {
        String key =
                "0x%08x".formatted(0x5d000000 | (int) (ProcessHandle.current().pid() & 0xffffff));
        assertThat(run("struct/writer.cpp", "struct/QuoteReader.java", key))
                .containsExactly("wrote EURUSD 101.25", "read EURUSD 101.25, ask 9000000000", "answered with 101.5");
    }

    @Test
    void theAssertionsOfTheStructAreThoseOfItsHeader() throws Exception {
        Path struct = Example.FOLDER.resolve("struct");
        Struct quote = Struct.parse(Files.readString(struct.resolve("quote.h")), "quote", Abi.LINUX_X86_64);
        assertThat(struct.resolve("quote_layout.h")).hasContent(quote.assertions("quote.h"));
    }

    @Test
    void sharedMutex() throws Exception {
        assertThat(run("shared-mutex/CounterOwner.java", "shared-mutex/counter.cpp", "/" + name))
                .containsExactly("waiting", "counted", "counter 100");
        assertThat(Path.of("/dev/shm", name)).doesNotExist();
        assertThat(Path.of("/dev/shm/sem." + name)).doesNotExist();
    }

    @Test
    void seqlock() throws Exception {
        assertThat(run("seqlock/writer.cpp", "seqlock/SeqLockReader.java", "/" + name))
                .containsExactly("wrote 7 101.25", "quote 7 101.25");
        assertThat(Path.of("/dev/shm", name)).doesNotExist();
    }

    @Test
    void latestValue() throws Exception {
        assertThat(run("latest-value/writer.cpp", "latest-value/PriceReader.java", "/" + name))
                .containsExactly("wrote version 3", "version 3: 3 103.25");
        assertThat(Path.of("/dev/shm", name)).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reader.cpp", "reader.py", "FileReader.cs"})
    void memoryMappedFile(String reader) throws Exception {
        String file = folder.resolve("prices.dat").toString();
        assertThat(run("memory-mapped-file/MappedFileWriter.java", "memory-mapped-file/" + reader, file))
                .containsExactly("wrote 100", "read 100", "read 200");
    }

    /** Keys of ftok are often above 0x80000000, which no int of Java reads. */
    private static String newKey() {
        return String.format("0xde%04x%02x", ProcessHandle.current().pid() & 0xffff, NEXT.get() & 0xff);
    }

    @Test
    void systemVSegment() throws Exception {
        String key = newKey();
        assertThat(run("system-v-segment/writer.cpp", "system-v-segment/SegmentReader.java", key))
                .containsExactly("wrote Hello from C++", "read Hello from C++");
        assertAbsent("shm", key);
    }

    @Test
    void semaphoresInASegment() throws Exception {
        String key = newKey();
        assertThat(run("system-v-segment/turns.cpp", "system-v-segment/Turns.java", key))
                .containsExactly("posted 100", "read 100", "received 200");
        assertAbsent("shm", key);
    }

    @Test
    void conditionInASegment() throws Exception {
        String key = newKey();
        assertThat(run("system-v-segment/queue.cpp", "system-v-segment/OrderTaker.java", key))
                .containsExactly("created", "took 7", "the order was taken");
        assertAbsent("shm", key);
    }

    @Test
    void readWriteLockInASegment() throws Exception {
        String key = newKey();
        assertThat(run("system-v-segment/table.cpp", "system-v-segment/TableReader.java", key))
                .containsExactly("wrote 99 101", "read 99 101", "it was read");
        assertAbsent("shm", key);
    }

    private static void assertAbsent(String table, String key) throws Exception {
        assertThat(Files.readString(Path.of("/proc/sysvipc", table)))
                .doesNotContain(" " + Integer.parseUnsignedInt(key.substring(2), 16) + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "msg, message-queue/QueueTypes.java,"
                + " received order of type 2; received stop of type 1; received report of type 7",
        "sem, semaphore/SemaphoreSet.java, left: 1 tables and 0 cooks; no room for another party",
    })
    void systemV(String table, String program, String printed) throws Exception {
        RUN.add(program);
        String key = newKey();
        try (Example example = Example.start(program, key)) {
            assertThat(example.rest()).containsExactly(printed.split("; "));
        }
        assertAbsent(table, key);
    }

    @ParameterizedTest
    @CsvSource({
        "NamedPipeServing.java, PipeClient.cs",
        "NamedPipeServing.java, NamedPipeClient.java",
    })
    void namedPipe(String server, String client) throws Exception {
        assertThat(run("named-pipe/" + server, "named-pipe/" + client, name))
                .containsExactly("waiting for a client", "read 100", "read 200");
    }

    /** The C# server prints nothing before a client has connected; the client waits for the server. */
    @Test
    void namedPipeOfCSharp() throws Exception {
        RUN.add("named-pipe/PipeServer.cs");
        try (Example server = Example.start("named-pipe/PipeServer.cs", name);
                Example client = Example.start("named-pipe/NamedPipeClient.java", name)) {
            assertThat(client.rest()).containsExactly("read 100");
            assertThat(server.rest()).containsExactly("read 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poster.cpp", "poster.py"})
    void semaphore(String poster) throws Exception {
        assertThat(run("semaphore/SemaphoreWaiter.java", "semaphore/" + poster, name))
                .containsExactly("waiting", "posted", "my turn");
        assertThat(Path.of("/dev/shm/sem." + name)).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"sender.cpp, C++", "sender.py, Python"})
    void messageQueue(String sender, String language) throws Exception {
        assertThat(run("message-queue/QueueReceiver.java", "message-queue/" + sender, "/" + name))
                .containsExactly("waiting", "sent", "received an order from " + language);
    }

    @ParameterizedTest
    @CsvSource({"writer.cpp, C++", "writer.py, Python"})
    void fifo(String writer, String language) throws Exception {
        Path path = folder.resolve("orders");
        assertThat(run("fifo/FifoReader.java", "fifo/" + writer, path.toString()))
                .containsExactly("waiting", "wrote", "read order from " + language);
        assertThat(path).doesNotExist();
    }

    @Test
    void standardInput() throws Exception {
        RUN.add("fifo/StdinReader.java");
        try (Example reader = Example.start("fifo/StdinReader.java")) {
            assertThat(reader.hear()).isEqualTo("waiting");
            reader.write("order\n");
            assertThat(reader.rest()).containsExactly("6 bytes: order");
        }
    }

    @Test
    void memoryWithoutAName() throws Exception {
        String path = folder.resolve("prices.sock").toString();
        assertThat(run("socket/MemoryReceiver.java", "socket/MemorySender.java", path))
                .containsExactly("waiting for a client", "sent 4096 bytes", "read 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client.cpp", "client.py"})
    void socket(String client) throws Exception {
        RUN.add("socket/SocketServer.java");
        RUN.add("socket/" + client);
        Example.require("socket/SocketServer.java", "socket/" + client);
        String path = folder.resolve("prices.sock").toString();
        try (Example server = Example.start("socket/SocketServer.java", path)) {
            assertThat(server.hear()).isEqualTo("waiting for a client");
            try (Example other = Example.start("socket/" + client, path)) {
                assertThat(other.rest()).containsExactly("read 100");
                assertThat(server.rest()).containsExactly("process " + other.pid() + " sent 200");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"producer.cpp", "sender.c", "RingSender.cs"})
    void ring(String producer) throws Exception {
        assertThat(run("ring/RingReceiver.java", "ring/" + producer, "/" + name))
                .containsExactly("waiting", "sent", "received 500500");
        assertThat(Path.of("/dev/shm", name)).doesNotExist();
    }

    /** Java programs without a second half. */
    @ParameterizedTest
    @CsvSource({
        "message-queue/QueuePriorities.java, received stop of priority 9; received order of priority 5; received"
                + " report of priority 0",
        "latest-value/LatestPrice.java, version 3: 3 103.25",
        "ring/TwoProducers.java, received 1000 and 1000",
    })
    void alone(String program, String printed) throws Exception {
        RUN.add(program);
        try (Example example = Example.start(program, "/" + name)) {
            assertThat(example.rest()).containsExactly(printed.split("; "));
        }
        assertThat(Path.of("/dev/shm", name)).doesNotExist();
        assertThat(Path.of("/dev/mqueue", name)).doesNotExist();
    }

    @Test
    void growingFile() throws Exception {
        RUN.add("memory-mapped-file/GrowingFile.java");
        Path file = folder.resolve("log.dat");
        try (Example example = Example.start("memory-mapped-file/GrowingFile.java", file.toString())) {
            assertThat(example.rest()).containsExactly("grown from 4096 to 1048576", "read 1 and 2");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void mutexOfADeadOwner() throws Exception {
        assertThat(run("mutex/MutexOwner.java", "mutex/MutexHeir.java", name))
                .containsExactly("died with the mutex", "repaired", "sum 0");
        assertThat(Path.of("/dev/shm", name)).doesNotExist();
        assertThat(Path.of("/dev/shm/mutex." + name)).doesNotExist();
    }

    @Test
    void messages() throws Exception {
        String address = "unix:" + folder.resolve("orders.sock");
        assertThat(run("messages/MessageReceiving.java", "messages/MessageSending.java", address))
                .containsExactly("waiting", "sent, QUEUED_LOCALLY", "received hello");
    }

    /** The same two programs find the transport of a scheme that the library does not know. */
    @Test
    void transport() throws Exception {
        for (String part : List.of("Transport", "Folder", "End", "Sender", "Receiver")) {
            RUN.add("transport/Spool" + part + ".java");
        }
        assertThat(run("messages/MessageReceiving.java", "messages/MessageSending.java", "spool:" + folder))
                .containsExactly("waiting", "sent, STORED", "received hello");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"client.py", "OrderClient.java"})
    void multiprocessingByAddress(String client) throws Exception {
        String path = folder.resolve("orders.sock").toString();
        assertThat(run("multiprocessing/OrderListener.java", "multiprocessing/" + client, path))
                .containsExactly("listening", "accepted true", "received [ACME, 200]");
    }

    @Test
    void multiprocessing() throws Exception {
        RUN.add("multiprocessing/parent.py");
        RUN.add("multiprocessing/PipeChild.java");
        String[] child = Example.command("multiprocessing/PipeChild.java").toArray(String[]::new);
        try (Example parent = Example.start("multiprocessing/parent.py", child)) {
            assertThat(parent.rest()).containsExactly("received ['ACME', 2, 200]");
        }
    }

    private static List<Path> programs() throws Exception {
        try (Stream<Path> files = Files.find(
                Example.FOLDER,
                2,
                (file, attributes) -> file.getNameCount() == Example.FOLDER.getNameCount() + 2
                        && file.toString().matches(".*\\.(java|cpp|c|cs|py)"))) {
            return files.toList();
        }
    }

    @Test
    void eachFitsOnAScreen() throws Exception {
        assertThat(programs())
                .hasSizeGreaterThan(25)
                .allSatisfy(program -> assertThat(Files.readAllLines(program)).hasSizeLessThanOrEqualTo(40));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void eachWasRun() throws Exception {
        assertThat(programs().stream()
                        .map(program -> Example.FOLDER.relativize(program).toString()))
                .containsExactlyInAnyOrderElementsOf(RUN);
    }
}
