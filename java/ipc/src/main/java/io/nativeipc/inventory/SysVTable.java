package io.nativeipc.inventory;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.unix.SysVCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of the System V objects of this IPC namespace, in /proc/sysvipc. It shows every object to every user,
 * including objects whose mode hides them from shmctl(2).
 */
final class SysVTable {
    private SysVTable() {}

    /** The columns of one object by name. */
    record Row(Map<String, Long> columns) {
        long number(String column) {
            Long number = columns.get(column);
            if (number == null) {
                throw new IllegalStateException("/proc/sysvipc has no column " + column);
            }
            return number;
        }

        int integer(String column) {
            return (int) number(column);
        }
    }

    static List<Row> read(SysVCalls kind) throws IpcException {
        Path table = Path.of("/proc/sysvipc", kind.word());
        List<String> lines;
        try {
            lines = Files.readAllLines(table);
        } catch (IOException e) {
            throw PosixFailure.ofJdk(table.toString(), Constants.O_RDONLY, table.toString(), e);
        }
        String[] columns = lines.get(0).strip().split(" +", -1);
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            rows.add(row(columns, line.strip().split(" +", -1)));
        }
        return rows;
    }

    /** Only the permissions are octal. */
    private static Row row(String[] columns, String[] values) {
        Map<String, Long> row = new HashMap<>();
        for (int i = 0; i < columns.length; i++) {
            row.put(columns[i], Long.parseLong(values[i], columns[i].equals("perms") ? 8 : 10));
        }
        return new Row(row);
    }
}
