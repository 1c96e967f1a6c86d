package io.nativeipc.internal.sys;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Linux's kernel settings under their sysctl(8) names, for messages that name the limit that was reached. */
public final class Sysctl {
    private Sysctl() {}

    /** Returns the setting's value; {@code unknown} if it does not exist. */
    public static String value(String name) {
        // One read must return all of it, because a second read finds nothing. Files.readString begins with a read of a
        // single byte, because the file's size is 0.
        try (BufferedReader setting = Files.newBufferedReader(Path.of("/proc/sys", name.replace('.', '/')))) {
            return setting.lines().findFirst().orElse("unknown").strip().replace('\t', ' ');
        } catch (IOException absent) {
            return "unknown";
        }
    }

    /** Returns the setting as a number. */
    public static long number(String name, long unknown) {
        String value = value(name);
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : unknown;
    }

    /** Returns {@code name = value}. */
    public static String describe(String name) {
        return name + " = " + value(name);
    }
}
