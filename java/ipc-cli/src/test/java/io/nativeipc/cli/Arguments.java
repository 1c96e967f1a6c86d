package io.nativeipc.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Replaces the command in tests of its launcher: prints the Java version and the arguments that it receives. */
public final class Arguments {
    static final int STATUS = 7;

    private Arguments() {}

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.print(System.getProperty("java.specification.version"));
        for (String argument : args) {
            out.print("<" + argument + ">");
        }
        out.flush();
        System.exit(STATUS);
    }
}
