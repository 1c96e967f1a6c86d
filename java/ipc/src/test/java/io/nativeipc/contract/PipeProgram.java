package io.nativeipc.contract;

import io.nativeipc.IpcException;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.OpenOption;
import io.nativeipc.Permissions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A Java process with one end of a pipe. It understands the commands of the peers in other languages. */
public final class PipeProgram {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name;
    private NamedPipeServer server;
    private NamedPipe pipe;

    private PipeProgram(String name) {
        this.name = name;
    }

    /** Speaks the line protocol of {@link io.nativeipc.peer.Peer}. The argument is the pipe's name. */
    public static void main(String[] args) throws Exception {
        PipeProgram program = new PipeProgram(args[0]);
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            String answer;
            try {
                answer = "ok " + program.answer(line.split(" ", -1));
            } catch (IpcException e) {
                answer = "error " + e.getMessage();
            }
            System.out.println(answer.strip());
        }
    }

    private String answer(String[] words) throws IOException, InterruptedException {
        switch (words[0]) {
            case "create" -> server = NamedPipeServer.create(name);
            case "create-for-all" -> server = NamedPipeServer.create(name, Permissions.of("rw-rw-rw-"));
            case "accept" -> pipe = server.accept();
            case "connect" -> pipe = NamedPipe.connect(name, LONG);
            case "connect-to-anyone" -> pipe = NamedPipe.connect(name, LONG, OpenOption.ANY_OWNER);
            case "write" -> pipe.write(ByteBuffer.wrap(Hex.parse(words[1])));
            case "read" -> {
                return read(Integer.parseInt(words[1]));
            }
            case "close" -> pipe.close();
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "";
    }

    private String read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && pipe.read(bytes) >= 0) {
            assert bytes.position() > 0;
        }
        return bytes.position() == 0 ? "eof" : Hex.of(Buffers.bytes(bytes.flip()));
    }
}
