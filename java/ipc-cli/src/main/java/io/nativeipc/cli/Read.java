package io.nativeipc.cli;

import io.nativeipc.IpcException;
import io.nativeipc.Region;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code read}: prints memory as a hex dump, or its raw bytes. */
@Command(description = "Print memory as a hex dump or as raw bytes.")
final class Read extends Verb {
    /** The number of bytes read at a time, a multiple of a line of the dump. */
    private static final int CHUNK = 1 << 16;

    @Option(
            names = "--offset",
            paramLabel = "N",
            converter = Converters.ByteSize.class,
            description = "The offset of the first byte (default 0).")
    long offset;

    @Option(
            names = "--length",
            paramLabel = "N",
            converter = Converters.ByteSize.class,
            description = "The maximum number of bytes.")
    @Nullable
    Long length;

    @Option(names = "--raw", description = "Print raw bytes instead of a hex dump.")
    boolean raw;

    @Override
    public Integer call() throws IOException {
        try (Region region = Opener.region(address, true);
                OutputStream out = Output.buffered()) {
            requireInside(region);
            long rest = region.byteSize() - offset;
            copy(region, offset + Math.min(rest, length == null ? rest : length), out);
        }
        return 0;
    }

    private void requireInside(Region region) throws IpcException {
        if (offset > region.byteSize()) {
            String text = "the object has " + region.byteSize() + " bytes, and the requested offset is " + offset;
            throw new IpcException(address.toString(), "beyond the end", text);
        }
    }

    private void copy(Region region, long end, OutputStream out) throws IOException {
        HexDump dump = new HexDump(out, offset);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long from = offset; from < end; from += chunk.limit()) {
            region.read(from, chunk.clear().limit((int) Math.min(CHUNK, end - from)));
            if (raw) {
                out.write(chunk.array(), 0, chunk.limit());
            } else {
                dump.write(chunk.array(), chunk.limit());
            }
        }
        if (!raw) {
            dump.end();
        }
    }
}
