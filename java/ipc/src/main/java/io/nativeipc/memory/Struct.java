package io.nativeipc.memory;

import io.nativeipc.Region;
import io.nativeipc.internal.cdecl.CKind;
import io.nativeipc.internal.cdecl.CParser;
import io.nativeipc.internal.cdecl.CType;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.memory.StructPaths.Place;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A struct of C or C++ in shared memory, described by its declaration in the program's header.
 *
 * <pre>{@code
 * static final Struct QUOTE = Struct.parse(resource("/quote.h"), "quote");
 * static final Struct.Int32 SEQ = QUOTE.int32("seq");
 * static final Struct.Float64 PRICE = QUOTE.float64("price");
 * static final Struct.Text SYMBOL = QUOTE.text("symbol");
 * static final Struct.Int64 ASK = QUOTE.int64("depth[1].ask");
 *
 * public static void main(String[] args) throws Exception {
 *     SysVKey key = SysVKey.of(IpcAddress.parse("sysv-shm:" + (args.length > 0 ? args[0] : "0x1234")));
 *     try (SysVSharedMemory segment = SysVSharedMemory.open(key)) {
 *         ByteBuffer quote = QUOTE.at(segment, 0); // size and alignment are checked here
 *         while (SEQ.getAcquire(quote) == 0) {
 *             Thread.onSpinWait();
 *         }
 *         System.out.println("read " + SYMBOL.get(quote) + " " + PRICE.get(quote) + ", ask " + ASK.get(quote));
 *         PRICE.set(quote, 101.5);
 *         SEQ.setRelease(quote, 2);
 *     }
 * }
 * }</pre>
 *
 * <p>The declaration is parsed once. The fields that the program uses are constants, and reading or writing through
 * them costs what a literal offset costs. The layout is that of the peer's {@link Abi}. Include the text of
 * {@link #assertions} in the peer's build: its compiler then proves the layout.
 *
 * <p><b>Declarations.</b> A header can be passed as it is if it consists of structs, unions, enums, typedefs, integer
 * constants and {@code #pragma pack}. Functions are skipped. For a header with other conditions or macros, pass the
 * output of {@code cc -E}. What has no layout that the text alone defines is refused with its line and reason: C++
 * classes with base classes, virtual functions or references, {@code __int128}, attributes that are not known. Parsing
 * takes bounded time and memory: a text has at most 8 million characters, and a struct 65,536 fields and 2 GiB.
 *
 * <p><b>Fields</b> are found by paths such as {@code depth[1].ask}. A missing field is reported with those that exist.
 * Bit-fields share bytes with their neighbours, so {@link Bits} is never atomic. Pointers are addresses of another
 * process; they are read as integers and never followed.
 *
 * <p><b>Threads.</b> Every object of this class is immutable. Plain access to fields is not ordered between processes.
 * The methods with acquire, release, volatile and compare-and-set semantics need a field that is aligned to its size;
 * otherwise they throw {@link IllegalStateException}, as in {@link MethodHandles#byteBufferViewVarHandle}.
 *
 * <p><b>After close</b> of the region its buffers behave as {@link Region} describes.
 */
public final class Struct implements IntegerFields, StructFields {
    private final String name;
    private final String written;
    private final Abi abi;
    private final CType type;
    private final StructFinder finder;
    private final long fingerprint;

    private Struct(String name, CParser.Result parsed, Abi abi) {
        this.name = name;
        this.written = parsed.written();
        this.abi = abi;
        this.type = parsed.type();
        this.finder = new StructFinder(name, type, abi);
        StructText text = new StructText();
        if (type.size() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "struct " + name + " has " + type.size() + " bytes; a buffer has at most " + Integer.MAX_VALUE);
        } else if (text.fields(type) > CType.MAX_FIELDS) {
            throw new IllegalArgumentException("struct " + name + " has more than " + CType.MAX_FIELDS + " fields");
        }
        this.fingerprint = text.fingerprint(type);
    }

    /**
     * Parses a declaration for the ABI of this process.
     *
     * @param declarations the text of a C header, or the output of {@code cc -E}
     * @param name the name of a struct or union, or of a typedef of one; with {@code struct} or {@code union} before it,
     *     no typedef is meant
     * @return the struct
     * @throws IllegalArgumentException if the text has no such struct, or its declaration is not understood; the
     *     message has the line and the reason
     */
    public static Struct parse(String declarations, String name) {
        return parse(declarations, name, Abi.current());
    }

    /**
     * Parses a declaration for the ABI of a peer, such as a 32-bit program.
     *
     * @param declarations the text of a C header, or the output of {@code cc -E}
     * @param name the name of a struct or union, or of a typedef of one; with {@code struct} or {@code union} before it,
     *     no typedef is meant
     * @param abi the ABI for which the peer is compiled
     * @return the struct
     * @throws IllegalArgumentException if the text has no such struct, or its declaration is not understood; the
     *     message has the line and the reason
     */
    public static Struct parse(String declarations, String name, Abi abi) {
        CParser.Result parsed = CParser.parse(declarations, name.strip(), abi.rules());
        return new Struct(name.strip().replaceFirst("^(struct|union)\\s+", ""), parsed, abi);
    }

    /** {@return the name, without {@code struct}} */
    public String name() {
        return name;
    }

    /** {@return the ABI for which the layout holds} */
    public Abi abi() {
        return abi;
    }

    /** {@return the size in bytes: {@code sizeof}} */
    public long byteSize() {
        return type.size();
    }

    /** {@return the alignment in bytes} */
    public long alignment() {
        return type.alignment();
    }

    /**
     * {@return a hash of the sizes, kinds, names and places of all fields, and of the names and values of the constants
     * of their enums} Two programs can compare it to find that their headers differ; {@link #assertions} defines it as a
     * macro.
     */
    public long fingerprint() {
        return fingerprint;
    }

    /** {@return the fields in the order of their declaration, with those of nested structs} */
    public List<StructField> fields() {
        return StructField.of(type);
    }

    /** {@return whether this is a union} Its fields share their bytes. */
    public boolean isUnion() {
        return type.kind() == CKind.UNION;
    }

    /**
     * {@return the offset of a field in bytes}
     *
     * @param path the path of the field, such as {@code depth[1].ask}
     * @throws IllegalArgumentException if there is no such field, or it is a bit-field
     */
    public long offsetOf(String path) {
        return finder.whole(path).offset();
    }

    /**
     * {@return the constants of an enum with their values, in the order of the declaration} The map cannot be changed.
     *
     * @param path the path of a field with the type of the enum, such as {@code depth[1].side}
     * @throws IllegalArgumentException if there is no such field, or its type is no enum
     */
    public Map<String, Long> enumerators(String path) {
        return finder.enumeration(path).type().enumerators();
    }

    /**
     * {@return a header for C11 and C++11 that does not compile where the compiler lays out the struct otherwise} It
     * checks offsets, sizes, the bounds of arrays, the kinds of fields, such as unsigned integers, and the constants of
     * enums. The compiler's message has the field, and what Java expects and the compiler found. Of bit-fields it checks
     * only the constants of enums. In C, an enum and the integer that represents it are one kind, and compilers without
     * the extensions of GCC do not tell an array from a pointer of the same size.
     *
     * @param header the name of the header with the declaration, for {@code #include}
     */
    public String assertions(String header) {
        return new StructAssertions(name, written, type).header(header, fingerprint);
    }

    /**
     * Opens the struct at an offset of a region.
     *
     * @param region the memory
     * @param offset the offset of the struct in the region, in bytes
     * @return the bytes of the struct, in native byte order
     * @throws IndexOutOfBoundsException if the struct is not inside the region
     * @throws IllegalArgumentException if its address is not a multiple of its alignment
     */
    public ByteBuffer at(Region region, long offset) {
        long size = type.size();
        Regions.memoryOf(region).requireInside("struct " + name, offset, size);
        long beyond = Math.floorMod(region.address() + offset, type.alignment());
        if (beyond != 0) {
            throw new IllegalArgumentException(
                    "struct " + name + " is aligned to " + type.alignment() + " bytes, and offset " + offset + " of "
                            + region + " is not; " + aligned(region, offset - beyond));
        }
        return region.buffer(offset, (int) size);
    }

    /** Returns which offsets of the region have the alignment, of the one at or before its start and the next. */
    private String aligned(Region region, long before) {
        long after = before + type.alignment();
        boolean fits = after <= region.byteSize() - type.size();
        if (before >= 0 && fits) {
            return "the nearest are " + before + " and " + after;
        }
        return before < 0 && !fits ? "none is" : "the nearest is " + (fits ? after : before);
    }

    /**
     * Opens one struct of an array.
     *
     * @param region the memory
     * @param offset the offset of the array in the region, in bytes
     * @param index the index of the struct in the array
     * @return the bytes of the struct, in native byte order
     * @throws IndexOutOfBoundsException if the struct is not inside the region
     * @throws IllegalArgumentException if its address is not a multiple of its alignment
     */
    public ByteBuffer at(Region region, long offset, long index) {
        if (offset < 0 || index < 0 || index > (region.byteSize() - offset) / type.size()) {
            throw new IndexOutOfBoundsException("element " + index + " of the array of struct " + name + " at " + offset
                    + " is not inside " + region + ", which has " + region.byteSize() + " bytes");
        }
        return at(region, offset + index * type.size());
    }

    /**
     * {@return a view of the struct at an offset of a region, whose fields are read by their names} It is slower than
     * fields that are constants.
     *
     * @param region the memory
     * @param offset the offset of the struct in the region, in bytes
     * @throws IndexOutOfBoundsException if the struct is not inside the region
     * @throws IllegalArgumentException if its address is not a multiple of its alignment
     */
    public StructView view(Region region, long offset) {
        ByteBuffer struct = at(region, offset);
        return new StructView(name, type, finder, struct, new StructPlace(region, offset));
    }

    /**
     * {@return a view of the struct in a buffer, whose fields are read by their names}
     *
     * @param struct a buffer whose first byte is that of the struct; a copy of one may be at any address
     * @throws IllegalArgumentException if the buffer is smaller than the struct
     */
    public StructView view(ByteBuffer struct) {
        if (struct.capacity() < type.size()) {
            throw new IllegalArgumentException(
                    "struct " + name + " has " + type.size() + " bytes, and the buffer " + struct.capacity());
        }
        return new StructView(name, type, finder, struct, null);
    }

    /**
     * {@return a signed integer of 8 bits, such as {@code int8_t}}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it has another type; the message has both
     */
    public Int8 int8(String path) {
        return new Int8(finder.integer(path, 1, true).offset(), path);
    }

    /**
     * {@return an unsigned integer of 8 bits, such as {@code uint8_t}}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it has another type; the message has both
     */
    public UInt8 uint8(String path) {
        return new UInt8(finder.integer(path, 1, false).offset(), path);
    }

    /**
     * {@return a signed integer of 16 bits, such as {@code int16_t}}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it has another type; the message has both
     */
    public Int16 int16(String path) {
        return new Int16(finder.integer(path, 2, true).offset(), path);
    }

    /**
     * {@return an unsigned integer of 16 bits, such as {@code uint16_t}}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it has another type; the message has both
     */
    public UInt16 uint16(String path) {
        return new UInt16(finder.integer(path, 2, false).offset(), path);
    }

    /**
     * {@return a signed integer of 32 bits, such as {@code int}}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it has another type; the message has both
     */
    public Int32 int32(String path) {
        return new Int32(finder.integer(path, 4, true).offset(), path);
    }

    /**
     * {@return an unsigned integer of 32 bits, such as {@code unsigned int}}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it has another type; the message has both
     */
    public UInt32 uint32(String path) {
        return new UInt32(finder.integer(path, 4, false).offset(), path);
    }

    /**
     * {@return an integer of 64 bits, or a pointer of that size, such as {@code int64_t}} An unsigned one appears as
     * {@link Long#toUnsignedString} reads it.
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it has another type; the message has both
     */
    public Int64 int64(String path) {
        return new Int64(finder.integer(path, 8, true).offset(), path);
    }

    /**
     * {@return a field of type {@code float}}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it has another type; the message has both
     */
    public Float32 float32(String path) {
        return new Float32(finder.ofKind(path, CKind.FLOAT, 4).offset(), path);
    }

    /**
     * {@return a field of type {@code double}}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it has another type; the message has both
     */
    public Float64 float64(String path) {
        return new Float64(finder.ofKind(path, CKind.FLOAT, 8).offset(), path);
    }

    /**
     * {@return a field of type {@code bool} or {@code _Bool}}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it has another type; the message has both
     */
    public Bool bool(String path) {
        return new Bool(finder.ofKind(path, CKind.BOOL, 1).offset(), path);
    }

    /**
     * {@return an integer of any width, such as C's {@code long}, an enum, a bool or a pointer, as a {@code long}}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it is no integer; the message has its type
     */
    public AnyInt integer(String path) {
        return finder.anyInt(finder.anyInteger(path));
    }

    /**
     * {@return a bit-field}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it is no bit-field
     */
    public Bits bits(String path) {
        Place place = finder.bits(path);
        boolean signed = finder.isSigned(place.type());
        return new Bits(place.offset(), (int) (place.bitOffset() % 8), place.bits(), signed, path);
    }

    /**
     * {@return an array of {@code char} that contains text in UTF-8, which a zero byte ends}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it is no array of bytes
     */
    public Text text(String path) {
        return text(path, StandardCharsets.UTF_8);
    }

    /**
     * {@return an array of {@code char} that contains text, which a zero byte ends}
     *
     * @param path the path of the field
     * @param charset a charset in which only the character U+0000 has a zero byte
     * @throws IllegalArgumentException if there is no such field, or it is no array of bytes
     */
    public Text text(String path, Charset charset) {
        Place place = finder.text(path);
        return new Text(place.offset(), (int) place.type().size(), charset, path);
    }

    /**
     * {@return the bytes of a field of any type, such as a nested struct, an array or a {@code long double}}
     *
     * @param path the path of the field
     * @throws IllegalArgumentException if there is no such field, or it is a bit-field
     */
    public Bytes bytes(String path) {
        Place place = finder.whole(path);
        return new Bytes(place.offset(), (int) place.type().size(), path);
    }

    /** {@return the name, the ABI, the size and the alignment} */
    @Override
    public String toString() {
        return written + " of " + byteSize() + " bytes, aligned to " + alignment() + ", for " + abi;
    }
}
