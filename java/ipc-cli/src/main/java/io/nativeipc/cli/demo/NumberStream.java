package io.nativeipc.cli.demo;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Numbers of 32 bits in native byte order over byte channels, whose reads may return fewer bytes than requested. */
final class NumberStream implements Exchange {
    private final ReadableByteChannel in;
    private final WritableByteChannel out;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());

    NumberStream(ReadableByteChannel in, WritableByteChannel out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public void send(int number) throws IOException {
        bytes.clear().putInt(0, number);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    @Override
    public int receive() throws IOException {
        bytes.clear();
        while (bytes.hasRemaining()) {
            if (in.read(bytes) < 0) {
                throw new EOFException("the C++ process has closed its end");
            }
        }
        return bytes.getInt(0);
    }
}
