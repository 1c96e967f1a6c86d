package io.nativeipc.internal.liveness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How this process identifies itself in shared memory. */
public final class ThisProcess {
    /** The id of this process, for diagnosis only: in another PID namespace the number names another process. */
    public static final int PID = (int) ProcessHandle.current().pid();

    /** The time at which this process started, in clock ticks after the boot; 0 if unknown. */
    public static final long START = start();

    private static final int START_FIELD_AFTER_NAME = 19;

    private ThisProcess() {}

    private static long start() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(afterName[START_FIELD_AFTER_NAME]);
        } catch (IOException | RuntimeException unknown) {
            return 0;
        }
    }
}
