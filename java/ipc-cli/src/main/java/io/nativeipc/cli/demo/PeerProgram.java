package io.nativeipc.cli.demo;

import io.nativeipc.internal.sys.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The C++ program, which comes with the jar. */
final class PeerProgram {
    private static final long END_SECONDS = 1;

    private PeerProgram() {}

    /**
     * Starts the program; what it has to complain about goes to this process's stderr.
     *
     * @param substitute another program to start in its place
     */
    static Process start(Workspace workspace, @Nullable Path substitute, List<String> arguments) throws IOException {
        Path program = substitute == null ? unpack(workspace) : substitute.toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
        return workspace.keep(builder::start, PeerProgram::end);
    }

    private static Path unpack(Workspace workspace) throws IOException {
        String resource = "/META-INF/native/" + Platform.current().id() + "/" + DemoSystem.CURRENT.peerFile();
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
     * Ends the program and what it has started, for a substitute may be a shell script. Windows erases neither the file of a
     * running program nor one that it has mapped, so its end is waited for.
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
