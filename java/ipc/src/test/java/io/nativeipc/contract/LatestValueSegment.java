package io.nativeipc.contract;

import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The System V segment of a latest value, and the C++ program that makes one in it or opens it. */
abstract class LatestValueSegment {
    static final int SIZE = 8192;

    final SysVKey key = Unique.key();
    SysVSharedMemory memory;

    @BeforeEach
    void createSegment() throws IOException {
        memory = SysVSharedMemory.create(key, SIZE);
    }

    @AfterEach
    void removeSegment() throws IOException {
        if (memory.isOpen()) {
            memory.close();
        }
        SysVSharedMemory.remove(key);
    }

    Peer cpp(String command) {
        Peer peer = Peer.start(Peers.CPP, "latest", key.toString());
        peer.ask(command);
        return peer;
    }

    static ByteBuffer bytes(int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }
}
