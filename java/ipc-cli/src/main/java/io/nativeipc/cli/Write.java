package io.nativeipc.cli;

import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.memory.Struct;
import io.nativeipc.memory.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code write}: writes bytes from stdin, or fields of a C struct, into memory: all of them or none. */
@Command(description = "Write the bytes of stdin, or fields of a C struct, into memory.")
final class Write extends Verb {
    private static final int MOST = Integer.MAX_VALUE - 64;

    @Option(
            names = "--offset",
            paramLabel = "N",
            converter = Converters.ByteSize.class,
            description = "The offset of the first byte (default 0).")
    long offset;

    @Mixin
    StructOptions structs = new StructOptions();

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "FIELD=VALUE",
            description = {
                "With --as: the fields to write, such as depth[0].bid=5,",
                "all elements of an array: levels=1,2,3 or rows=[[1,2],[3,4]],",
                "or constants of an enum by their names: side=SELL or flags=READ|WRITE.",
                "Nothing is read from stdin."
            })
    List<String> fields = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Struct struct = structs.struct(this);
        if ((struct == null) != fields.isEmpty()) {
            throw usage(struct == null ? "FIELD=VALUE needs --as" : "--as needs FIELD=VALUE");
        } else if (struct == null) {
            return copy();
        }
        try (Region region = Opener.region(address, false)) {
            if (offset > region.byteSize() - struct.byteSize()) {
                String text = "the object has " + region.byteSize() + " bytes, and struct " + struct.name() + " has "
                        + struct.byteSize() + " at offset " + offset;
                throw new IpcException(address.toString(), "past the end", text);
            }
            StructView view = struct.view(region, offset);
            // All values are tried on a copy first, so that a wrong one leaves the memory as it is.
            set(struct.view(ByteBuffer.allocate((int) struct.byteSize()).order(ByteOrder.nativeOrder())));
            set(view);
        }
        return 0;
    }

    private void set(StructView view) {
        List<String> written = new ArrayList<>();
        for (String field : fields) {
            int equals = field.indexOf('=');
            if (equals < 1) {
                throw usage("not FIELD=VALUE: \"" + field + '"');
            }
            refuseTwice(field.substring(0, equals), written);
            view.set(field.substring(0, equals), field.substring(equals + 1));
        }
    }

    /** Refuses a field that is already written, alone or as an element of an array that is written. */
    private void refuseTwice(String field, List<String> written) {
        String path = field.replaceAll("\\[0+(?=\\d)", "[");
        for (String other : written) {
            if (path.equals(other) || path.startsWith(other + "[") || other.startsWith(path + "[")) {
                throw usage("the line writes " + field + " twice"
                        + (path.equals(other)
                                ? ""
                                : ", also as " + (path.length() > other.length() ? other : "its element " + other)));
            }
        }
        written.add(path);
    }

    private int copy() throws IOException {
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
