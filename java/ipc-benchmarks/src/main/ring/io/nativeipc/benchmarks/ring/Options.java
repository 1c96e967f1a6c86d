package io.nativeipc.benchmarks.ring;

import java.util.HashMap;
import java.util.Map;

/** The arguments {@code --key value}, the same as in native/bench. They are set before any other class is loaded. */
final class Options {
    private static final Map<String, String> VALUES = new HashMap<>();

    private Options() {}

    static void parse(String... arguments) {
        for (int i = 0; i + 1 < arguments.length; i++) {
            if (arguments[i].startsWith("--")) {
                VALUES.put(arguments[i].substring(2), arguments[i + 1]);
            }
        }
    }

    static String text(String key, String otherwise) {
        return VALUES.getOrDefault(key, otherwise);
    }

    static int number(String key, int otherwise) {
        return Integer.parseInt(text(key, Integer.toString(otherwise)));
    }

    /** Returns an option in seconds as nanoseconds. */
    static long duration(String key, double otherwise) {
        return (long) (Double.parseDouble(text(key, Double.toString(otherwise))) * 1e9);
    }
}
