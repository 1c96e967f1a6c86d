package io.nativeipc.cli;

import java.io.IOException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command {@code native-ipc}. Exit status: 0, 1 failed, 2 usage, 130 interrupted. */
@Command(
        name = "native-ipc",
        description = "The operating system's IPC objects: list, use, and clean them.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {})
public final class Main {
    private Main() {}

    /** Runs one verb and exits with its status. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        CommandLine command = new CommandLine(new Main());
        command.setExecutionExceptionHandler(Main::failed);
        return command.execute(args);
    }

    /** What went wrong is one line on stderr, never a stack trace. */
    private static int failed(Exception thrown, CommandLine command, CommandLine.ParseResult parsed) {
        boolean expected = thrown instanceof IOException
                || thrown instanceof IllegalArgumentException
                || thrown instanceof IllegalStateException
                || thrown instanceof UnsupportedOperationException;
        String text = Objects.requireNonNullElse(thrown.getMessage(), thrown.toString());
        command.getErr().println("native-ipc: " + (expected ? text : thrown));
        return thrown instanceof InterruptedException ? 130 : 1;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"native-ipc " + Objects.requireNonNullElse(version, "(not packaged)")};
        }
    }
}
