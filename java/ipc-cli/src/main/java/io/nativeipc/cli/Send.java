package io.nativeipc.cli;

import io.nativeipc.IpcAddress.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code send}: one message for each argument, else one for each line of stdin. */
@Command(description = "Send messages: one per TEXT, else one per line of stdin.")
final class Send extends Verb {
    private static final int MAX_PRIORITY = 32767;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "A message.")
    List<String> texts = List.of();

    @Option(names = "--type", paramLabel = "N", description = "sysv-mq: the messages' type, from 1.")
    @Nullable
    Long type;

    @Option(names = "--priority", paramLabel = "N", description = "posix-mq: the messages' priority, 0 to 32767.")
    @Nullable
    Integer priority;

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        try (Opener.Sender sender =
                SystemKinds.CURRENT.sender(address, type == null ? 1 : type, priority == null ? 0 : priority)) {
            if (texts.isEmpty()) {
                sendLines(sender);
            } else {
                for (byte[] text : rawTexts()) {
                    sender.send(ByteBuffer.wrap(text));
                }
            }
        }
        return 0;
    }

    private List<byte[]> rawTexts() throws IOException {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        List<String> wanted = new ArrayList<>(texts);
        wanted.add(0, address.toString());
        return RawArguments.of(arguments, wanted).subList(1, wanted.size());
    }

    private void checkOptions() {
        if (address.kind() == Kind.RING && (type != null || priority != null)) {
            throw usage("a ring channel has neither --type nor --priority");
        } else if (type != null && address.kind() == Kind.POSIX_MQ) {
            throw usage("--type is for sysv-mq; a posix-mq has --priority");
        } else if (priority != null && address.kind() == Kind.SYSV_MQ) {
            throw usage("--priority is for posix-mq; a sysv-mq has --type");
        } else if (type != null && type < 1) {
            throw usage("a message's type is 1 or more: " + type);
        } else if (priority != null && (priority < 0 || priority > MAX_PRIORITY)) {
            throw usage("a priority is 0 to " + MAX_PRIORITY + ": " + priority);
        }
    }

    private static void sendLines(Opener.Sender sender) throws IOException, InterruptedException {
        Lines lines = new Lines(System.in);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            sender.send(ByteBuffer.wrap(line));
        }
    }
}
