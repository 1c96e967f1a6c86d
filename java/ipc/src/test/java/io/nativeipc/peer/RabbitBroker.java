package io.nativeipc.peer;

import java.nio.file.Path;

/**
 * A real RabbitMQ broker in its own folder, on a free port of the loopback interface. It is started for the first test
 * that needs it, and ends with this JVM in every case: its keeper process detects the end of its input.
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

    /** Returns the running broker of this JVM; skips the test if RabbitMQ is absent. */
    public static synchronized RabbitBroker get() {
        Peers.RABBITMQ.require();
        if (shared == null) {
            shared = new RabbitBroker();
        }
        return shared;
    }

    /** Returns the port on which the broker accepts connections. A restart keeps it. */
    public int port() {
        return port;
    }

    /** Returns {@code amqp://localhost:PORT/QUEUE}. */
    public String address(String queue) {
        return "amqp://localhost:" + port + "/" + queue;
    }

    /** Starts the broker again if it is not running. */
    public void start() {
        keeper.ask("start");
    }

    /** Ends the broker in an orderly way, like SIGTERM. */
    public void stop() {
        keeper.ask("stop");
    }

    /**
     * Writes the list of queues to the broker's disk. RabbitMQ 3.10 confirms a queue before that: in 2 of 56 kills
     * right after the confirmation, the queue and its confirmed messages were lost.
     */
    public void syncQueues() {
        ctl("eval mnesia:sync_log().");
    }

    /** Ends the broker like SIGKILL. */
    public void kill() {
        keeper.ask("kill");
    }

    /** Returns the output of rabbitmqctl, on one line. */
    public String ctl(String arguments) {
        return keeper.ask("ctl " + arguments);
    }
}
