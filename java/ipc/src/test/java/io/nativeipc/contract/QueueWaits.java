package io.nativeipc.contract;

import static io.nativeipc.contract.WaitingCall.message;

import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.sysv.SysVMessageQueue;

/** Creates waiting calls of message queues. */
final class QueueWaits {
    private QueueWaits() {}

    static WaitingCall posixSend() throws Exception {
        PosixMessageQueue queue = PosixMessageQueue.create(Unique.posixName(), 1, 1);
        queue.send(message());
        return new WaitingCall(
                timeout -> queue.trySend(message(), timeout),
                () -> queue.send(message()),
                () -> queue.tryReceive(message -> {}),
                queue,
                queue::unlink);
    }

    static WaitingCall posixReceive() throws Exception {
        PosixMessageQueue queue = PosixMessageQueue.create(Unique.posixName(), 2, 1);
        return new WaitingCall(
                timeout -> queue.tryReceive(message -> {}, timeout),
                () -> queue.receive(message -> {}),
                () -> queue.trySend(message()),
                queue,
                queue::unlink);
    }

    static WaitingCall sysvSend() throws Exception {
        SysVMessageQueue queue = SysVMessageQueue.create(Unique.key());
        queue.setMaxBytes(1);
        queue.send(message());
        return new WaitingCall(
                timeout -> queue.trySend(message(), timeout),
                () -> queue.send(message()),
                () -> queue.tryReceive(message -> {}),
                queue,
                queue::remove);
    }

    static WaitingCall sysvReceive() throws Exception {
        SysVMessageQueue queue = SysVMessageQueue.create(Unique.key());
        return new WaitingCall(
                timeout -> queue.tryReceive(message -> {}, timeout),
                () -> queue.receive(message -> {}),
                () -> queue.trySend(message()),
                queue,
                queue::remove);
    }
}
