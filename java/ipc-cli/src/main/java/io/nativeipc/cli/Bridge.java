package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageTransport.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bridge}: forwards messages from one queue to another until it is ended. */
@Command(
        description = {
            "Forward all messages FROM one queue TO another.",
            "Messages of a ring channel or of RabbitMQ are forwarded at least once: a batch is acknowledged when the target"
                    + " has accepted it and a broker has confirmed it. Messages of other kinds are removed when they are"
                    + " received: kill -9 loses at most one batch. Failed sends are repeated."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Bridge implements Callable<Integer> {
    private static final int LARGEST_BATCH = 1 << 16;

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FROM", converter = Converters.Address.class, description = "The source.")
    IpcAddress from;

    @Parameters(index = "1", paramLabel = "TO", converter = Converters.Address.class, description = "The target.")
    IpcAddress to;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "The maximum number of messages in a batch (default 1024).")
    int batch = 1024;

    @Option(names = "--count", paramLabel = "N", description = "Exit after N messages.")
    @Nullable
    Long count;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            converter = Converters.Seconds.class,
            description = "Exit if no message arrives for S seconds: with status 1 if --count was not reached, else 0.")
    @Nullable
    Duration timeout;

    @Option(
            names = "--connect",
            description = "FROM is unix, pipe or zmq+tcp: connect to a sender that listens, instead of listening.")
    boolean connect;

    @Option(names = "--listen", description = "TO is zmq+tcp: bind the address instead of connecting to it.")
    boolean listen;

    @Option(
            names = "--report",
            paramLabel = "S",
            converter = Converters.Seconds.class,
            description = "Seconds between two reports of rate and backlog on stderr (default 1; 0 for none).")
    Duration report = Duration.ofSeconds(1);

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (batch < 1 || batch > LARGEST_BATCH) {
            throw usage("--batch is 1 to " + LARGEST_BATCH + ": " + batch);
        } else if (count != null && count < 1) {
            throw usage("--count is 1 or more: " + count);
        } else if (from.equals(to)) {
            throw usage("FROM and TO are the same: " + from);
        }
        try (BridgeStop stop = new BridgeStop();
                MessageReceiver receiver = Opener.receiver(from, connect, 0);
                BridgeTarget target = BridgeTarget.open(to, listen ? Side.LISTENS : Side.CONNECTS, stop)) {
            BridgeRun run = new BridgeRun(BridgeSource.of(from, receiver, batch), target, stop);
            run.reportEvery(report);
            boolean all = run.pass(count == null ? Long.MAX_VALUE : count, timeout);
            return all || count == null ? 0 : Main.FAILED;
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
