package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.NotFoundException;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.AttachAddress;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests System V segments between this JVM and C++ and Python processes, in both directions. */
public abstract class SysVSharedMemoryPeerContract {
    private final SysVKey key = Unique.key();

    @AfterEach
    void removeSegment() throws IOException {
        try {
            SysVSharedMemory.remove(key);
        } catch (NotFoundException removed) {
            // already removed by the test
        }
    }

    private Peer start(Peers kind) {
        return Peer.start(kind, "sysv-shm", key.toString());
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void javaCreatesAndThePeerAnswers(Peers kind) throws IOException {
        try (SysVSharedMemory segment = SysVSharedMemory.create(key, 4096);
                Peer peer = start(kind)) {
            segment.buffer().putInt(0, 100);
            peer.ask("open");
            peer.ask("attach");
            assertThat(peer.ask("id")).isEqualTo(Integer.toString(segment.id()));
            assertThat(peer.ask("read 0 4")).isEqualTo(Hex.ofInt(100));
            peer.ask("write 4 " + Hex.ofInt(200));
            assertThat(segment.buffer().getInt(4)).isEqualTo(200);
            assertThat(segment.stat().attached()).isEqualTo(2);
            assertThat(segment.stat().lastPid()).isEqualTo((int) peer.pid());
            peer.ask("detach");
            assertThat(segment.stat().attached()).isEqualTo(1);
        }
    }

    /** A C++ program keeps raw pointers in a segment, which all processes attach at the same address. */
    @Test
    void rawPointersInASegmentAreValidAtOneAddress() throws IOException {
        AttachAddress address = new AttachAddress(0x6500_0000_0000L);
        try (Peer peer = start(Peers.CPP)) {
            peer.ask("create 4096 600");
            peer.ask("attach-at " + address.address());
            peer.ask("point 0 256");
            try (SysVSharedMemory segment = SysVSharedMemory.open(key, address)) {
                long pointer = segment.buffer().getLong(0);
                assertThat(pointer - segment.address()).isEqualTo(256);
                segment.buffer().putInt((int) (pointer - segment.address()), 31_337);
                assertThat(peer.ask("follow 0")).isEqualTo("31337");
                segment.buffer().putLong(0, segment.address() + 512).putInt(512, 4711);
                assertThat(peer.ask("follow 0")).isEqualTo("4711");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void thePeerCreatesAndJavaAnswers(Peers kind) throws IOException {
        try (Peer peer = start(kind)) {
            peer.ask("create 8192 600");
            peer.ask("attach");
            peer.ask("write 8188 " + Hex.ofInt(100));
            try (SysVSharedMemory segment = SysVSharedMemory.open(key)) {
                assertThat(segment.byteSize()).isEqualTo(8192);
                assertThat(segment.buffer().getInt(8188)).isEqualTo(100);
                assertThat(segment.stat().creatorPid()).isEqualTo((int) peer.pid());
                segment.buffer().putInt(0, 200);
                assertThat(peer.ask("read 0 4")).isEqualTo(Hex.ofInt(200));
            }
            peer.ask("detach");
            peer.ask("remove");
            assertThatThrownBy(() -> SysVSharedMemory.open(key)).isInstanceOf(NotFoundException.class);
        }
    }

    /** Tests the textbook program: shmget, shmat, strcpy, shmdt. */
    @Test
    void theTextbookProgramsStringArrives() throws IOException {
        try (SysVSharedMemory segment = SysVSharedMemory.create(key, 1024);
                Peer peer = start(Peers.CPP)) {
            peer.ask("open");
            peer.ask("attach");
            peer.ask("strcpy Hello from C++");
            byte[] text = new byte[14];
            segment.buffer().get(0, text);
            assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("Hello from C++");
            segment.buffer().put(0, "Hello from Java\0".getBytes(StandardCharsets.UTF_8));
            assertThat(peer.ask("string")).isEqualTo("Hello from Java");
            peer.ask("detach");
        }
    }

    @Test
    void aKilledPeerIsDetachedByTheKernelAndTheMemoryStays() throws IOException {
        try (SysVSharedMemory segment = SysVSharedMemory.create(key, 4096);
                Peer peer = start(Peers.CPP)) {
            peer.ask("open");
            peer.ask("attach");
            peer.ask("write 0 " + Hex.ofInt(77));
            assertThat(segment.stat().attached()).isEqualTo(2);
            peer.kill();
            assertThat(segment.stat().attached()).isEqualTo(1);
            assertThat(segment.buffer().getInt(0)).isEqualTo(77);
        }
    }

    @Test
    void aSegmentWhoseCreatorWasKilledCanBeOpened() throws IOException {
        try (Peer peer = start(Peers.CPP)) {
            peer.ask("create 4096 600");
            peer.ask("attach");
            peer.ask("write 0 " + Hex.ofInt(5));
            peer.kill();
        }
        try (SysVSharedMemory segment = SysVSharedMemory.open(key)) {
            assertThat(segment.buffer().getInt(0)).isEqualTo(5);
            assertThat(ProcessHandle.of(segment.stat().creatorPid())).isEmpty();
        }
    }
}
