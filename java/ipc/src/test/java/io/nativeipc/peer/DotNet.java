package io.nativeipc.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Compiles and starts the C# programs, and finds the .NET that runs them. On Unix, Debian's mcs compiles them against
 * the runtime's own libraries. Windows has no compiler: the same compiled files run there, from the folder in the
 * system property {@code nativeipc.dotnet.programs}.
 */
public final class DotNet {
    /** Without these, .NET needs a library for its cultures, and leaves debugger pipes in /tmp when it is killed. */
    static final Map<String, String> ENVIRONMENT =
            Map.of("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1", "COMPlus_EnableDiagnostics", "0");

    /** The program that is killed at the steps of the ring channel, which only its build contains. */
    static final String VICTIM = "RingVictim";

    private static final String RUNTIME = "3.1.23";
    private static final long PATIENCE_SECONDS = 120;

    private static boolean compiled;

    private DotNet() {}

    /** Starts a program of this project, for example {@code TextbookServer}. The caller reads its output. */
    public static Process start(String program, String... arguments) {
        Peers.DOTNET.require();
        return startProgram(command(program), arguments);
    }

    /**
     * Starts a program of one file in another folder, with a unique name. A program that uses the ring channel is
     * compiled with its sources. Only on Unix, which has the compiler.
     */
    public static Process start(Path source, String... arguments) {
        Peers.DOTNET.require();
        String program = source.getFileName().toString().replace(".cs", "");
        Path dll = programs().resolve(program + ".dll");
        try {
            List<Path> sources = new ArrayList<>(List.of(source));
            if (Files.readString(source).contains("using NativeIpc.Ring;")) {
                sources.addAll(ring());
            }
            compileIfOld(dll, program, sources);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return startProgram(command(program), arguments);
    }

    private static Process startProgram(List<String> program, String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(ENVIRONMENT);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the folder of the compiled programs. Absent and outdated programs are compiled first. */
    public static synchronized Path programs() {
        String folder = System.getProperty("nativeipc.dotnet.programs");
        Path programs = folder == null ? Peers.PROJECT.resolve("target/dotnet") : Path.of(folder);
        if (!Peers.WINDOWS && !compiled) {
            try {
                compileAll(programs);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            compiled = true;
        }
        return programs;
    }

    /** Returns whether the programs are compiled or can be, and whether the runtime starts. */
    static boolean isThere() {
        if (!Files.isRegularFile(dotnet())) {
            return false;
        }
        if (Peers.WINDOWS) {
            return Files.isRegularFile(programs().resolve("Peer.dll"));
        }
        return Peers.succeeds("mcs", "--version") && Peers.succeeds(dotnet().toString(), "--list-runtimes");
    }

    static List<String> command(String program) {
        return List.of(dotnet().toString(), programs().resolve(program + ".dll").toString());
    }

    private static Path dotnet() {
        return Peers.home().resolve(Peers.WINDOWS ? "dotnet-windows/dotnet.exe" : "dotnet-linux/dotnet");
    }

    private static void compileAll(Path programs) throws IOException {
        Map<String, List<Path>> sources = new TreeMap<>();
        for (Path source : list(Peers.PROJECT.resolve("java/ipc/src/test/csharp"), "*.cs")) {
            String name = source.getFileName().toString();
            String program = name.startsWith("Peer") ? "Peer" : name.substring(0, name.length() - ".cs".length());
            sources.computeIfAbsent(program, absent -> new ArrayList<>()).add(source);
        }
        sources.get("Peer").addAll(ring());
        sources.get(VICTIM).addAll(ring());
        sources.get(VICTIM).add(Peers.PROJECT.resolve("java/ipc/src/test/csharp/PeerRingMessages.cs"));
        Files.createDirectories(programs);
        for (Map.Entry<String, List<Path>> program : sources.entrySet()) {
            compileIfOld(programs.resolve(program.getKey() + ".dll"), program.getKey(), program.getValue());
        }
    }

    /** Returns the sources of the ring channel, which a user compiles into a program. */
    private static List<Path> ring() throws IOException {
        return list(Peers.PROJECT.resolve("native/dotnet"), "*.cs");
    }

    private static void compileIfOld(Path dll, String program, List<Path> sources) throws IOException {
        if (!isCurrent(dll, sources)) {
            compile(dll, program, sources);
        }
    }

    private static boolean isCurrent(Path dll, List<Path> sources) throws IOException {
        if (!Files.exists(dll)) {
            return false;
        }
        FileTime compiledAt = Files.getLastModifiedTime(dll);
        for (Path source : sources) {
            if (Files.getLastModifiedTime(source).compareTo(compiledAt) > 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Compiles in a separate folder and moves complete files to their place, the dll last, because another test run may
     * use the same folder.
     */
    private static void compile(Path dll, String program, List<Path> sources) throws IOException {
        Path work = Files.createTempDirectory(dll.getParent(), "mcs-");
        Path finished = work.resolve(dll.getFileName());
        Path config = work.resolve(program + ".runtimeconfig.json");
        Files.writeString(
                config,
                "{\"runtimeOptions\": {\"framework\": {\"name\": \"Microsoft.NETCore.App\", \"version\": \"" + RUNTIME
                        + "\"}}}\n");

        // CS1702: mcs doubts that the runtime's System.Runtime is the one that the other libraries refer to.
        List<String> command = new ArrayList<>(List.of(
                "mcs",
                "-nologo",
                "-warnaserror",
                "-nowarn:1702",
                "-langversion:7.2",
                "-unsafe",
                "-nostdlib",
                "-out:" + finished));
        if (program.equals(VICTIM)) {
            command.add("-define:NATIVE_IPC_RING_KILL_POINTS");
        }
        for (Path library : libraries()) {
            command.add("-r:" + library);
        }
        sources.forEach(source -> command.add(source.toString()));
        run(command);
        for (Path file : List.of(config, finished)) {
            Files.move(file, dll.resolveSibling(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.delete(work);
    }

    /** Returns the managed libraries. Native libraries have the same extension. */
    private static List<Path> libraries() throws IOException {
        Path runtime = dotnet().resolveSibling("shared/Microsoft.NETCore.App/" + RUNTIME);
        List<Path> libraries = new ArrayList<>(list(runtime, "System*.dll"));
        libraries.removeIf(library -> library.getFileName().toString().contains("Native"));
        libraries.add(runtime.resolve("Microsoft.Win32.Primitives.dll"));
        libraries.add(runtime.resolve("mscorlib.dll"));
        libraries.add(runtime.resolve("netstandard.dll"));
        return libraries;
    }

    private static List<Path> list(Path folder, String glob) throws IOException {
        var matcher = folder.getFileSystem().getPathMatcher("glob:" + glob);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> matcher.matches(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("mcs: " + output);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
