package io.nativeipc.cli.demo;

import java.io.IOException;

/** The five mechanisms, in the order of the demo. */
enum Mechanism {
    NAMED_PIPE("named pipe", FifoRendezvous::new),
    SHARED_MEMORY("shared memory", MemoryExchange::inSharedMemory),
    SOCKET("socket", SocketRendezvous::new),
    MESSAGE_QUEUE("message queue", QueueExchange::new),
    MEMORY_MAPPED_FILE("memory-mapped file", MemoryExchange::inFile);

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // a constructor's or a method's reference, which keeps nothing
    private final Preparation preparation;

    Mechanism(String title, Preparation preparation) {
        this.title = title;
        this.preparation = preparation;
    }

    /** Creates the objects that both processes use. */
    Rendezvous prepare(Workspace workspace) throws IOException {
        return preparation.in(workspace);
    }

    @Override
    public String toString() {
        return title;
    }

    private interface Preparation {
        Rendezvous in(Workspace workspace) throws IOException;
    }
}
