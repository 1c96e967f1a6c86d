package io.nativeipc.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a stream as bytes, without their terminators. */
final class Lines {
    private final InputStream in;

    Lines(InputStream in) {
        this.in = in;
    }

    /** Returns the next line, or null at the end. Bytes after the last newline are a line unless there are none. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b >= 0) {
                line.write(b);
            } else {
                return line.size() == 0 ? null : line.toByteArray();
            }
        }
        return line.toByteArray();
    }
}
