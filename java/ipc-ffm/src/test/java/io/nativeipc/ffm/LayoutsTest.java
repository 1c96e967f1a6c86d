package io.nativeipc.ffm;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.MemoryLayout.PathElement.sequenceElement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.memory.Abi;
import io.nativeipc.memory.FieldKind;
import io.nativeipc.memory.Struct;
import io.nativeipc.memory.StructField;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares a struct's layout of java.lang.foreign with the struct, and with one written by hand. */
class LayoutsTest {
    private static final String QUOTE =
            "struct quote { int id; double price; char symbol[8]; struct { short bid; long long ask; } depth[2]; };";

    @Test
    void aStructIsWhatOneWritesByHand() {
        StructLayout level = MemoryLayout.structLayout(
                ValueLayout.JAVA_SHORT.withName("bid"),
                MemoryLayout.paddingLayout(6),
                ValueLayout.JAVA_LONG.withName("ask"));
        StructLayout expected = MemoryLayout.structLayout(
                        ValueLayout.JAVA_INT.withName("id"),
                        MemoryLayout.paddingLayout(4),
                        ValueLayout.JAVA_DOUBLE.withName("price"),
                        MemoryLayout.sequenceLayout(8, ValueLayout.JAVA_BYTE).withName("symbol"),
                        MemoryLayout.sequenceLayout(2, level).withName("depth"))
                .withName("quote");
        assertThat(Layouts.of(Struct.parse(QUOTE, "quote"))).isEqualTo(expected);
    }

    @Test
    void bothReadTheSameBytes() {
        Struct quote = Struct.parse(QUOTE, "quote");
        StructLayout layout = Layouts.of(quote);
        VarHandle ask = layout.varHandle(groupElement("depth"), sequenceElement(), groupElement("ask"));
        VarHandle id = layout.varHandle(groupElement("id"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(layout);
            ByteBuffer buffer = segment.asByteBuffer().order(ByteOrder.nativeOrder());
            id.setVolatile(segment, 0L, 7);
            ask.set(segment, 0L, 1L, 9_000_000_000L);
            assertThat(quote.int32("id").getAcquire(buffer)).isEqualTo(7);
            assertThat(quote.int64("depth[1].ask").get(buffer)).isEqualTo(9_000_000_000L);
        }
    }

    /** Every field of unusual structs has its offset. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "struct s { char a; int b:3; char c; int d:20; int e:20; long f; };",
                "struct s { int a:3; int b:30; char c; } __attribute__((packed));",
                "#pragma pack(1)\nstruct s { char a; double b; struct { char x; long y; } c[3]; int d; };",
                "#pragma pack(2)\nstruct s { char a; double b; struct { char x; long y; } c[3]; int d; };",
                "struct i { char p; double q; }; struct __attribute__((packed)) s { char a; struct i b[2]; int c; };",
                "struct s { char a; union { short b; char c[5]; struct { int d; char e; }; }; long double f; _Bool g; };",
                "struct s { char a; int b __attribute__((aligned(16))); char c; void *d; float e[2][3]; };",
                "struct s { char a; union { int b:3; char c; } d; int e[]; };",
                "struct s { long double a; char b; } __attribute__((aligned(64)));",
                "union u { char a[5]; int b; }; struct s { char x; union u y[2]; char z; };"
            })
    void everyFieldHasItsOffset(String text) {
        Struct struct = Struct.parse(text, "s", Abi.LINUX_X86_64);
        StructLayout layout = Layouts.of(struct);
        assertThat(layout.byteSize()).isEqualTo(struct.byteSize());
        assertThat(layout.byteAlignment()).isLessThanOrEqualTo(struct.alignment());
        assertThat(compare(struct, layout, struct.fields(), "", new ArrayList<>()))
                .isPositive();
    }

    /** Compares the fields of named structs, unions and arrays; the path of an anonymous one has no element. */
    private static int compare(
            Struct struct, StructLayout layout, List<StructField> fields, String prefix, List<Object> path) {
        int compared = 0;
        for (StructField field : fields) {
            if (field.bitWidth() > 0 || field.name().isEmpty()) {
                continue;
            }
            List<Object> elements = new ArrayList<>(path);
            elements.add(field.name());
            String name = prefix + field.name();
            StructField inner = field;
            compared += same(struct, layout, name, elements);
            while (inner.kind() == FieldKind.ARRAY && inner.count() > 0) {
                elements.add(inner.count() - 1);
                name += "[" + (inner.count() - 1) + "]";
                inner = inner.fields().get(0);
                compared += same(struct, layout, name, elements);
            }
            if (inner.kind() != FieldKind.ARRAY) {
                compared += compare(struct, layout, inner.fields(), name + ".", elements);
            }
        }
        return compared;
    }

    /** {@code steps} are names of fields and indices of elements. */
    private static int same(Struct struct, StructLayout layout, String name, List<Object> steps) {
        MemoryLayout.PathElement[] exact = steps.stream()
                .map(step -> step instanceof Long index ? sequenceElement(index) : groupElement((String) step))
                .toArray(MemoryLayout.PathElement[]::new);
        MemoryLayout.PathElement[] any = steps.stream()
                .map(step -> step instanceof Long ? sequenceElement() : groupElement((String) step))
                .toArray(MemoryLayout.PathElement[]::new);
        assertThat(layout.byteOffset(exact)).as(name).isEqualTo(struct.offsetOf(name));
        assertThat(layout.select(any).byteSize())
                .as(name)
                .isEqualTo(struct.bytes(name).byteSize());
        return 1;
    }

    @Test
    void aUnionIsRefused() {
        Struct union = Struct.parse("union u { int a; long b; };", "u");
        assertThatThrownBy(() -> Layouts.of(union))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("u is a union, which is no StructLayout");
    }
}
