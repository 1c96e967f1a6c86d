package io.nativeipc.cli;

import io.nativeipc.IpcException;
import io.nativeipc.Region;
import java.io.IOException;
import java.nio.ByteBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code write}: writes bytes from stdin into memory, all of them or none. */
@Command(description = "Write the bytes of stdin into memory.")
final class Write extends Verb {
    private static final int MOST = Integer.MAX_VALUE - 64;

    @Option(
            names = "--offset",
            paramLabel = "N",
            converter = Converters.ByteSize.class,
            description = "The offset of the first byte (default 0).")
    long offset;

    @Override
    public Integer call() throws IOException {
        try (Region region = Opener.region(address, false)) {
            long room = Math.max(0, region.byteSize() - offset);
            byte[] bytes = new Input().readNBytes((int) Math.min(room + 1, MOST));
            if (bytes.length > room || offset > region.byteSize() || bytes.length == MOST) {
                String text = "the object has " + region.byteSize() + " bytes, nothing was written from byte " + offset;
                throw new IpcException(address.toString(), "past the end", text);
            }
            region.write(offset, ByteBuffer.wrap(bytes));
        }
        return 0;
    }
}
