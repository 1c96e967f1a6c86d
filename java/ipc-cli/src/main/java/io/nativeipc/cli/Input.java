package io.nativeipc.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Standard input without a buffer, and without what System.in asks of it beside reading: available, which Wine refuses for a
 * pipe of Linux.
 */
final class Input extends InputStream {
    /** Where it comes from; tests that run many commands in one process change it. */
    static InputStream standard = new FileInputStream(FileDescriptor.in);

    private final InputStream in = standard;

    @Override
    public int read() throws IOException {
        return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return in.read(bytes, offset, length);
    }
}
