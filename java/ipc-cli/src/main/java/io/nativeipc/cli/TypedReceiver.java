package io.nativeipc.cli;

import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageReceiver;
import io.nativeipc.internal.sys.Sysctl;
import io.nativeipc.sysv.SysVMessageQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * Receives messages of some types from a System V queue: a positive number selects that type, a negative one the types
 * up to its absolute value.
 */
final class TypedReceiver implements MessageReceiver {
    private static final int UNPRIVILEGED = 1 << 16;

    private final SysVMessageQueue queue;
    private final long type;
    private final ByteBuffer message;

    TypedReceiver(SysVMessageQueue queue, long type) throws IpcException {
        this.queue = queue;
        this.type = type;
        long largest = Math.min(queue.stat().maxBytes(), Sysctl.number("kernel.msgmax", UNPRIVILEGED));
        message = ByteBuffer.allocateDirect((int) Math.min(1 << 24, largest));
    }

    @Override
    public boolean tryReceive(MessageHandler handler) throws IOException {
        return handle(queue.tryReceive(message.clear(), type), handler);
    }

    @Override
    public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return handle(queue.tryReceive(message.clear(), type, timeout), handler);
    }

    @Override
    public void receive(MessageHandler handler) throws IOException, InterruptedException {
        handle(queue.receive(message.clear(), type), handler);
    }

    private boolean handle(long received, MessageHandler handler) throws IOException {
        if (received == SysVMessageQueue.NOTHING) {
            return false;
        }
        handler.onMessage(message.flip().slice().order(ByteOrder.nativeOrder()));
        return true;
    }

    @Override
    public void close() {
        queue.close();
    }
}
