package io.nativeipc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What /proc shows of processes, and whether it shows all of them. */
final class Processes {
    private static final Path PROC = Path.of("/proc");

    /** PROC_PID_INIT_INO of the kernel, the PID namespace that sees every process. */
    private static final String INITIAL = "pid:[4026531836]";

    private static final int START_FIELD_AFTER_NAME = 19;

    private Processes() {}

    /** Why some processes are hidden from this one; null if none is. */
    static @Nullable String hidden() {
        if (!isOfThisNamespace()) {
            return "/proc shows the processes of another PID namespace";
        } else if (!Files.exists(PROC.resolve("1"))) { // in every PID namespace there is one of this number
            return "other users' processes are hidden (hidepid)";
        }
        try {
            return Files.readSymbolicLink(PROC.resolve("self/ns/pid"))
                            .toString()
                            .equals(INITIAL)
                    ? null
                    : "processes outside of this PID namespace are hidden";
        } catch (IOException unreadable) {
            return "the PID namespace cannot be told";
        }
    }

    private static boolean isOfThisNamespace() {
        try {
            return Files.readSymbolicLink(PROC.resolve("self"))
                    .toString()
                    .equals(Long.toString(ProcessHandle.current().pid()));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * The process whose pid the kernel reports as this namespace numbers it: 0 for one of another. That no process has the number
     * is proof if /proc would show it. That a process has it proves nothing: it may have got the number after the creator died,
     * and the kernel does not record when the creator began.
     */
    static Liveness ofTranslated(long pid) {
        if (pid == 0) {
            return Liveness.unknown("it is not of this PID namespace");
        } else if (!isOfThisNamespace()) {
            return Liveness.unknown("/proc shows the processes of another PID namespace");
        } else if (Files.exists(PROC.resolve(Long.toString(pid)))) {
            return Liveness.unknown("a process has its pid, and may have got it since: its start is not recorded");
        } else if (!Files.exists(PROC.resolve("1"))) {
            return Liveness.unknown("other users' processes are hidden (hidepid)");
        }
        return Liveness.dead("pid");
    }

    /** The process that told its own pid and start, as its own PID namespace numbers it. */
    static Liveness ofStart(long pid, long start) {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            if (start != 0 && afterName[START_FIELD_AFTER_NAME].equals(Long.toString(start))) {
                return Liveness.alive("start");
            }
        } catch (IOException | RuntimeException absent) {
            // it is dead, hidden, or of another PID namespace
        }
        return Liveness.unknown("no visible process has its pid and start; it may be of another PID namespace");
    }
}
