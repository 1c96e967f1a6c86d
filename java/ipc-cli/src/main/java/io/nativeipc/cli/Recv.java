package io.nativeipc.cli;

import io.nativeipc.BatchReceiver;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageReceiver;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code recv}: prints messages to stdout, each followed by a newline. */
@Command(
        description = {
            "Receive messages and print each to stdout, followed by a newline.",
            "Opens an existing queue; unix, pipe: creates the address and accepts all connections; zmq+tcp: binds it."
        })
final class Recv extends Verb {
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
            names = "--type",
            paramLabel = "N",
            description = "sysv-mq: only type N; -N: the lowest type up to N first.")
    @Nullable
    Long type;

    @Option(
            names = "--connect",
            description = "unix, pipe, zmq+tcp: connect to a sender that listens, instead of listening.")
    boolean connect;

    @Option(names = "--null", description = "Print a NUL after each message instead of a newline.")
    boolean nul;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (type != null && address.kind() != Kind.SYSV_MQ) {
            throw usage("--type is for sysv-mq");
        } else if (count != null && count < 1) {
            throw usage("--count is 1 or more: " + count);
        }
        try (MessageReceiver receiver = Opener.receiver(address, connect, type == null ? 0 : type);
                OutputStream out = Output.buffered()) {
            return receive(receiver, out);
        }
    }

    private int receive(MessageReceiver receiver, OutputStream out) throws IOException, InterruptedException {
        MessageHandler printing = receiver instanceof BatchReceiver
                ? message -> printAndFlush(message, out)
                : message -> print(message, out);
        long received = 0;
        while (count == null || received < count) {
            if (!receiver.tryReceive(printing)) {
                out.flush();
                if (timeout == null) {
                    receiver.receive(printing);
                } else if (!receiver.tryReceive(printing, timeout)) {
                    return count == null ? 0 : Main.FAILED;
                }
            }
            received++;
        }
        return 0;
    }

    /**
     * Prints a message of a ring or a broker. It is acknowledged when the handler returns, so it must have been written
     * by then.
     */
    private void printAndFlush(ByteBuffer message, OutputStream out) throws IOException {
        print(message, out);
        out.flush();
    }

    private void print(ByteBuffer message, OutputStream out) throws IOException {
        byte[] bytes = new byte[message.remaining() + 1];
        message.get(bytes, 0, bytes.length - 1);
        bytes[bytes.length - 1] = (byte) (nul ? 0 : '\n');
        out.write(bytes);
    }
}
