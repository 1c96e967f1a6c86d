package io.nativeipc.peer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds the command line of another JVM with this JVM's Java, provider and class path. */
public final class JavaProgram {
    private static final List<String> HANDED_ON = List.of(
            "nativeipc.provider",
            "nativeipc.native.build",
            "nativeipc.native.emulator",
            "nativeipc.emulator",
            "nativeipc.root",
            "nativeipc.peers",
            "nativeipc.peers.home",
            "nativeipc.dotnet.programs",
            "java.security.properties",
            "jdk.lang.Process.launchMechanism");

    private JavaProgram() {}

    /** Returns {@code java … -cp … program}, to which the caller adds arguments. */
    public static List<String> command(Class<?> program, String classPath) {
        return command(List.of(), program, classPath);
    }

    /** @param options options of the JVM, placed before its usual options */
    public static List<String> command(List<String> options, Class<?> program, String classPath) {
        List<String> command = new ArrayList<>(Peers.emulator("nativeipc.emulator"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Xmx128m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        for (String property : HANDED_ON) {
            if (System.getProperty(property) != null) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.add("-cp");
        command.add(classPath);
        command.add(program.getName());
        return command;
    }
}
