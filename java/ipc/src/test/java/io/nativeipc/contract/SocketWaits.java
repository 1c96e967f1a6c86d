package io.nativeipc.contract;

import static io.nativeipc.contract.WaitingCall.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.Memfd;
import io.nativeipc.posix.Received;
import java.nio.ByteBuffer;

/** Creates waiting calls of Unix sockets that pass descriptors. */
final class SocketWaits {
    private SocketWaits() {}

    static WaitingCall send() throws Exception {
        SocketPair pair = SocketPair.create();
        Descriptor handed = descriptor();
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        while (pair.left().tryWrite(chunk.clear()) > 0) {
            assertThat(pair.left().isOpen()).isTrue();
        }
        while (pair.left().trySend(message(), handed) > 0) {
            assertThat(pair.left().isOpen()).isTrue();
        }
        return new WaitingCall(
                timeout -> pair.left().trySend(message(), timeout, handed) > 0,
                () -> pair.left().send(message(), handed),
                () -> pair.right().read(chunk.clear()),
                pair.left(),
                () -> closeBoth(pair, handed));
    }

    static WaitingCall receive() throws Exception {
        SocketPair pair = SocketPair.create();
        Descriptor handed = descriptor();
        return new WaitingCall(
                timeout -> {
                    try (Received received = pair.left().tryReceive(message(), 1, timeout)) {
                        return received.byteCount() > 0;
                    }
                },
                () -> pair.left().receive(message(), 1).close(),
                () -> pair.right().send(message(), handed),
                pair.left(),
                () -> closeBoth(pair, handed));
    }

    private static Descriptor descriptor() throws Exception {
        try (Memfd memory = Memfd.create("ipc-test", 1)) {
            return memory.descriptor();
        }
    }

    private static void closeBoth(SocketPair pair, Descriptor descriptor) {
        pair.close();
        descriptor.close();
    }
}
