package io.nativeipc.cli;

import io.nativeipc.inventory.Holders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a process is alive, as far as /proc shows it. */
final class Processes {
    private static final Path PROC = Path.of("/proc");

    private static final int START_FIELD_AFTER_NAME = 19;

    private Processes() {}

    /**
     * Returns the liveness of a creator whose pid the kernel reports in the numbering of this PID namespace, or as 0 if
     * it belongs to another. If no process has the pid and /proc would show it, the creator is dead. If a process has
     * the pid, nothing is proven: it may have got the pid after the creator died, and the kernel does not record when
     * the creator started.
     */
    static Liveness ofTranslated(long pid) {
        if (pid == 0) {
            return Liveness.unknown("it is not of this PID namespace");
        } else if (!Holders.isOfThisNamespace()) {
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
