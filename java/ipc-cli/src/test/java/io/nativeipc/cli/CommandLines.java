package io.nativeipc.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs the command for each line of stdin, one after the other in one JVM, because in Wine each start of one takes seconds. */
public final class CommandLines {
    /** What follows on the output of a line; then comes its status. */
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
