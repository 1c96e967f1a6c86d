package io.nativeipc.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Compares structs with a compiler. A C file has the sizes and offsets that the compiler chose as numbers, and structs
 * of which one field has a value. They are read from the object file, so programs of foreign systems need not run.
 */
final class CompilerAnswers {
    private static final String MAGIC = "native-ipc:answers";

    private final CCompiler compiler;
    private final Random random;
    private final List<Struct> structs;
    private final List<Number> numbers = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();

    private record Number(String what, String expression, long expected) {}

    /** A struct whose only field that is not zero is at {@code path}; of a float, {@code value} is a small integer. */
    private record Value(Struct struct, String written, String path, FieldKind kind, long value) {}

    CompilerAnswers(CCompiler compiler, List<Struct> structs, Random random) {
        this.compiler = compiler;
        this.structs = structs;
        this.random = random;
    }

    /** Returns what differs. {@code written} is the way in which C writes each struct's name, such as "struct %s". */
    List<String> differences(String declarations, String written, Path folder) throws Exception {
        for (Struct struct : structs) {
            String type = written.formatted(struct.name());
            numbers.add(new Number(struct.name() + " size", "sizeof(" + type + ")", struct.byteSize()));
            numbers.add(new Number(struct.name() + " alignment", "_Alignof(" + type + ")", struct.alignment()));
            fields(struct, type, struct.fields(), "", 0);
        }
        Files.writeString(folder.resolve("answers.c"), source(declarations));
        String output = compiler.run(folder, "-w", "-O0", "-g0", "-c", "-o", "answers.o", "answers.c");
        if (output.startsWith("exit")) {
            return List.of(compiler + ": " + output);
        }
        return compare(Files.readAllBytes(folder.resolve("answers.o")));
    }

    private void fields(Struct struct, String type, List<StructField> fields, String prefix, long base) {
        for (StructField field : fields) {
            String path = prefix + field.name();
            long offset = base + field.offset();
            if (field.bitWidth() > 0) {
                values.add(new Value(struct, type, path, FieldKind.SIGNED, bits(field)));
                continue;
            } else if (field.name().isEmpty()) {
                fields(struct, type, field.fields(), prefix, offset);
                continue;
            }
            field(struct, type, field, path, offset);
        }
    }

    private void field(Struct struct, String type, StructField field, String path, long offset) {
        String what = struct.name() + "." + path;
        numbers.add(new Number(what, "__builtin_offsetof(" + type + ", " + path + ")", offset));
        if (field.byteSize() > 0) {
            numbers.add(new Number(what + " size", "sizeof(((" + type + " *)0)->" + path + ")", field.byteSize()));
        }
        if (field.kind() == FieldKind.ARRAY && field.count() > 0) {
            StructField element = field.fields().get(0);
            long last = field.count() - 1;
            field(struct, type, element, path + "[" + last + "]", offset + last * element.byteSize());
        } else if (field.kind() == FieldKind.STRUCT || field.kind() == FieldKind.UNION) {
            fields(struct, type, field.fields(), path + ".", offset);
        } else if (field.kind() != FieldKind.OPAQUE && field.kind() != FieldKind.ARRAY) {
            values.add(new Value(struct, type, path, field.kind(), scalar(field)));
        }
    }

    private long bits(StructField field) {
        boolean signed = field.kind() == FieldKind.SIGNED
                || field.kind() == FieldKind.CHARACTER && compiler.abi().rules().charIsSigned();
        int rest = 64 - field.bitWidth();
        long any = random.nextInt(4) == 0 ? -1 : random.nextLong();
        return signed ? (any << rest) >> rest : (any << rest) >>> rest;
    }

    private long scalar(StructField field) {
        return switch (field.kind()) {
            case BOOL -> 1;
            case FLOAT, UNSIGNED, CHARACTER, POINTER -> 1 + random.nextInt(100);
            default -> -1 - random.nextInt(100);
        };
    }

    private String source(String declarations) {
        StringBuilder text = new StringBuilder(declarations);
        text.append("\nstruct all_answers { char magic[24]; unsigned long long numbers[");
        text.append(numbers.size() + values.size()).append("];\n");
        for (int i = 0; i < values.size(); i++) {
            text.append(values.get(i).written).append(" v").append(i).append(";\n");
        }
        text.append("};\nconst struct all_answers all_answers = { \"")
                .append(MAGIC)
                .append("\", {\n");
        numbers.forEach(number -> text.append(number.expression).append(",\n"));
        for (int i = 0; i < values.size(); i++) {
            text.append("__builtin_offsetof(struct all_answers, v").append(i).append("),\n");
        }
        text.append("},\n");
        for (Value value : values) {
            String cast = value.kind == FieldKind.POINTER ? "(void *)" : "";
            String number = value.value == Long.MIN_VALUE ? "(-" + Long.MAX_VALUE + "LL - 1)" : value.value + "LL";
            text.append("{ .")
                    .append(value.path)
                    .append(" = ")
                    .append(cast)
                    .append(number)
                    .append(" },\n");
        }
        return text.append("};\n").toString();
    }

    private List<String> compare(byte[] object) {
        byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
        int start = 0;
        while (!Arrays.equals(object, start, start + magic.length, magic, 0, magic.length)) {
            start++;
        }
        ByteBuffer answers =
                ByteBuffer.wrap(object, start, object.length - start).slice().order(ByteOrder.LITTLE_ENDIAN);
        List<String> wrong = new ArrayList<>();
        int at = 24;
        for (Number number : numbers) {
            long actual = answers.getLong(at);
            at += 8;
            if (actual != number.expected) {
                wrong.add(compiler + ": " + number.what + ": " + actual + ", expected " + number.expected);
            }
        }
        for (Value value : values) {
            int size = (int) value.struct.byteSize();
            byte[] written = new byte[size];
            answers.get(Math.toIntExact(answers.getLong(at)), written);
            at += 8;
            compare(value, written, wrong);
        }
        return wrong;
    }

    /** Compares a value both ways: Java reads what the compiler wrote, and writes the same bytes. */
    private void compare(Value value, byte[] written, List<String> wrong) {
        StructView theirs = value.struct.view(ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN));
        byte[] bytes = new byte[written.length];
        StructView ours = value.struct.view(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        long read;
        if (value.kind == FieldKind.FLOAT) {
            read = (long) theirs.getDouble(value.path);
            ours.setDouble(value.path, value.value);
        } else {
            read = theirs.getLong(value.path);
            ours.setLong(value.path, value.value);
        }
        if (read != value.value || !Arrays.equals(bytes, written)) {
            wrong.add(compiler + ": " + value.struct.name() + "." + value.path + " = " + value.value + ": read " + read
                    + ", bytes " + Arrays.toString(written) + ", ours " + Arrays.toString(bytes));
        }
    }
}
