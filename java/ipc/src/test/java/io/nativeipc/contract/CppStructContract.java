package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.sysv.SemaphoreOperations;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A struct that a C++ process created first. Java reads and writes it through a ByteBuffer and holds the C++ process's
 * lock meanwhile.
 */
public abstract class CppStructContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The offsets that the C++ compiler chose. The test compares them with those that the peer reports. */
    private static final int ID = 0;

    private static final int PRICE = 8;
    private static final int SYMBOL = 16;
    private static final int DEPTH = 24;
    private static final int DEPTH_SIZE = 16;
    private static final int ASK = 8;

    private final SysVKey key = Unique.key();

    @Test
    void underASystemVSemaphore() throws Exception {
        SysVKey lockKey = Unique.key();
        try (Peer peer = Peer.start(Peers.CPP, "struct", key.toString(), lockKey.toString())) {
            peer.ask("create");
            try (SysVSharedMemory segment = SysVSharedMemory.open(key);
                    SysVSemaphoreSet lock = SysVSemaphoreSet.open(lockKey)) {
                SemaphoreOperations take = SemaphoreOperations.of(0, -1).undo();
                SemaphoreOperations give = SemaphoreOperations.of(0, 1).undo();
                exchange(peer, segment, () -> lock.tryOperate(take, PATIENCE), () -> lock.tryOperate(give));
            }
            peer.ask("remove");
        }
    }

    @Test
    void underAPosixSemaphore() throws Exception {
        String lockName = Unique.posixName();
        try (Peer peer = Peer.start(Peers.CPP, "struct", key.toString(), lockName)) {
            peer.ask("create");
            try (SysVSharedMemory segment = SysVSharedMemory.open(key);
                    PosixSemaphore lock = PosixSemaphore.open(lockName)) {
                exchange(peer, segment, () -> lock.tryAcquire(PATIENCE), () -> {
                    lock.release();
                    return true;
                });
            }
            peer.ask("remove");
        }
    }

    private interface Step {
        boolean take() throws Exception;
    }

    private static void exchange(Peer peer, SysVSharedMemory segment, Step lock, Step unlock) throws Exception {
        assertThat(peer.ask("layout"))
                .isEqualTo("size=56 id=0 price=8 symbol=16 depth=24 depth.size=16 depth.bid=0 depth.ask=8");
        ByteBuffer quote = segment.buffer();
        peer.ask("put 7 101.25 EURUSD -3 9000000000 4 -5");
        assertThat(lock.take()).isTrue();
        assertThat(quote.getInt(ID)).isEqualTo(7);
        assertThat(quote.getDouble(PRICE)).isEqualTo(101.25);
        byte[] symbol = new byte[8];
        quote.get(SYMBOL, symbol);
        assertThat(new String(symbol, StandardCharsets.US_ASCII)).isEqualTo("EURUSD\0\0");
        assertThat(quote.getShort(DEPTH)).isEqualTo((short) -3);
        assertThat(quote.getLong(DEPTH + ASK)).isEqualTo(9_000_000_000L);
        assertThat(quote.getShort(DEPTH + DEPTH_SIZE)).isEqualTo((short) 4);
        assertThat(quote.getLong(DEPTH + DEPTH_SIZE + ASK)).isEqualTo(-5);

        peer.tell("get"); // waits for the lock that this test holds
        quote.putInt(ID, 8).putDouble(PRICE, -0.5);
        quote.put(SYMBOL, "XAU\0".getBytes(StandardCharsets.US_ASCII));
        quote.putShort(DEPTH, (short) 1).putLong(DEPTH + ASK, 2);
        quote.putShort(DEPTH + DEPTH_SIZE, (short) 3).putLong(DEPTH + DEPTH_SIZE + ASK, 4);
        assertThat(unlock.take()).isTrue();
        assertThat(peer.hear()).isEqualTo("ok 8 -0.5 XAU 1 2 3 4");
    }
}
