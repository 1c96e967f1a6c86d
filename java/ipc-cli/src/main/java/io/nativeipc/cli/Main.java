package io.nativeipc.cli;

import io.nativeipc.cli.demo.Demo;
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
        subcommands = {Demo.class})
public final class Main {
    private Main() {}

    /** Runs one verb and exits with its status. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        CommandLine command = new CommandLine(new Main());
        command.setExecutionExceptionHandler((thrown, verb, parsed) -> failed(thrown, verb));
        try {
            return command.execute(args);
        } catch (ExceptionInInitializerError e) {
            return failed(reason(e), command);
        }
    }

    /** Without a provider or the C library the class that needs it cannot be initialized; why is wrapped, once or twice. */
    private static Throwable reason(ExceptionInInitializerError error) {
        Throwable reason = error;
        while (reason instanceof ExceptionInInitializerError && reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason;
    }

    /** What went wrong is one line on stderr, never a stack trace. */
    private static int failed(Throwable thrown, CommandLine command) {
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
