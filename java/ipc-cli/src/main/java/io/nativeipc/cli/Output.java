package io.nativeipc.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Standard output: bytes, and text in UTF-8. System.out would swallow that the reader has gone, and a verb would go on for
 * nobody.
 */
final class Output extends OutputStream {

    /** Who read the standard output has closed it, which ends the command quietly. */
    static final class ClosedException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Where it goes; tests that run many commands in one process change it. */
    static OutputStream standard = new FileOutputStream(FileDescriptor.out);

    private final OutputStream out = standard;

    private Output() {}

    /** Standard output, which is to be flushed. */
    static OutputStream buffered() {
        return new BufferedOutputStream(new Output(), 1 << 16);
    }

    /** Writes a text at once. */
    static void print(String text) throws IOException {
        new Output().write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            // Java tells EPIPE and ENOSPC apart by their texts alone; the launcher sees to it that they are English.
            // On Windows: "The pipe is being closed", "The pipe has been ended", or "Die Pipe …".
            String text = String.valueOf(e.getMessage());
            throw text.toLowerCase(Locale.ROOT).contains("pipe")
                    ? new ClosedException()
                    : new IOException("standard output: " + text, e);
        }
    }
}
