package io.nativeipc.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Standard input without a buffer. Unlike System.in it never calls available, which fails in Wine for a Linux pipe. */
final class Input extends InputStream {
    /** The source of the input; changed by tests that run many commands in one process. */
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
