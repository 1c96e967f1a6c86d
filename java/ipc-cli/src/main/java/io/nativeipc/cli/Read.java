package io.nativeipc.cli;

import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.memory.Struct;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code read}: prints memory as a hex dump, its raw bytes, or the fields of a C struct. */
@Command(description = "Print memory as a hex dump, as raw bytes, or as a C struct.")
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

    @Mixin
    StructOptions structs = new StructOptions();

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "With --as: the number of structs, which follow each other (default 1).")
    @Nullable
    Integer count;

    @Option(names = "--json", description = "With --as: print a JSON object, or with --count an array.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        Struct struct = structs.struct(this);
        if (struct == null) {
            if (json || count != null) {
                throw usage("--json and --count need --as");
            }
            return dump();
        } else if (raw || length != null) {
            throw usage("--as prints fields, not the bytes of --raw and --length");
        } else if (count != null && count < 1) {
            throw usage("--count is at least 1");
        }
        try (Region region = Opener.region(address, true)) {
            print(struct, region);
        }
        return 0;
    }

    private void print(Struct struct, Region region) throws IOException {
        List<Map<String, @Nullable Object>> values = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < (count == null ? 1 : count); i++) {
            ByteBuffer bytes = snapshot(struct, region, i);
            if (json) {
                values.add(StructValues.of(struct, bytes));
            } else {
                String prefix = count == null ? "" : "[" + i + "].";
                struct.view(bytes)
                        .toString()
                        .lines()
                        .skip(1)
                        .forEach(line -> lines.append(prefix)
                                .append(Table.printable(line))
                                .append('\n'));
            }
        }
        Output.print(!json ? lines.toString() : count == null ? Json.object(values.get(0)) : Json.array(values));
    }

    /** Returns a copy of a struct, so that all of its fields are of one moment, as far as the writer allows. */
    private ByteBuffer snapshot(Struct struct, Region region, int index) throws IOException {
        long at = offset + index * struct.byteSize();
        if (offset > region.byteSize() || at > region.byteSize() - struct.byteSize()) {
            String text = "the object has " + region.byteSize() + " bytes, and struct " + struct.name() + " has "
                    + struct.byteSize() + " at offset " + at;
            throw new IpcException(address.toString(), "beyond the end", text);
        }
        struct.at(region, at); // checks the alignment
        ByteBuffer copy = ByteBuffer.allocate((int) struct.byteSize()).order(ByteOrder.nativeOrder());
        region.read(at, copy);
        return copy.flip().order(ByteOrder.nativeOrder());
    }

    private int dump() throws IOException {
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
