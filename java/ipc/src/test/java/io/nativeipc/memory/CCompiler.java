package io.nativeipc.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A C compiler of this machine, and the ABI for which it compiles. */
record CCompiler(String name, Abi abi, List<String> command) {
    private static final List<String> ZIG = List.of("python3", "-m", "ziglang", "cc", "-target");

    /** The compiler that the build needs. */
    static CCompiler gcc() {
        return new CCompiler("cc", Abi.LINUX_X86_64, List.of("cc"));
    }

    /** Returns the compilers that are installed; those of zig are Clang. */
    static List<CCompiler> present() {
        return Stream.of(
                        gcc(),
                        new CCompiler("clang", Abi.LINUX_X86_64, List.of("clang")),
                        new CCompiler("mingw", Abi.MINGW_X86_64, List.of("x86_64-w64-mingw32-gcc")),
                        zig("x86_64-linux-gnu", Abi.LINUX_X86_64),
                        zig("aarch64-linux-gnu", Abi.LINUX_AARCH64),
                        zig("x86-linux-gnu", Abi.LINUX_I386),
                        zig("x86_64-macos", Abi.MACOS_X86_64),
                        zig("aarch64-macos", Abi.MACOS_AARCH64),
                        zig("x86_64-windows-msvc", Abi.WINDOWS_X86_64),
                        zig("aarch64-windows-msvc", Abi.WINDOWS_AARCH64))
                .filter(CCompiler::isPresent)
                .toList();
    }

    private static CCompiler zig(String target, Abi abi) {
        List<String> command = new ArrayList<>(ZIG);
        command.addAll(List.of(target, "-ffreestanding"));
        return new CCompiler("zig " + target, abi, command);
    }

    private boolean isPresent() {
        try {
            List<String> version =
                    new ArrayList<>(command.subList(0, command.get(0).equals("python3") ? 3 : 1));
            version.add(version.size() > 1 ? "version" : "--version");
            Process process = new ProcessBuilder(version)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs the compiler in a folder and returns its output, which is empty if it found nothing wrong. */
    String run(Path folder, String... arguments) throws Exception {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "compiler", ".log");
        Process process = new ProcessBuilder(whole)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                throw new AssertionError(whole + " does not end");
            }
            String output = Files.readString(log, StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? output : "exit " + process.exitValue() + "\n" + output;
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
