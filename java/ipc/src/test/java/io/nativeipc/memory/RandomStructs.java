package io.nativeipc.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes random C structs. */
final class RandomStructs {
    private static final List<String> SCALARS = List.of(
            "char",
            "signed char",
            "unsigned char",
            "short",
            "unsigned short int",
            "int",
            "unsigned",
            "long",
            "unsigned long",
            "long long",
            "unsigned long long",
            "float",
            "double",
            "long double",
            "int8_t",
            "uint16_t",
            "int32_t",
            "uint64_t",
            "size_t",
            "_Bool",
            "bool",
            "void *",
            "const char *",
            "enum side",
            "enum wide",
            "wchar_t",
            "handler",
            "_Atomic int",
            "_Atomic long long");
    private static final List<String> BIT_TYPES = List.of(
            "int",
            "unsigned",
            "char",
            "signed char",
            "unsigned char",
            "short",
            "unsigned short",
            "long",
            "unsigned long long",
            "uint8_t",
            "int32_t",
            "uint64_t",
            "bool",
            "enum side");
    private static final List<String> ATTRIBUTES = List.of(
            "__attribute__((packed))",
            "__attribute__((packed, aligned(8)))",
            "__attribute__((aligned(16)))",
            "__attribute__((packed, aligned(2)))",
            "__attribute__((__packed__))");

    private final Random random;
    private final Abi abi;
    private final boolean bits;
    private final List<String> made = new ArrayList<>();
    /** The structs that contain no other, which others contain. */
    private final List<String> small = new ArrayList<>();

    private final StringBuilder text = new StringBuilder("enum side { BUY, SELL = 5, COUNT };\n"
            + "enum wide { LOW = -3, HIGH = 1 << 20 };\ntypedef int (*handler)(struct any *, int);\n");
    private int names;

    RandomStructs(Random random, Abi abi, boolean bits) {
        this.random = random;
        this.abi = abi;
        this.bits = bits;
    }

    String text() {
        return text.toString();
    }

    List<String> names() {
        return made;
    }

    void add() {
        String name = "s" + names++;
        int pack = one(List.of(0, 0, 0, 0, 0, 0, 1, 2, 4, 8));
        StringBuilder body = new StringBuilder();
        for (int i = random.nextInt(9); i >= 0; i--) {
            body.append(member(0));
        }
        body.append("int last").append(names).append(";");
        text.append(pack > 0 ? "#pragma pack(push, " + pack + ")\n" : "");
        text.append("struct ").append(name).append(" { ").append(body).append(" }");
        text.append(random.nextInt(5) == 0 ? attribute() : "").append(";\n");
        text.append(pack > 0 ? "#pragma pack(pop)\n" : "");
        made.add(name);
        if (body.indexOf("struct s") < 0) {
            small.add(name);
        }
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String attribute() {
        return abi.rules().isMsvc() ? "" : one(ATTRIBUTES);
    }

    private String member(int depth) {
        int kind = random.nextInt(100);
        if (bits && kind < 45) {
            return bitField();
        } else if (kind >= 86 && depth < 3) {
            return nested(depth);
        }
        String type = kind >= 80 && !small.isEmpty() ? "struct " + one(small) : one(SCALARS);
        String attribute = "";
        if (!abi.rules().isMsvc() && kind % 20 == 7) {
            attribute = " __attribute__((" + one(List.of("aligned(2)", "aligned(8)", "aligned(16)", "packed")) + "))";
        } else if (kind % 20 == 8) {
            type = "_Alignas(16) " + type;
        }
        String bound = one(List.of("", "", "", "[3]", "[2][5]", "[COUNT + 1]", "[sizeof(int) * 2]"));
        return type + " f" + names++ + bound + attribute + "; ";
    }

    private String bitField() {
        String type = one(BIT_TYPES);
        int most = type.equals("bool")
                ? 1
                : type.contains("side")
                        ? 32
                        : type.contains("char") || type.equals("uint8_t")
                                ? 8
                                : type.contains("short")
                                        ? 16
                                        : type.contains("64") || type.contains("long long")
                                                ? 64
                                                : type.equals("long")
                                                        ? 8 * abi.rules().longSize()
                                                        : 32;
        int width = 1 + random.nextInt(most);
        int kind = random.nextInt(20);
        if (kind == 0) {
            return type + " :" + width + "; ";
        } else if (kind == 1 && !abi.rules().isWindows()) {
            return type + " :0; ";
        }
        return type + " f" + names++ + ":" + (type.contains("side") ? Math.max(width, 4) : width) + "; ";
    }

    private String nested(int depth) {
        StringBuilder body = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            body.append(member(depth + 1));
        }
        body.append("short g").append(names++).append("; ");
        boolean anonymous = random.nextInt(10) < 3;
        String attribute = random.nextInt(4) == 0 ? attribute() + " " : "";
        String bound = anonymous ? "" : " f" + names++ + one(List.of("", "", "[2]", "[2][3]"));
        return one(List.of("struct ", "struct ", "union ")) + attribute + "{ " + body + "}" + bound + "; ";
    }
}
