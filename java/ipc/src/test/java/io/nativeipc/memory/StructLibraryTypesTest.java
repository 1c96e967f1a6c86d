package io.nativeipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The objects of the C library in a struct, and types without a tag, by the names of their typedefs. */
class StructLibraryTypesTest {
    private static Struct parse(String declarations) {
        return Struct.parse(declarations, "a", Abi.LINUX_X86_64);
    }

    private static String shown(Struct struct) {
        ByteBuffer memory = ByteBuffer.allocate((int) struct.byteSize()).order(ByteOrder.nativeOrder());
        return struct.view(memory).toString().replaceFirst("^struct a:\n", "");
    }

    static Stream<Arguments> libraryTypes() {
        return Stream.of(
                // glibc
                arguments(
                        "typedef union { char __size[32]; long int __align; } sem_t; struct a { long x; sem_t f; };",
                        "f = sem_t, 32 bytes at offset 8 (SharedSemaphore.at)"),
                arguments(
                        "struct __s { int __lock; }; typedef union { struct __s __data; char __size[40]; }"
                                + " pthread_mutex_t; struct a { long x; pthread_mutex_t f; };",
                        "f = pthread_mutex_t, 40 bytes at offset 8 (SharedMutex.at)"),
                arguments(
                        "typedef union { char __size[48]; long long __align; } pthread_cond_t;"
                                + " struct a { long x; struct { pthread_cond_t c; } f; };",
                        "f.c = pthread_cond_t, 48 bytes at offset 8 (SharedCondition.at)"),
                arguments(
                        "typedef union { char __size[56]; long __align; } pthread_rwlock_t; typedef pthread_rwlock_t l;"
                                + " struct a { long x; l f; };",
                        "f = pthread_rwlock_t, 56 bytes at offset 8 (SharedReadWriteLock.at)"),
                arguments(
                        "typedef union { char __size[32]; long __align; } pthread_barrier_t;"
                                + " struct a { long x; pthread_barrier_t f; };",
                        "f = pthread_barrier_t, 32 bytes at offset 8"),
                // musl
                arguments(
                        "typedef struct { volatile int __val[8]; } sem_t; struct a { long x; sem_t f; };",
                        "f = sem_t, 32 bytes at offset 8 (SharedSemaphore.at)"),
                arguments(
                        "typedef struct { union { int __i[10]; void *volatile __p[5]; } __u; } pthread_mutex_t;"
                                + " struct a { long x; pthread_mutex_t f; };",
                        "f = pthread_mutex_t, 40 bytes at offset 8 (SharedMutex.at)"),
                // a struct with a tag, and a typedef with an alignment
                arguments(
                        "struct _opaque_t { long __sig; char __opaque[56]; }; typedef struct _opaque_t pthread_mutex_t;"
                                + " struct a { long x; pthread_mutex_t f; };",
                        "f = pthread_mutex_t, 64 bytes at offset 8 (SharedMutex.at)"),
                arguments(
                        "typedef struct { int __i[4]; } sem_t __attribute__((aligned(16)));"
                                + " struct a { long x; sem_t f; };",
                        "f = sem_t, 16 bytes at offset 16 (SharedSemaphore.at)"));
    }

    @ParameterizedTest
    @MethodSource("libraryTypes")
    void oneFieldWithoutMembers(String declarations, String line) {
        Struct struct = parse(declarations);
        assertThat(shown(struct)).isEqualTo("x = 0\n" + line);
        StructField field = struct.fields().get(1);
        StructField inside = field.kind() == FieldKind.STRUCT ? field.fields().get(0) : field;
        assertThat(inside.kind()).isEqualTo(FieldKind.OPAQUE);
        assertThat(inside.fields()).isEmpty();
        assertThat(struct.assertions("a.h")).doesNotContain(".__");
        String path = line.substring(0, line.indexOf(' '));
        assertThat(struct.bytes(path).byteSize()).isEqualTo((int) inside.byteSize());
        assertThatThrownBy(() -> struct.integer(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("bytes")
                .hasMessageContaining("struct a: " + path + " is " + inside.type() + ": use ");
    }

    /** Names alone do not make an object of the C library: its members have names that programs must not use. */
    @ParameterizedTest
    @MethodSource("typesOfPrograms")
    void aTypeOfTheProgramHasItsMembers(String declarations) {
        assertThat(shown(parse(declarations))).endsWith("f.i = 0");
    }

    static List<String> typesOfPrograms() {
        return List.of(
                "typedef struct { int i; } sem_t; struct a { sem_t f; };",
                "struct sem_t { int i; }; struct a { struct sem_t f; };",
                "typedef struct { int __x; int i; } pthread_mutex_t; struct a { pthread_mutex_t f; };",
                "typedef struct { int i; } own_t; struct a { own_t f; };");
    }

    /** The members are those of the C library, unless its type itself is asked for. */
    @Test
    void theMembersCannotBeNamed() {
        String text = "typedef union { struct { int __lock; } __data; char __size[40]; } pthread_mutex_t;"
                + " struct a { long x; pthread_mutex_t f; };";
        assertThatThrownBy(() -> parse(text).offsetOf("f.__data.__lock"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("struct a: f is pthread_mutex_t, which is one field: its members are private to the C"
                        + " library; use SharedMutex.at or bytes");
        assertThat(Struct.parse(text, "pthread_mutex_t").fields())
                .extracting(StructField::name)
                .containsExactly("__data", "__size");
    }

    @ParameterizedTest
    @MethodSource("typedefs")
    void aTypeWithoutATagHasTheNameOfItsTypedef(String declarations, String type) {
        assertThat(parse(declarations).fields().get(0).type()).isEqualTo(type);
    }

    static Stream<Arguments> typedefs() {
        return Stream.of(
                arguments("typedef struct { int i; } T, *P; struct a { T f; };", "T"),
                arguments("typedef struct { int i; } T, *P; struct a { P f; };", "T *"),
                arguments("typedef struct { int i; } T[3]; struct a { T f; };", "struct[3]"),
                arguments("typedef struct { int i; } T; typedef T U; struct a { U f[2]; };", "T[2]"),
                arguments("typedef struct t { int i; } T; struct a { T f; };", "t"),
                arguments("typedef enum { A } E; struct a { E f; };", "E"),
                arguments("typedef enum e { A } E; struct a { E f; };", "enum e"),
                arguments("struct a { struct { int i; } f; };", "struct"));
    }
}
