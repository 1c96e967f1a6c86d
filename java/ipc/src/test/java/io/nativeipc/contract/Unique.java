package io.nativeipc.contract;

import io.nativeipc.sysv.SysVKey;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Names and keys that no other run uses. */
final class Unique {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final long PID = ProcessHandle.current().pid();

    private Unique() {}

    /** Returns {@code /ipc-test-<pid>-<n>}. */
    static String posixName() {
        return "/" + name();
    }

    static String name() {
        return "ipc-test-" + PID + "-" + NEXT.incrementAndGet();
    }

    static SysVKey key() {
        return SysVKey.of((int) (0x5a000000L | (PID & 0xffff) << 8 | (NEXT.incrementAndGet() & 0xff)));
    }

    /** Returns a path in the build's temporary folder that does not exist. */
    static Path path() {
        return Path.of(System.getProperty("java.io.tmpdir"), name());
    }
}
