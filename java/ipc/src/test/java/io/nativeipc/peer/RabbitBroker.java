package io.nativeipc.peer;

import java.nio.file.Path;

/**
 * RabbitMQ, the real one: a broker of this JVM's own, in a folder of its own, on a free port of the loopback. It is started for
 * the first test that wants it, and ends with the JVM, however that ends: its keeper sees the end of its input.
 */
public final class RabbitBroker {
    private static RabbitBroker shared;

    private final Peer keeper;
    private final int port;

    private RabbitBroker() {
        long pid = ProcessHandle.current().pid();
        Path folder = Peers.PROJECT.resolve("target/rabbitmq-" + pid + "-" + System.nanoTime());
        keeper = Peer.start(Peers.RABBITMQ, folder.toString());
        Runtime.getRuntime().addShutdownHook(new Thread(keeper::close));
        port = Integer.parseInt(keeper.ask("start"));
    }

    /** The broker of this JVM, which runs; skips the test where there is none. */
    public static synchronized RabbitBroker get() {
        Peers.RABBITMQ.require();
        if (shared == null) {
            shared = new RabbitBroker();
        }
        return shared;
    }

    /** The port on which it takes connections, also after a restart. */
    public int port() {
        return port;
    }

    /** {@code amqp://localhost:PORT/QUEUE}. */
    public String address(String queue) {
        return "amqp://localhost:" + port + "/" + queue;
    }

    /** Starts it again, if it does not run. */
    public void start() {
        keeper.ask("start");
    }

    /** Ends it as SIGTERM does: in order. */
    public void stop() {
        keeper.ask("stop");
    }

    /**
     * Writes to its disk which queues there are. RabbitMQ 3.10 confirms a queue before that: of 56 that it was killed right
     * after, two were gone with their confirmed messages when it came back.
     */
    public void syncQueues() {
        ctl("eval mnesia:sync_log().");
    }

    /** Ends it as SIGKILL does. */
    public void kill() {
        keeper.ask("kill");
    }

    /** What rabbitmqctl says, on one line. */
    public String ctl(String arguments) {
        return keeper.ask("ctl " + arguments);
    }
}
