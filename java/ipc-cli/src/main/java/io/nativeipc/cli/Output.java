package io.nativeipc.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Standard output: bytes, and text in UTF-8. System.out would hide that the reader has closed the stream, and a verb
 * would continue to write.
 */
final class Output extends OutputStream {

    /** Thrown when the reader has closed standard output, which ends the command silently. */
    static final class ClosedException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** The destination of the output; changed by tests that run many commands in one process. */
    static OutputStream standard = new FileOutputStream(FileDescriptor.out);

    private final OutputStream out = standard;

    private Output() {}

    /** Returns buffered standard output, which the caller must flush. */
    static OutputStream buffered() {
        return new BufferedOutputStream(new Output(), 1 << 16);
    }

    /** Writes a text without buffering. */
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
            // Java distinguishes EPIPE and ENOSPC only by their texts; the launcher makes sure that they are English.
            // On Windows: "The pipe is being closed", "The pipe has been ended", or "Die Pipe …".
            String text = String.valueOf(e.getMessage());
            throw text.toLowerCase(Locale.ROOT).contains("pipe")
                    ? new ClosedException()
                    : new IOException("standard output: " + text, e);
        }
    }
}
