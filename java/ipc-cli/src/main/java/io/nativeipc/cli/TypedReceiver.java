package io.nativeipc.cli;

import io.nativeipc.MessageHandler;
import io.nativeipc.MessageReceiver;
import io.nativeipc.sysv.MessageTypes;
import io.nativeipc.sysv.SysVMessageQueue;
import java.io.IOException;
import java.time.Duration;

/** Receives the messages of some types from a System V queue. */
record TypedReceiver(SysVMessageQueue queue, MessageTypes types) implements MessageReceiver {
    @Override
    public boolean tryReceive(MessageHandler handler) throws IOException {
        return queue.tryReceive(types, handler);
    }

    @Override
    public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return queue.tryReceive(types, handler, timeout);
    }

    @Override
    public void receive(MessageHandler handler) throws IOException, InterruptedException {
        queue.receive(types, handler);
    }

    @Override
    public void close() {
        queue.close();
    }
}
