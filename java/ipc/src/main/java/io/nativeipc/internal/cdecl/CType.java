package io.nativeipc.internal.cdecl;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A C type with its size and alignment. Only the definition of a struct that was declared before changes one. */
public final class CType {
    /** The size of a type that is only declared, of {@code void} and of functions. */
    static final long INCOMPLETE = -1;

    /** The largest size of a type. It keeps every sum and product of sizes in bits inside a {@code long}. */
    static final long MAX_SIZE = 1L << 40;

    /** The largest number of fields of a struct, counting those of nested structs once for each. */
    public static final int MAX_FIELDS = 65_536;

    private static final Pattern OF_LIBRARY = Pattern.compile("sem_t|pthread_\\w+_t|mtx_t|cnd_t");
    private static final Set<String> WITHOUT_TAG = Set.of("struct", "union", "enum");

    private final CKind kind;
    private String name;
    private long size;
    private long alignment;
    private long required = 1;
    private boolean isEnum;
    private boolean isAtomic;
    private boolean isRealigned;
    private boolean isOfLibrary;
    private int depth;
    private @Nullable CType element;
    private long count;
    private List<CMember> members = List.of();
    private Map<String, Long> enumerators = Map.of();
    private String refusal = "";

    /** A member of a struct or union: {@code bits} is its width, or −1 if it is no bit-field. */
    public record CMember(String name, CType type, long bitOffset, int bits) {
        public boolean isAnonymous() {
            return name.isEmpty();
        }

        long bitSize() {
            return bits < 0 ? 8 * type.size : bits;
        }
    }

    CType(CKind kind, String name, long size, long alignment) {
        this.kind = kind;
        this.name = name;
        this.size = size;
        this.alignment = alignment;
    }

    static CType incomplete(CKind kind, String name) {
        return new CType(kind, name, INCOMPLETE, 1);
    }

    /** Returns an array, whose size must have been checked. */
    static CType array(CType element, long count) {
        CType array = new CType(CKind.ARRAY, element.name, element.size * count, element.alignment);
        array.element = element;
        array.count = count;
        array.required = element.required;
        array.depth = element.depth + 1;
        return array;
    }

    /** Returns an enum, whose map of values must not change any more. */
    static CType enumeration(String name, boolean signed, long size, long alignment, Map<String, Long> enumerators) {
        CType type = new CType(signed ? CKind.SIGNED : CKind.UNSIGNED, name, size, alignment);
        type.isEnum = true;
        type.enumerators = Collections.unmodifiableMap(enumerators);
        return type;
    }

    /** Returns the same type with another alignment, as a typedef with an attribute declares it. */
    CType aligned(long other) {
        CType copy = copy();
        copy.alignment = other;
        copy.required = Math.max(required, other);
        copy.isRealigned = true;
        return copy;
    }

    CType atomic() {
        CType copy = copy();
        copy.alignment = Math.max(alignment, size);
        copy.isAtomic = true;
        return copy;
    }

    private CType copy() {
        CType copy = new CType(kind, name, size, alignment);
        copy.required = required;
        copy.isEnum = isEnum;
        copy.isAtomic = isAtomic;
        copy.isRealigned = isRealigned;
        copy.isOfLibrary = isOfLibrary;
        copy.element = element;
        copy.count = count;
        copy.members = members;
        copy.enumerators = enumerators;
        copy.depth = depth;
        return copy;
    }

    /** Defines a struct that was only declared. */
    void define(long newSize, long newAlignment, long newRequired, List<CMember> newMembers) {
        size = newSize;
        alignment = newAlignment;
        required = newRequired;
        members = List.copyOf(newMembers);
        depth = 1 + members.stream().mapToInt(member -> member.type.depth).max().orElse(0);
    }

    public CKind kind() {
        return kind;
    }

    public String name() {
        return name;
    }

    /** Returns whether this is a type of the C library such as {@code sem_t}, whose members are private to it. */
    public boolean isOfLibrary() {
        return isOfLibrary;
    }

    /** Gives the name of a typedef to a type without a tag, and to an object of the C library. */
    void nameBy(String typedef) {
        boolean isPrivate = members.stream().allMatch(member -> member.name.startsWith("__"));
        if (isRecord()
                && isComplete()
                && isPrivate
                && OF_LIBRARY.matcher(typedef).matches()) {
            isOfLibrary = true;
            name = typedef;
        } else if ((isRecord() || isEnum) && WITHOUT_TAG.contains(name)) {
            name = typedef;
        }
    }

    /** Returns how many levels of structs and arrays this type has; those of a text can be deeper than its brackets. */
    int depth() {
        return depth;
    }

    public long size() {
        return size;
    }

    public long alignment() {
        return alignment;
    }

    /** Returns the alignment that {@code #pragma pack} of MSVC does not reduce. */
    long required() {
        return required;
    }

    /** Keeps why the definition of this type is not understood. A pointer to it needs none. */
    void refuse(String reason) {
        refusal = refusal.isEmpty() ? CRefusal.cause(reason) : refusal;
    }

    /** Returns why this type has no size, as the end of a sentence that names it. */
    String whyIncomplete() {
        return refusal.isEmpty() ? " is declared but not defined" : CRefusal.NOT_UNDERSTOOD + refusal;
    }

    boolean isComplete() {
        return size != INCOMPLETE;
    }

    public boolean isRecord() {
        return kind == CKind.STRUCT || kind == CKind.UNION;
    }

    public boolean isInteger() {
        return kind == CKind.SIGNED || kind == CKind.UNSIGNED || kind == CKind.CHARACTER;
    }

    public boolean isEnum() {
        return isEnum;
    }

    /** Returns the constants of an enum with the values that they have in a field, in the order of the text. */
    public Map<String, Long> enumerators() {
        return enumerators;
    }

    public boolean isAtomic() {
        return isAtomic;
    }

    /** Whether an attribute of a typedef or {@code _Atomic} has changed the alignment. */
    boolean isRealigned() {
        return isRealigned || isAtomic;
    }

    public CType element() {
        if (element == null) {
            throw new IllegalStateException(name + " is no array");
        }
        return element;
    }

    public long count() {
        return count;
    }

    public List<CMember> members() {
        return members;
    }

    /** Returns the type as C writes it, such as {@code int[2][3]}. */
    @Override
    public String toString() {
        StringBuilder dimensions = new StringBuilder();
        CType type = this;
        while (type.kind == CKind.ARRAY) {
            dimensions.append('[').append(type.count == 0 ? "" : type.count).append(']');
            type = type.element();
        }
        return type.name + dimensions;
    }
}
