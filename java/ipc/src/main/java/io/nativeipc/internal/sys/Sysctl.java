package io.nativeipc.internal.sys;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Linux's kernel settings by their names in sysctl(8), for messages that tell which limit was reached. */
public final class Sysctl {
    private Sysctl() {}

    /** The setting's value, {@code unknown} where there is none. */
    public static String value(String name) {
        // One read must get all of it: a second finds nothing, and Files.readString begins with one of a single byte,
        // because the file's size is 0.
        try (BufferedReader setting = Files.newBufferedReader(Path.of("/proc/sys", name.replace('.', '/')))) {
            return setting.lines().findFirst().orElse("unknown").strip().replace('\t', ' ');
        } catch (IOException absent) {
            return "unknown";
        }
    }

    /** The setting as a number. */
    public static long number(String name, long unknown) {
        String value = value(name);
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : unknown;
    }

    /** {@code name = value}. */
    public static String describe(String name) {
        return name + " = " + value(name);
    }
}
