package io.nativeipc.cli;

import io.nativeipc.BatchSender;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.posix.PosixMessageQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code send}: sends each argument as a message, or each line of stdin if there are no arguments. */
@Command(description = "Send messages: one for each TEXT, or one for each line of stdin.")
final class Send extends Verb {
    private static final Duration LINGER = Duration.ofSeconds(30);
    private static final Duration EVER = Duration.ofDays(36_500);

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "A message.")
    List<String> texts = List.of();

    @Option(names = "--type", paramLabel = "N", description = "sysv-mq: the messages' type, from 1.")
    @Nullable
    Long type;

    @Option(names = "--priority", paramLabel = "N", description = "posix-mq: the messages' priority, 0 to 32767.")
    @Nullable
    Integer priority;

    @Option(names = "--listen", description = "zmq+tcp: bind the address instead of connecting to it.")
    boolean listen;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            converter = Converters.Seconds.class,
            description = {
                "Exit with status 1 if a message is not accepted, or not confirmed, within S seconds.",
                "zmq+tcp: at exit, wait at most S seconds (default 30) until all messages are handed over."
            })
    @Nullable
    Duration timeout;

    private long sent;

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        try (MessageSender sender = Opener.sender(address, listen ? Side.LISTENS : Side.CONNECTS, linger())) {
            Opener.Sending sending = Opener.sending(sender, type == null ? 1 : type, priority == null ? 0 : priority);
            boolean all = texts.isEmpty() ? sendLines(sending) : sendTexts(sending);
            if (all && sender instanceof BatchSender batch && !batch.tryFlush(patience())) {
                throw expired("confirmed");
            } else if (!all) {
                throw expired("accepted");
            }
        }
        return 0;
    }

    private Duration linger() {
        return timeout == null ? LINGER : timeout;
    }

    private Duration patience() {
        return timeout == null ? EVER : timeout;
    }

    private IpcException expired(String what) {
        return new IpcException(
                address.toString(), "timeout", sent + " messages were accepted; the next was not " + what + " in time");
    }

    private boolean sendTexts(Opener.Sending sending) throws IOException, InterruptedException {
        for (byte[] text : rawTexts()) {
            if (!sending.trySend(ByteBuffer.wrap(text), patience())) {
                return false;
            }
            sent++;
        }
        return true;
    }

    private List<byte[]> rawTexts() throws IOException {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        List<String> wanted = new ArrayList<>(texts);
        wanted.add(0, address.toString());
        return RawArguments.of(arguments, wanted).subList(1, wanted.size());
    }

    private void checkOptions() {
        if (type != null && address.kind() != Kind.SYSV_MQ) {
            throw usage("--type is for sysv-mq");
        } else if (priority != null && address.kind() != Kind.POSIX_MQ) {
            throw usage("--priority is for posix-mq");
        } else if (type != null && type < 1) {
            throw usage("a message's type is 1 or more: " + type);
        } else if (priority != null && (priority < 0 || priority > PosixMessageQueue.MAX_PRIORITY)) {
            throw usage("a priority is 0 to " + PosixMessageQueue.MAX_PRIORITY + ": " + priority);
        }
    }

    private boolean sendLines(Opener.Sending sending) throws IOException, InterruptedException {
        Lines lines = new Lines(System.in);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            if (!sending.trySend(ByteBuffer.wrap(line), patience())) {
                return false;
            }
            sent++;
        }
        return true;
    }
}
