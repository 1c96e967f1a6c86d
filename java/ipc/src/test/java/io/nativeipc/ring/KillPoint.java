package io.nativeipc.ring;

import io.nativeipc.internal.liveness.ThisProcess;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replaces the class of this name in the library in processes that tests kill. {@code NATIVE_IPC_KILLPOINT=step:count}
 * kills the process when it reaches the step for the count-th time; {@code NATIVE_IPC_STOPPOINT} stops it.
 */
final class KillPoint {
    private static final KillPoint KILL = new KillPoint("NATIVE_IPC_KILLPOINT", "KILL");
    private static final KillPoint STOP = new KillPoint("NATIVE_IPC_STOPPOINT", "STOP");

    private final String signal;
    private final String step;
    private final AtomicLong remaining;

    private KillPoint(String variable, String signal) {
        String[] words = System.getenv().getOrDefault(variable, ":0").split(":", -1);
        this.signal = signal;
        this.step = words[0];
        this.remaining = new AtomicLong(Long.parseLong(words[1]));
    }

    static void reached(String here) {
        KILL.isAt(here);
        STOP.isAt(here);
    }

    private void isAt(String here) {
        if (here.equals(step) && remaining.decrementAndGet() == 0) {
            raise();
        }
    }

    /**
     * Sends the signal with a shell, because Java cannot raise signals that cannot be handled. A stop takes effect in
     * this thread only after the first thread of the process has received it, and this thread would continue until
     * then. The command therefore ends only when the process is stopped.
     */
    private void raise() {
        String command = "kill -" + signal + " " + ThisProcess.PID + "; until grep -q '^State:.[TZ]' /proc/"
                + ThisProcess.PID + "/status 2>&1; do [ -e /proc/" + ThisProcess.PID + " ] || exit; done";
        try {
            new ProcessBuilder("sh", "-c", command).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
