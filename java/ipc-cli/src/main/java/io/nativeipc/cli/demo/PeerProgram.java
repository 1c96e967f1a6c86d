package io.nativeipc.cli.demo;

import io.nativeipc.NativeIpc;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The C++ program, which the jar contains. */
final class PeerProgram {
    private static final long END_SECONDS = 1;

    private PeerProgram() {}

    /**
     * Starts the program; its stderr is that of this process.
     *
     * @param substitute another program to start instead; null for the program of the jar
     */
    static Process start(Workspace workspace, @Nullable Path substitute, List<String> arguments) throws IOException {
        Path program = substitute == null ? unpack(workspace) : substitute.toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
        return workspace.keep(builder::start, PeerProgram::end);
    }

    private static Path unpack(Workspace workspace) throws IOException {
        String resource = "/META-INF/native/" + NativeIpc.platform() + "/" + DemoSystem.CURRENT.peerFile();
        Path program = workspace.folder().resolve(DemoSystem.CURRENT.peerFile());
        try (InputStream in = PeerProgram.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new UnsupportedOperationException("the C++ program of the demo is not in this jar: " + resource
                        + "; " + DemoSystem.CURRENT.howToGetPeer());
            }
            workspace.make(() -> Files.copy(in, program));
        }
        DemoSystem.CURRENT.makeExecutable(program);
        return program;
    }

    /**
     * Ends the program and the processes that it has started, because a substitute may be a shell script. Waits for its
     * end, because Windows removes neither the file of a running program nor a file that it has mapped.
     */
    private static void end(Process process) {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
