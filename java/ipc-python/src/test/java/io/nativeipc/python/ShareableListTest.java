package io.nativeipc.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.SharedMemory;
import io.nativeipc.contract.Full;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class ShareableListTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String LITERAL = "[1,2.5,True,'text',b'bytes',None]";

    private final String name = "ipc-test-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();

    @AfterEach
    void removeMemory() throws Exception {
        try {
            SharedMemory.unlink(name);
        } catch (io.nativeipc.NotFoundException gone) {
            // already removed
        }
    }

    private static List<Object> values() {
        return Arrays.asList(1L, 2.5, true, "text", "bytes".getBytes(), null);
    }

    private static void assertValues(List<Object> found, List<Object> expected) {
        assertThat(found)
                .usingElementComparator((a, b) -> java.util.Objects.deepEquals(a, b) ? 0 : 1)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(
            value = Peers.class,
            names = {"PYTHON", "PYTHON_3_13"})
    void javaReadsAndWritesWhatPythonCreates(Peers python) throws Exception {
        try (Peer peer = Python.memory(python)) {
            long size = Long.parseLong(peer.ask("list_create " + name + " " + LITERAL));
            assertThat(size).as("both count alike").isEqualTo(ShareableList.byteSize(values()));
            try (SharedMemory memory = SharedMemory.open(name)) {
                ShareableList list = ShareableList.open(memory);
                assertValues(list.toList(), values());
                list.set(0, -7);
                list.set(1, null);
                list.set(2, 0.5);
                list.set(3, "\u20acuro");
                list.set(4, "as text");
                list.set(5, false);
                assertThat(peer.ask("list_get")).isEqualTo("[-7, None, 0.5, '\\u20acuro', 'as text', False]");
                list.set(0, "ab");
                list.set(4, new byte[] {1});
                assertThat(peer.ask("list_get")).startsWith("['ab', ").contains("b'\\x01'");
                peer.ask("list_set 4 'later'");
                assertThat(list.get(4)).isEqualTo("later");
                peer.ask("list_set 0 12");
                assertThat(list.get(0)).isEqualTo(12L);
                assertThat(list).hasToString(memory.toString());
            }
            peer.ask("list_unlink");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Peers.class,
            names = {"PYTHON", "PYTHON_3_13"})
    void pythonReadsAndWritesWhatJavaCreates(Peers python) throws Exception {
        try (SharedMemory memory = SharedMemory.create(name, ShareableList.byteSize(values()));
                Peer peer = Python.memory(python)) {
            ShareableList list = ShareableList.create(memory, values());
            peer.ask("list_open " + name);
            assertThat(peer.ask("list_get")).isEqualTo("[1, 2.5, True, 'text', b'bytes', None]");
            assertThat(peer.ask("list_format")).isEqualTo("qdxxxxxxx?8s8sxxxxxx?x");
            peer.ask("list_set 0 'seven77'");
            peer.ask("list_set 5 3.25");
            assertValues(list.toList(), Arrays.asList("seven77", 2.5, true, "text", "bytes".getBytes(), 3.25));
            assertThat(peer.askRaw("list_set 3 'more than eight'")).startsWith("error ValueError");
            peer.ask("list_close");
        }
    }

    @Test
    void anEmptyListAndOneThatIsLargerThanItsWords() throws Exception {
        try (SharedMemory memory = SharedMemory.create(name, 16)) {
            assertThat(ShareableList.byteSize(List.of())).isEqualTo(16);
            ShareableList.create(memory, List.of());
            assertThat(ShareableList.open(memory).toList()).isEmpty();
            assertThatThrownBy(() -> ShareableList.create(memory, List.of(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(memory.toString());
        }
    }

    @Test
    void whatIsLargerThanItsSlotIsRefused() throws Exception {
        try (SharedMemory memory = SharedMemory.create(name, 4096)) {
            ShareableList list = ShareableList.create(memory, List.of("1234567", 1));
            list.set(0, "12345678");
            assertThat(list.get(0)).isEqualTo("12345678");
            assertThatThrownBy(() -> list.set(0, "123456789"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("9 bytes");
            assertThatThrownBy(() -> list.set(1, new byte[9])).isInstanceOf(IllegalArgumentException.class);
            for (Object none :
                    Arrays.asList("nul\0", new byte[1], List.of(), BigInteger.ONE.shiftLeft(63), 'c', "\ud800")) {
                assertThatThrownBy(() -> list.set(1, none)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.set(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(list.toList()).containsExactly("12345678", 1L);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, -1", // the number of values
        "0, 9223372036854775807",
        "0, 230",
        "8, 8", // the first offset
        "16, -8",
        "16, 9223372036854775800",
        "24, 8", // less than the previous offset
        "24, 4096",
    })
    void aLayoutThatContradictsItselfIsRefused(int offset, long word) throws Exception {
        try (SharedMemory memory = SharedMemory.create(name, 4096)) {
            ShareableList.create(memory, List.of("x".repeat(20), 1));
            memory.write(
                    offset,
                    ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(0, word));
            assertThatThrownBy(() -> ShareableList.open(memory))
                    .isExactlyInstanceOf(CorruptException.class)
                    .hasMessageContaining(memory.toString());
        }
    }

    @Test
    void aRegionThatIsTooSmallIsNoList() throws Exception {
        try (SharedMemory memory = SharedMemory.create(name, 15)) {
            assertThatThrownBy(() -> ShareableList.open(memory)).isExactlyInstanceOf(CorruptException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"99s", "s", "-1s", "8", "q", "d", "xxxxxxx?", "''", "99999999", "8ss", "8 s", "Q"})
    void aFormatThatIsNoneIsRefused(String format) throws Exception {
        try (SharedMemory memory = SharedMemory.create(name, 4096)) {
            ShareableList list = ShareableList.create(memory, List.of("text", 1));
            int formats = (2 + 2) * 8 + 16;
            byte[] word = Arrays.copyOf(format.getBytes(), 8);
            memory.write(formats, ByteBuffer.wrap(word));
            assertThatThrownBy(() -> list.get(0)).isExactlyInstanceOf(CorruptException.class);
            memory.write(formats, ByteBuffer.wrap("8s\0\0\0\0\0\0".getBytes()));
            memory.write(formats + 16, ByteBuffer.wrap(new byte[] {9}));
            assertThatThrownBy(() -> list.get(0)).isExactlyInstanceOf(CorruptException.class);
            memory.write(formats + 16, ByteBuffer.wrap(new byte[] {1}));
            memory.write(32, ByteBuffer.wrap(new byte[] {(byte) 0xc3, 0x28}));
            assertThatThrownBy(() -> list.get(0)).isExactlyInstanceOf(CorruptException.class);
        }
    }

    @Test
    void noScribblingDoesAnythingElse() throws Exception {
        Random random = new Random(42);
        try (SharedMemory memory = SharedMemory.create(name, 256)) {
            for (int round = 0; round < Full.count(2_000, 20_000); round++) {
                ShareableList list = ShareableList.create(memory, values());
                for (int i = 0; i < 3; i++) {
                    memory.buffer().put(random.nextInt(160), (byte) random.nextInt(256));
                }
                use(list);
                try {
                    use(ShareableList.open(memory));
                } catch (CorruptException documented) {
                    continue;
                }
            }
        }
    }

    private static void use(ShareableList list) throws Exception {
        for (int i = 0; i < list.size(); i++) {
            try {
                list.get(i);
                list.set(i, "x");
            } catch (CorruptException | IllegalArgumentException documented) {
                continue;
            }
        }
    }

    @Test
    void afterTheRegionsCloseNothingIsThere() throws Exception {
        SharedMemory memory = SharedMemory.create(name, 4096);
        ShareableList list = ShareableList.create(memory, values());
        memory.close();
        assertThatThrownBy(() -> list.get(0)).isInstanceOf(IllegalStateException.class);
    }
}
