package io.nativeipc.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.NotFoundException;
import io.nativeipc.SharedMemory;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests multiprocessing.shared_memory by name, and how its resource tracker treats names of other processes. */
@Timeout(120)
class SharedMemoryPeerTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name = "ipc-test-" + ProcessHandle.current().pid() + "-m" + NUMBER.incrementAndGet();

    @AfterEach
    void removeMemory() throws Exception {
        try {
            SharedMemory.unlink(name);
        } catch (NotFoundException gone) {
            // already removed
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Peers.class,
            names = {"PYTHON", "PYTHON_3_13"})
    void memoryOfPython(Peers python) throws Exception {
        try (Peer peer = Python.memory(python)) {
            peer.ask("create " + name + " 4096");
            peer.ask("write 0 hello");
            try (SharedMemory memory = SharedMemory.open(name)) {
                byte[] text = new byte[5];
                memory.read(0, ByteBuffer.wrap(text));
                assertThat(new String(text, StandardCharsets.US_ASCII)).isEqualTo("hello");
                memory.write(5, ByteBuffer.wrap("!".getBytes(StandardCharsets.US_ASCII)));
            }
            assertThat(peer.ask("read 0 6")).isEqualTo("hello!");
            peer.ask("close");
            peer.ask("unlink");
        }
    }

    /** Python treats memory that it attaches to as its own, and its tracker unlinks it after the process has ended. */
    @ParameterizedTest
    @CsvSource({
        "PYTHON, attach, true", // the pitfall
        "PYTHON, attach_unregistered, false",
        "PYTHON_3_13, attach, true",
        "PYTHON_3_13, attach_untracked, false",
    })
    void whatBecomesOfMemoryOfJava(Peers python, String attach, boolean erased) throws Exception {
        try (SharedMemory memory = SharedMemory.create(name, 4096)) {
            memory.write(0, ByteBuffer.wrap("java".getBytes(StandardCharsets.US_ASCII)));
            long tracker;
            try (Peer peer = Python.memory(python)) {
                peer.ask(attach + " " + name);
                assertThat(peer.ask("read 0 4")).isEqualTo("java");
                tracker = Long.parseLong(peer.ask("tracker"));
                peer.ask("close");
            }
            awaitEndOf(tracker);
            assertThat(isErased()).isEqualTo(erased);
        }
    }

    /** Waits for the end of the tracker, a separate process that ends some time after the process that it tracks. */
    private static void awaitEndOf(long pid) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (isRunning(pid)) {
            assertThat(System.nanoTime()).as("the tracker ends").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Returns whether a process runs. If no parent waits for it, its entry remains, as that of a zombie. */
    private static boolean isRunning(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException gone) {
            return false;
        }
    }

    private boolean isErased() throws IOException {
        try {
            SharedMemory.open(name).close();
            return false;
        } catch (NotFoundException erased) {
            return true;
        }
    }
}
