package io.nativeipc.inventory;

import io.nativeipc.internal.locks.ByteLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a process is alive, and the proof for it. A process is dead only with a proof: if the system does not show
 * enough, the state is unknown, with the reason.
 *
 * @param pid the process
 * @param state alive, dead or unknown
 * @param proof the proof: {@code lock}, a lock that the kernel holds for the process; {@code start}, a process with
 *     this pid and the same start time; {@code pid}, no process has the pid in the namespace for which the kernel
 *     reported it; {@code none}
 * @param reason why the state is unknown; empty otherwise
 */
public record Liveness(long pid, State state, String proof, String reason) {
    private static final Path PROC = Path.of("/proc");
    private static final int START_FIELD_AFTER_NAME = 19;

    /** The three answers. */
    public enum State {
        /** The process is alive. */
        ALIVE,
        /** The process is dead. */
        DEAD,
        /** The system does not show enough to prove either. */
        UNKNOWN
    }

    private static Liveness alive(long pid, String proof) {
        return new Liveness(pid, State.ALIVE, proof, "");
    }

    private static Liveness dead(long pid, String proof) {
        return new Liveness(pid, State.DEAD, proof, "");
    }

    static Liveness unknown(long pid, String reason) {
        return new Liveness(pid, State.UNKNOWN, "none", reason);
    }

    /** Returns the liveness of the process for which a lock is or is not held. */
    static Liveness ofLock(long pid, ByteLocks.Holder holder) {
        return switch (holder) {
            case HELD -> alive(pid, "lock");
            case FREE -> dead(pid, "lock");
            case UNKNOWN -> unknown(pid, "the kernel does not report whether its lock is held");
        };
    }

    /**
     * Returns the liveness of a creator whose pid the kernel reports in the numbering of this PID namespace, or as 0 if
     * it belongs to another. If no process has the pid and /proc would show it, the creator is dead. If a process has
     * the pid, nothing is proven: it may have got the pid after the creator died, and the kernel does not record when
     * the creator started.
     */
    static Liveness ofTranslated(long pid) {
        if (pid == 0) {
            return unknown(pid, "it is not of this PID namespace");
        } else if (!Holders.isOfThisNamespace()) {
            return unknown(pid, "/proc shows the processes of another PID namespace");
        } else if (Files.exists(PROC.resolve(Long.toString(pid)))) {
            return unknown(pid, "a process has its pid, and may have got it since: its start is not recorded");
        } else if (!Files.exists(PROC.resolve("1"))) {
            return unknown(pid, "other users' processes are hidden (hidepid)");
        }
        return dead(pid, "pid");
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
                return alive(pid, "start");
            }
        } catch (IOException | RuntimeException absent) {
            // the process is dead, hidden, or in another PID namespace
        }
        return unknown(pid, "no visible process has its pid and start; it may be of another PID namespace");
    }
}
