package io.nativeipc.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A long-lived process of the packaged jar that runs one command after the other. A JVM for each command would take
 * most of the tests' time. There are as many servers as commands that run at once; they end with this JVM.
 */
public final class CommandServer {
    private static final long PATIENCE_SECONDS = 60;
    private static final Deque<CommandServer> IDLE = new ArrayDeque<>();

    private final Process process;
    private final DataOutputStream requests;
    private final DataInputStream answers;

    private CommandServer() throws IOException {
        String classPath = Program.jarFile() + ":" + Program.jarFile().resolveSibling("test-classes");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        CommandServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LC_ALL", "C.UTF-8"); // as in the launcher
        process = builder.start();
        requests = new DataOutputStream(process.getOutputStream());
        answers = new DataInputStream(process.getInputStream());
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }

    private void end() {
        try {
            requests.close();
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }

    static Command.Result run(byte[] stdin, List<String> arguments) {
        CommandServer server = take();
        CompletableFuture<Command.Result> answer =
                CompletableFuture.supplyAsync(() -> server.ask(stdin, arguments), Command.THREADS);
        Command.Result result;
        try {
            result = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            server.process.destroyForcibly();
            throw new AssertionError("it does not end", e);
        }
        synchronized (IDLE) {
            IDLE.push(server);
        }
        return result;
    }

    private static CommandServer take() {
        synchronized (IDLE) {
            if (!IDLE.isEmpty()) {
                return IDLE.pop();
            }
        }
        try {
            return new CommandServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Command.Result ask(byte[] stdin, List<String> arguments) {
        try {
            requests.writeInt(arguments.size());
            for (String argument : arguments) {
                write(requests, argument.getBytes(StandardCharsets.UTF_8));
            }
            write(requests, stdin);
            requests.flush();
            int status = answers.readInt();
            byte[] out = read(answers);
            return new Command.Result(status, out, new String(read(answers), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream to, byte[] bytes) throws IOException {
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    private static byte[] read(DataInputStream from) throws IOException {
        return from.readNBytes(from.readInt());
    }

    public static void main(String[] none) throws IOException {
        DataInputStream requests = new DataInputStream(new FileInputStream(FileDescriptor.in));
        DataOutputStream answers = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
        for (int count = first(requests); count >= 0; count = first(requests)) {
            String[] arguments = new String[count];
            for (int i = 0; i < count; i++) {
                arguments[i] = new String(read(requests), StandardCharsets.UTF_8);
            }
            serve(arguments, read(requests), answers);
        }
        System.exit(0);
    }

    /** Returns the number of arguments, or −1 at the end of the requests. */
    private static int first(DataInputStream requests) throws IOException {
        byte[] number = requests.readNBytes(Integer.BYTES);
        return number.length < Integer.BYTES ? -1 : ByteBuffer.wrap(number).getInt();
    }

    private static void serve(String[] arguments, byte[] stdin, DataOutputStream answers) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        System.setOut(printed);
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        System.setIn(new ByteArrayInputStream(stdin));
        Output.standard = out;
        Input.standard = System.in;
        RawArguments.commandLine = Path.of("/absent");
        int status = Main.run(arguments);
        printed.flush();
        answers.writeInt(status);
        write(answers, out.toByteArray());
        write(answers, err.toByteArray());
        answers.flush();
    }
}
