package io.nativeipc.cli.demo;

import io.nativeipc.cli.demo.Conversation.Outcome;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: exchanges numbers with a C++ process over five mechanisms. */
@Command(name = "demo", description = "Exchange numbers with a C++ process over five mechanisms.", sortOptions = false)
public final class Demo implements Callable<Integer> {
    private static final int INTERRUPTED = 130;

    @Option(
            names = "--out",
            paramLabel = "N",
            defaultValue = "100",
            description = "The number that Java sends (${DEFAULT-VALUE}).")
    private int out;

    @Option(
            names = "--back",
            paramLabel = "M",
            defaultValue = "200",
            description = "The number that C++ sends back (${DEFAULT-VALUE}).")
    private int back;

    @Option(names = "--all", description = "Also over the mechanisms of the JDK itself.")
    private boolean all;

    @Option(names = "--peer", hidden = true, paramLabel = "PROGRAM")
    private @Nullable Path peer;

    @Option(names = "--patience", hidden = true, paramLabel = "SECONDS", defaultValue = "10")
    private int patience;

    @Override
    public Integer call() throws InterruptedException, IOException {
        // without a locale the JVM's charset does not contain µ, but terminals can show it
        PrintStream output = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        List<Mechanism> mechanisms = new ArrayList<>(DemoSystem.CURRENT.mechanisms());
        if (all) {
            mechanisms.add(new Mechanism("ServerSocket", StreamSocketRendezvous::new));
        }
        for (Mechanism mechanism : mechanisms) {
            try {
                output.println(line(mechanism, outcome(mechanism), "C++"));
            } catch (IOException | IllegalStateException e) {
                if (Workspace.jvmEnds()) {
                    return INTERRUPTED;
                }
                throw new IOException(mechanism + ": " + e.getMessage(), e);
            }
        }
        if (all) {
            PipedStreams pipes = new PipedStreams();
            Outcome outcome = new Conversation(pipes, pipes.startPeer(back), out, back).call();
            output.println(line("PipedInputStream", outcome, "thread"));
        }
        return 0;
    }

    private Outcome outcome(Mechanism mechanism) throws IOException, InterruptedException {
        try (Workspace workspace = new Workspace()) {
            return converse(mechanism, workspace);
        }
    }

    /**
     * Runs the conversation. After it has returned, nothing refers to the memory any more, which allows JNA to end a
     * mapping on Windows.
     */
    private Outcome converse(Mechanism mechanism, Workspace workspace) throws IOException, InterruptedException {
        Rendezvous rendezvous = mechanism.preparation().in(workspace);
        List<String> arguments = new ArrayList<>(rendezvous.peerArguments());
        arguments.addAll(List.of("--back", "" + back, "--rounds", "" + Conversation.ROUNDS));
        Process process = PeerProgram.start(workspace, peer, arguments);
        Conversation conversation = new Conversation(rendezvous, process.inputReader(), out, back);
        return new Supervision(process, Duration.ofSeconds(patience)).outcome(conversation);
    }

    private String line(Object mechanism, Outcome outcome, String peer) {
        int width = Math.max(("" + out).length(), ("" + back).length());
        return String.format(
                Locale.ROOT,
                "%-18s   Java -> %s %-" + width + "d   %s -> Java %-" + width + "d   round trip %.1f µs",
                mechanism,
                peer,
                outcome.arrivedThere(),
                peer,
                outcome.arrivedHere(),
                outcome.micros());
    }
}
