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
            "Pass messages on: all that come FROM one queue go TO another.",
            "From a ring channel and from RabbitMQ at least once: a batch is acknowledged when the other side has taken, and a"
                    + " broker confirmed, all of it. From every other kind a message is gone when it is received: kill -9"
                    + " loses at most one batch, and nothing else does. What cannot be sent is tried again."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Bridge implements Callable<Integer> {
    private static final int LARGEST_BATCH = 1 << 16;

    @Spec
    CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FROM",
            converter = Converters.Address.class,
            description = "Where they come from.")
    IpcAddress from;

    @Parameters(index = "1", paramLabel = "TO", converter = Converters.Address.class, description = "Where they go.")
    IpcAddress to;

    @Option(names = "--batch", paramLabel = "N", description = "How many are acknowledged together at most; else 1024.")
    int batch = 1024;

    @Option(names = "--count", paramLabel = "N", description = "End after so many.")
    @Nullable
    Long count;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            converter = Converters.Seconds.class,
            description = "End when none has come for so many seconds: with 1 if --count was not reached, else 0.")
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
            description = "Seconds between two reports of rate and backlog on stderr; else 1, and 0 for none.")
    Duration report = Duration.ofSeconds(1);

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (batch < 1 || batch > LARGEST_BATCH) {
            throw usage("--batch is 1 to " + LARGEST_BATCH + ": " + batch);
        } else if (count != null && count < 1) {
            throw usage("--count is 1 or more: " + count);
        } else if (from.equals(to)) {
            throw usage("a bridge from " + from + " to itself would go round for ever");
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
