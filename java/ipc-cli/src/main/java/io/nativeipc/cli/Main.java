package io.nativeipc.cli;

import io.nativeipc.NativeIpc;
import io.nativeipc.cli.demo.Demo;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command {@code native-ipc}. Exit status: 0 success, 1 failure, 2 usage error, 130 interrupted. */
@Command(
        name = "native-ipc",
        description = "List, inspect, use and remove the IPC objects of the operating system.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Main.Version.class)
public final class Main {
    static final int FAILED = CommandLine.ExitCode.SOFTWARE;
    static final int USAGE = CommandLine.ExitCode.USAGE;
    private static final int INTERRUPTED = 130;

    /** The verbs, in the order of the help text. */
    private static final Map<String, Supplier<Object>> VERBS = new LinkedHashMap<>();

    static {
        VERBS.put("demo", Demo::new);
        VERBS.put("ls", Ls::new);
        VERBS.put("create", Create::new);
        VERBS.put("stat", Stat::new);
        VERBS.put("read", Read::new);
        VERBS.put("write", Write::new);
        VERBS.put("struct", StructLayout::new);
        VERBS.put("rm", Rm::new);
        VERBS.put("send", Send::new);
        VERBS.put("recv", Recv::new);
        VERBS.put("bridge", Bridge::new);
        VERBS.put("connect", Connect::new);
        VERBS.put("wait", Wait::new);
        VERBS.put("post", Post::new);
        VERBS.put("doctor", Doctor::new);
        VERBS.put("bench", Bench::new);
    }

    private Main() {}

    /** Runs one verb and exits with its status. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        CommandLine command = new CommandLine(new Main());
        addVerbs(command, args.length == 0 ? "" : args[0]);
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setExpandAtFiles(false); // a text to send may begin with @
        command.setParameterExceptionHandler(Main::misused);
        command.setExecutionExceptionHandler(Main::failed);
        try {
            return command.execute(args);
        } catch (Error e) { // for example InternalError when another process has truncated mapped memory
            System.err.println("native-ipc: " + e);
            return FAILED;
        }
    }

    /** Adds the requested verb. Picocli reads every verb's class by reflection, so it gets only this one. */
    private static void addVerbs(CommandLine command, String asked) {
        VERBS.forEach((name, verb) -> {
            if (name.equals(asked) || !VERBS.containsKey(asked)) {
                command.addSubcommand(name, verb.get());
            }
        });
    }

    private static int misused(ParameterException thrown, String[] args) {
        System.err.println("native-ipc: " + thrown.getMessage());
        System.err.println(
                "native-ipc: try " + thrown.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return USAGE;
    }

    /** Reports a failure in one line on stderr, never as a stack trace. */
    private static int failed(Exception thrown, CommandLine command, CommandLine.ParseResult parsed) {
        if (thrown instanceof Output.ClosedException) {
            return CommandLine.ExitCode.OK;
        } else if (thrown instanceof InterruptedException) {
            return INTERRUPTED;
        }
        boolean expected = thrown instanceof IOException
                || thrown instanceof IllegalArgumentException
                || thrown instanceof IllegalStateException
                || thrown instanceof UnsupportedOperationException;
        String text = Objects.requireNonNullElse(thrown.getMessage(), thrown.toString());
        System.err.println("native-ipc: " + (expected ? text : thrown));
        return thrown instanceof IllegalArgumentException ? USAGE : FAILED;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"native-ipc " + NativeIpc.version()};
        }
    }
}
