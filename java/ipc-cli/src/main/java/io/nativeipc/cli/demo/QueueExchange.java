package io.nativeipc.cli.demo;

import io.nativeipc.posix.PosixMessageQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** POSIX message queues: two, for a queue does not know for whom a message is. */
final class QueueExchange implements Rendezvous, Exchange {
    private static final int MAX_MESSAGES = 1;

    private final PosixMessageQueue out;
    private final PosixMessageQueue back;
    private final ByteBuffer message = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());

    QueueExchange(Workspace workspace) throws IOException {
        out = queue(workspace, "out");
        back = queue(workspace, "back");
    }

    private static PosixMessageQueue queue(Workspace workspace, String end) throws IOException {
        String name = '/' + workspace.name(end);
        return workspace.keep(() -> PosixMessageQueue.create(name, MAX_MESSAGES, Integer.BYTES), queue -> {
            queue.close();
            queue.unlink();
        });
    }

    @Override
    public List<String> peerArguments() {
        return List.of("message-queue", out.name(), back.name());
    }

    @Override
    public Exchange meet() {
        return this;
    }

    @Override
    public void send(int number) throws IOException, InterruptedException {
        out.send(message.clear().putInt(0, number));
    }

    @Override
    public int receive() throws IOException, InterruptedException {
        back.receive(message.clear());
        return message.getInt(0);
    }
}
