package io.nativeipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.sysv.SysVKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpcAddressTest {

    @ParameterizedTest
    @CsvSource({
        "posix-shm:/prices, POSIX_SHM, /prices",
        "posix-shm:/a b:c, POSIX_SHM, /a b:c",
        "sysv-shm:0x1234, SYSV_SHM, 0x1234",
        "win-map:Local\\n, WIN_MAP, Local\\n",
        "file:/tmp/a:b, FILE, /tmp/a:b",
        "posix-sem:/turn, POSIX_SEM, /turn",
        "sysv-sem:0x1234/2, SYSV_SEM, 0x1234/2",
        "win-sem:n, WIN_SEM, n",
        "mutex:turn, MUTEX, turn",
        "posix-mq:/orders, POSIX_MQ, /orders",
        "sysv-mq:id=0, SYSV_MQ, id=0",
        "fifo:/run/f, FIFO, /run/f",
        "pipe:my pipe, PIPE, my pipe",
        "unix:/run/s, UNIX, /run/s",
        "unix:./@orders, UNIX, ./@orders",
        "ring:/orders, RING, /orders",
        "ring:file:/p, RING, file:/p",
        "ring:sysv-shm:0x12, RING, sysv-shm:0x12",
        "ring:posix-shm:/p, RING, posix-shm:/p",
        "ring:win-map:Local\\p, RING, win-map:Local\\p",
        "zmq+tcp://localhost:5555, ZMQ, //localhost:5555",
        "zmq+ipc:///run/s, ZMQ_IPC, ///run/s",
        "amqp://localhost:5672/q?vhost=v, AMQP, //localhost:5672/q?vhost=v",
    })
    void readsEveryKind(String text, Kind kind, String name) {
        IpcAddress address = IpcAddress.parse(text);
        assertThat(address).isEqualTo(new IpcAddress(kind, name)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//u:secret@host/q", "//u:sec@ret@host/q", "//u:sec/ret@host/q", "//:secret@host/q"})
    void keepsABrokersPasswordToItself(String name) {
        IpcAddress address = new IpcAddress(Kind.AMQP, name);
        assertThat(address.name()).isEqualTo(name);
        assertThat(address.toString()).contains(":***@host/q").doesNotContain("sec");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpcAddress.parse("amqp:" + name.substring(2)))
                .withMessageContaining(":***@host/q")
                .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("sec"));
    }

    @ParameterizedTest
    @CsvSource({
        "0x1234, 0x00001234",
        "0XffffFFFF, 0xffffffff",
        "4660, 0x00001234",
        "010, 0x0000000a",
        "-1, 0xffffffff",
        "4294967295, 0xffffffff",
        "-2147483648, 0x80000000",
        "0, 0x00000000",
    })
    void readsKeys(String name, String key) throws IpcException {
        IpcAddress address = IpcAddress.parse("sysv-shm:" + name);
        assertThat(SysVKey.of(address)).hasToString(key);
        assertThat(address.sysvId()).isEmpty();
    }

    /** C would get another name: the part before the NUL, or a question mark for half of a pair. */
    @ParameterizedTest
    @EnumSource(names = {"POSIX_SHM", "FILE", "FIFO", "UNIX", "PIPE", "WIN_MAP", "WIN_EVENT"})
    void refusesWhatIsNoTextForC(Kind kind) {
        for (String name : List.of("/a\0b", "/a\uD800", "/\uDC00a", "/a\uDC00\uD800")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new IpcAddress(kind, name))
                    .withMessageStartingWith(kind + ":/")
                    .withMessageContaining(name.indexOf('\0') >= 0 ? "contains a NUL" : "surrogate");
        }
        assertThat(new IpcAddress(Kind.FILE, "/\uD83D\uDE00").name()).hasSize(3);
    }

    @Test
    void aRingOfRingsIsRefusedAtTheFirst() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpcAddress.parse("ring:".repeat(30_000) + "file:/x"))
                .withMessageContaining("the memory of a ring is");
    }

    @Test
    void readsIdsAndIndexes() throws IpcException {
        IpcAddress address = IpcAddress.parse("sysv-sem:id=7/65535");
        assertThat(address.sysvId()).hasValue(7);
        assertThat(address.semaphoreIndex()).hasValue(65535);
        assertThatIllegalStateException().isThrownBy(() -> SysVKey.of(address));
        assertThat(IpcAddress.parse("sysv-sem:12").semaphoreIndex()).isEmpty();
        assertThat(SysVKey.of(IpcAddress.parse("sysv-sem:12/3"))).isEqualTo(SysVKey.of(12));
        assertThat(IpcAddress.parse("sysv-mq:12").semaphoreIndex()).isEmpty();
        assertThatIllegalStateException().isThrownBy(IpcAddress.parse("fifo:/f")::sysvId);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sysv-sem:ftok:/a:b/c:7/2", "sysv-sem:ftok:/a:b/c:0x107/2", "sysv-sem:ftok:relative:1/2"})
    void readsFtokPathsFromTheirEnd(String text) {
        IpcAddress address = IpcAddress.parse(text);
        assertThat(address.semaphoreIndex()).hasValue(2);
        assertThat(address.sysvId()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', kind:name",
        "prices, kind:name",
        "shm:/prices, no such kind",
        ":/prices, no such kind",
        "POSIX-SHM:/prices, no such kind",
        "posix-shm:, name is missing",
        "posix-shm:prices, one slash",
        "posix-shm:/, one slash",
        "posix-sem:/a/b, one slash",
        "posix-mq:/.., one slash",
        "unix:@orders, a file of this name is unix:./@orders",
        "unix:@, abstract namespace",
        "ring:ring:/a, the memory of a ring is posix-shm",
        "ring:memfd:a, no such kind",
        "mutex:, name is missing",
        "mutex:/turn, a portable name is 1 to 30",
        "mutex:.turn, an example is mutex:turn",
        "file:, name is missing",
        "sysv-shm:, name is missing",
        "sysv-shm:abc, a key is",
        "sysv-shm:0x, a key is",
        "sysv-shm:12 , a key is",
        "sysv-shm:1.5, a key is",
        "sysv-shm:4294967296, is not between",
        "sysv-shm:-2147483649, is not between",
        "sysv-shm:0x100000000, is not between",
        "sysv-shm:99999999999999999999, is not between",
        "sysv-shm:id=, a key is",
        "sysv-shm:id=-1, is not between",
        "sysv-shm:id=x, a key is",
        "sysv-shm:ftok:/a, a key is",
        "sysv-shm:ftok::1, a key is",
        "sysv-shm:ftok:/a:256, low 8 bits",
        "sysv-shm:ftok:/a:x, a key is",
        "sysv-shm:0x12/1, only a set of semaphores",
        "sysv-mq:id=1/1, only a set of semaphores",
        "sysv-sem:0x12/, a key is",
        "sysv-sem:0x12/-1, a key is",
        "sysv-sem:0x12/65536, is not between",
        "ring:fifo:/a, the memory of a ring is posix-shm",
        "ring:/a/b, the name is a slash and 1 to 30",
        "ring:/.., the name is a slash and 1 to 30",
        "ring:nowhere:/a, no such kind",
        "memfd:prices, have no address; they are passed",
        "fd:7, have no address; they are passed",
        "mutex at 64 of posix-shm:/prices, has no address; it is found by the memory and the offset",
        "read-write lock at 64 of posix-shm:/prices, a read-write lock in other memory has no address",
        "zmq+tcp:localhost, two slashes",
        "amqp://, two slashes",
    })
    void refusesWithTheReason(String text, String reason) {
        // CSV parsing strips blanks, so this adds one again
        String address = text.equals("sysv-shm:12") ? text + " " : text;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpcAddress.parse(address))
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @EnumSource
    void refusesANulInEveryKind(Kind kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IpcAddress(kind, "/a\0b"))
                .withMessageContaining("NUL");
    }
}
