package io.nativeipc.inventory;

import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Sysctl;
import io.nativeipc.internal.unix.SysVCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What Linux allows: the kernel's settings, and how much of a limit is used. Nothing is changed.
 *
 * <p>Every method may be called from any thread.
 */
public final class Limits {
    private Limits() {}

    /**
     * Returns a setting of the kernel.
     *
     * @param name its sysctl(8) name, {@code kernel.shmmax}
     * @return its value as text; {@code unknown} if there is no such setting
     */
    public static String value(String name) {
        return Sysctl.value(name);
    }

    /**
     * Returns a setting of the kernel as a number.
     *
     * @param name its sysctl(8) name, {@code fs.mqueue.msg_default}
     * @param unknown what to return if there is no such setting, or it is not one number
     * @return its value
     */
    public static long number(String name, long unknown) {
        return Sysctl.number(name, unknown);
    }

    /**
     * Returns how many objects of all users count towards a limit of System V objects or POSIX queues. Without a
     * mounted file system of queues it is 0, so that a limit of 0 still counts as reached.
     *
     * @param name its sysctl(8) name, {@code kernel.shmmni}
     * @return the number of objects; empty if the limit does not count objects, or they are not visible
     */
    public static OptionalInt used(String name) {
        try {
            return switch (name) {
                case "kernel.shmmni" ->
                    OptionalInt.of(SysVTable.read(SysVCalls.SHM).size());
                case "kernel.sem" ->
                    OptionalInt.of(SysVTable.read(SysVCalls.SEM).size());
                case "kernel.msgmni" ->
                    OptionalInt.of(SysVTable.read(SysVCalls.MSG).size());
                case "fs.mqueue.queues_max" -> {
                    Path mount = Scan.readQueueMount();
                    yield OptionalInt.of(mount == null ? 0 : Scan.files(mount).size());
                }
                default -> OptionalInt.empty();
            };
        } catch (IOException unknown) {
            return OptionalInt.empty();
        }
    }

    /**
     * Returns where the file system of POSIX queues is mounted. Without it, queues work and cannot be listed.
     *
     * @return the folder; empty if it is not mounted
     * @throws IOException if the mounts cannot be read
     */
    public static Optional<Path> queueFolder() throws IOException {
        return Optional.ofNullable(Scan.readQueueMount());
    }

    /**
     * Returns how many bytes all POSIX queues of this user may occupy (RLIMIT_MSGQUEUE).
     *
     * @return the bytes; Long.MAX_VALUE for no limit
     */
    public static long queueBytes() {
        return Native.shim().ipc_getrlimit(Constants.RLIMIT_MSGQUEUE);
    }
}
