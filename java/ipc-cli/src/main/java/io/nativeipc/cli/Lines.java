package io.nativeipc.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A stream's lines as bytes, without what ends them. */
final class Lines {
    private final InputStream in;

    Lines(InputStream in) {
        this.in = in;
    }

    /** The next line, null at the end; what follows the last newline is a line unless it is empty. */
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
