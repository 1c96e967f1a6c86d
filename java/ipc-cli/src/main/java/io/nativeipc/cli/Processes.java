package io.nativeipc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The processes that /proc shows, and whether it shows all of them. */
final class Processes {
    private static final Path PROC = Path.of("/proc");

    /** The initial PID namespace, which sees every process: PROC_PID_INIT_INO of the kernel. */
    private static final String INITIAL = "pid:[4026531836]";

    private static final int START_FIELD_AFTER_NAME = 19;

    private Processes() {}

    /** Returns why some processes are hidden from this one; null if none is hidden. */
    static @Nullable String hidden() {
        if (!isOfThisNamespace()) {
            return "/proc shows the processes of another PID namespace";
        } else if (!Files.exists(PROC.resolve("1"))) { // every PID namespace has a process with this number
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
     * Returns the liveness of a creator whose pid the kernel reports in the numbering of this PID namespace, or as 0 if
     * it belongs to another. If no process has the pid and /proc would show it, the creator is dead. If a process has
     * the pid, nothing is proven: it may have got the pid after the creator died, and the kernel does not record when
     * the creator started.
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

    /**
     * Returns the liveness of a process that recorded its own pid, in the numbering of its own PID namespace, and its
     * start time.
     */
    static Liveness ofStart(long pid, long start) {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            if (start != 0 && afterName[START_FIELD_AFTER_NAME].equals(Long.toString(start))) {
                return Liveness.alive("start");
            }
        } catch (IOException | RuntimeException absent) {
            // the process is dead, hidden, or in another PID namespace
        }
        return Liveness.unknown("no visible process has its pid and start; it may be of another PID namespace");
    }
}
