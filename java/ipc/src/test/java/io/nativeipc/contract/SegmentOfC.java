package io.nativeipc.contract;

import io.nativeipc.NotFoundException;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;

/** The System V segment of native/peer/memory_peer.cpp, and the C program that makes it or joins it. */
abstract class SegmentOfC {
    static final int TO_PEER = 0;
    static final int TO_JAVA = 64;
    static final int MUTEX = 128;
    static final int COUNTER = 256;
    static final int WORD = 264;
    static final int NOT_EMPTY = 320;
    static final int NOT_FULL = 384;
    static final int LOCK = 448;

    final SysVKey key = Unique.key();

    @AfterEach
    void remove() throws IOException {
        try {
            SysVSharedMemory.remove(key);
        } catch (NotFoundException removed) {
            // the test did not create it
        }
    }

    Peer peer(String command) {
        Peer peer = Peer.start(Peers.CPP, "objects", key.toString());
        peer.ask(command);
        return peer;
    }
}
