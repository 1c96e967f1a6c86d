package io.nativeipc.cli;

import io.nativeipc.memory.Abi;
import io.nativeipc.memory.FieldKind;
import io.nativeipc.memory.Struct;
import io.nativeipc.memory.StructField;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code struct}: prints the layout of a C struct, or a header that checks it. */
@Command(description = "Print the offsets of a C struct, or a header of static assertions that checks them.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StructLayout implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The C header, or - for stdin.")
    String file;

    @Parameters(index = "1", paramLabel = "NAME", description = "The struct, the union, or a typedef of one.")
    String name;

    @Option(
            names = "--abi",
            paramLabel = "ABI",
            converter = StructOptions.AbiWord.class,
            description = "The system and processor of the C program, such as linux-i386 (default: this machine's).")
    @Nullable
    Abi abi;

    @Option(
            names = "--assert",
            description = "Print a header for C and C++ that does not compile where the compiler's layout differs.")
    boolean asserts;

    @Override
    public Integer call() throws IOException {
        Struct struct = StructOptions.parse(StructOptions.text(file), name, abi);
        if (asserts) {
            String header = file.equals("-")
                    ? name + ".h"
                    : String.valueOf(Path.of(file).getFileName()).replaceFirst("\\.i$", ".h"); // of cc -E
            Output.print(struct.assertions(header));
            return 0;
        }
        Table table = new Table("OFFSET", "SIZE", "TYPE", "FIELD");
        add(table, struct.fields(), "", 0, struct.byteSize(), struct.isUnion());
        Output.print(table + "" + (struct.isUnion() ? "union " : "struct ") + struct.name() + ": " + struct.byteSize()
                + " bytes, aligned to " + struct.alignment() + ", fingerprint 0x"
                + Long.toHexString(struct.fingerprint()) + ", " + struct.abi() + "\n");
        return 0;
    }

    /** Adds the fields, and a row for each hole. */
    private static void add(
            Table table, List<StructField> fields, String prefix, long base, long byteSize, boolean overlap) {
        long end = 0;
        for (StructField field : fields) {
            if (!overlap) {
                addHole(table, base + end, field.offset() - end);
            }
            add(table, field, prefix, base);
            end = Math.max(end, field.offset() + field.byteSize());
        }
        addHole(table, base + end, byteSize - end);
    }

    private static void add(Table table, StructField field, String prefix, long base) {
        long offset = base + field.offset();
        String path = prefix + field.name();
        boolean bits = field.bitWidth() > 0;
        table.add(
                Long.toString(offset),
                bits ? field.bitWidth() + " bits at " + field.bitOffset() : Long.toString(field.byteSize()),
                field.type(),
                field.name().isEmpty() ? prefix + "(anonymous)" : path);
        if (field.kind() == FieldKind.STRUCT || field.kind() == FieldKind.UNION) {
            String inside = field.name().isEmpty() ? prefix : path + ".";
            add(table, field.fields(), inside, offset, field.byteSize(), field.kind() == FieldKind.UNION);
        } else if (field.kind() == FieldKind.ARRAY
                && !field.fields().get(0).fields().isEmpty()) {
            StructField element = field.fields().get(0);
            add(table, element.fields(), path + "[0].", offset, element.byteSize(), element.kind() == FieldKind.UNION);
        }
    }

    private static void addHole(Table table, long offset, long byteSize) {
        if (byteSize > 0) {
            table.add(Long.toString(offset), Long.toString(byteSize), "", "(hole)");
        }
    }
}
