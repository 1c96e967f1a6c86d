package io.nativeipc.cli.demo;

import io.nativeipc.posix.PosixMessageQueue;
import java.io.IOException;
import java.util.List;

/**
 * The demo of POSIX message queues. There are two, because a queue does not distinguish the receivers of its messages.
 */
final class QueueRendezvous implements Rendezvous {
    private static final int MAX_MESSAGES = 1;

    private final PosixMessageQueue out;
    private final PosixMessageQueue back;

    QueueRendezvous(Workspace workspace) throws IOException {
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
        return new NumberMessages(out, back);
    }
}
