package io.nativeipc.cli;

import io.nativeipc.internal.locks.ByteLocks;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a process is alive, and the proof for it.
 *
 * @param state alive, dead or unknown
 * @param proof the proof: {@code lock}, a lock that the kernel holds for the process; {@code start}, a process with
 *     this pid and the same start time; {@code pid}, no process has the pid in the namespace for which the kernel
 *     reported it; {@code none}
 * @param reason why the state is unknown; empty otherwise
 */
record Liveness(State state, String proof, String reason) {
    enum State {
        ALIVE,
        DEAD,
        UNKNOWN
    }

    static Liveness alive(String proof) {
        return new Liveness(State.ALIVE, proof, "");
    }

    static Liveness dead(String proof) {
        return new Liveness(State.DEAD, proof, "");
    }

    static Liveness unknown(String reason) {
        return new Liveness(State.UNKNOWN, "none", reason);
    }

    /** Returns the liveness of the process for which a lock is or is not held. */
    static Liveness of(ByteLocks.Holder holder) {
        return switch (holder) {
            case HELD -> alive("lock");
            case FREE -> dead("lock");
            case UNKNOWN -> unknown("the kernel does not report whether its lock is held");
        };
    }

    /** Returns {@code alive}, {@code dead} or {@code unknown}. */
    String word() {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the JSON fields of a process. */
    Map<String, @Nullable Object> fields(@Nullable Long pid) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("pid", pid);
        fields.put("liveness", word());
        fields.put("proof", proof);
        fields.put("reason", reason.isEmpty() ? null : reason);
        return fields;
    }

    /** Returns a text such as {@code dead (lock)} or {@code unknown: REASON}. */
    String text() {
        return state == State.UNKNOWN ? "unknown: " + reason : word() + " (" + proof + ")";
    }
}
