package io.nativeipc.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs the command for each line of stdin in one JVM, because each start of a JVM takes seconds in Wine. */
public final class CommandLines {
    /** Printed after the output of each line, and followed by its exit status. */
    static final String STATUS = "\nexit status ";

    private CommandLines() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setErr(out);
        BufferedReader lines = new BufferedReader(new InputStreamReader(new Input(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int status = Main.run(line.split(" "));
            out.print(STATUS + status + "\n");
        }
        System.exit(0);
    }
}
