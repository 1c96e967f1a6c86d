package io.nativeipc.sysv;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's tables of all System V objects of this IPC namespace, for error messages about limits. */
final class SysVTable {
    private static final long USUAL_PAGE = 4096;

    private SysVTable() {}

    /** Returns a column of {@code /proc/sysvipc/TABLE}, counted from 0; empty if the table cannot be read. */
    static long[] column(String table, int column) {
        try { // not with Files.lines, which fails in an interrupted thread
            return Files.readAllLines(Path.of("/proc/sysvipc", table)).stream()
                    .skip(1)
                    .mapToLong(row -> Long.parseUnsignedLong(row.strip().split(" +", -1)[column]))
                    .toArray();
        } catch (IOException | RuntimeException unreadable) {
            return new long[0];
        }
    }

    /** Returns the size of the pages that kernel.shmall counts. */
    static long pageSize() {
        try (BufferedReader maps = Files.newBufferedReader(Path.of("/proc/self/smaps"))) {
            for (String line = maps.readLine(); line != null; line = maps.readLine()) {
                if (line.startsWith("KernelPageSize:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException unreadable) {
            // use the usual size
        }
        return USUAL_PAGE;
    }
}
