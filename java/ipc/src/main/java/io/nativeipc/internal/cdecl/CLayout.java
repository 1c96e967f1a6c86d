package io.nativeipc.internal.cdecl;

import io.nativeipc.internal.cdecl.CType.CMember;
import java.util.ArrayList;
import java.util.List;

/**
 * Places the members of a struct or union as the compilers of an ABI do. Positions are in bits.
 *
 * <p>The rules, where the standards leave a choice: {@code packed} reduces the alignment of a member to one byte, an
 * attribute or {@code alignas} raises it again, and {@code #pragma pack} caps the result. With GCC and Clang a
 * bit-field does not cross a boundary of its type, unless it is packed; under {@code #pragma pack} it may cross, whatever
 * {@code packed} says. With MSVC, and GCC on Windows, bit-fields of one size share units of that size, and a new unit
 * begins where the next does not fit. There {@code #pragma pack} does not reduce what {@code alignas} requires (MSVC).
 */
final class CLayout {
    private static final long MAX_BITS = 8 * CType.MAX_SIZE;

    private final CAbi abi;
    private final boolean union;
    private final boolean packedStruct;
    private final int pack;
    private final List<CMember> members = new ArrayList<>();
    private long at;
    private long end;
    private long alignment = 1;
    private long required = 1;
    /** The unit of bit-fields that is open on Windows: its size, 0 if there is none, and where it ends. */
    private long unit;

    private long unitEnd;

    /** A member as it is declared: {@code bits} is −1 if it is no bit-field. */
    record Declared(CToken token, String name, CType type, int bits, CFound attributes) {}

    private CLayout(CAbi abi, boolean union, boolean packedStruct, int pack) {
        this.abi = abi;
        this.union = union;
        this.packedStruct = packedStruct;
        this.pack = pack;
    }

    /** Defines {@code type} by its members. */
    static void define(CType type, List<Declared> members, CFound attributes, int pack, CAbi abi) {
        CLayout layout = new CLayout(abi, type.kind() == CKind.UNION, attributes.packed(), pack);
        for (Declared member : members) {
            layout.place(member);
        }
        if (layout.unit > 0) {
            layout.end = Math.max(layout.end, layout.unitEnd);
        }
        long align = Math.max(layout.alignment, attributes.align());
        long bytes = up(up(layout.end, 8) / 8, align);
        long required = Math.max(layout.required, attributes.align());
        type.define(bytes, align, required, layout.members);
    }

    private static long up(long value, long multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }

    private void place(Declared member) {
        if (union) {
            at = 0;
            unit = 0;
        }
        if (member.bits < 0) {
            placeField(member);
        } else if (abi.isWindows()) {
            placeInUnit(member);
        } else {
            placeBits(member);
        }
        end = Math.max(end, at);
        if (end > MAX_BITS) {
            throw member.token.refuse("this struct has more than " + CType.MAX_SIZE + " bytes");
        }
    }

    private boolean isPacked(Declared member) {
        return packedStruct || member.attributes.packed();
    }

    private void placeField(Declared member) {
        if (unit > 0) {
            at = unitEnd;
            unit = 0;
        }
        long needed = isPacked(member) ? 1 : member.type.alignment();
        if (abi.isMsvc()) {
            long demanded = Math.max(member.attributes.align(), member.type.required());
            needed = Math.max(capped(needed), demanded);
            required = Math.max(required, demanded);
        } else {
            needed = capped(Math.max(needed, member.attributes.align()));
        }
        at = up(at, 8 * needed);
        alignment = Math.max(alignment, needed);
        add(member, 8 * member.type.size());
    }

    private long capped(long needed) {
        return pack > 0 ? Math.min(needed, pack) : needed;
    }

    private void add(Declared member, long bits) {
        boolean anonymous = member.name.isEmpty();
        if (!anonymous || (member.type.isRecord() && member.bits < 0)) {
            members.add(new CMember(member.name, member.type, at, member.bits));
        }
        at += bits;
    }

    /** Places a bit-field as GCC and Clang do on systems other than Windows. */
    private void placeBits(Declared member) {
        long natural = member.type.alignment();
        long typeBits = 8 * member.type.size();
        boolean aligns = !member.name.isEmpty() || abi.unnamedBitsAlign();
        if (member.bits == 0) {
            at = up(at, 8 * natural); // whatever is packed
            alignment = aligns ? Math.max(alignment, natural) : alignment;
            return;
        }
        boolean packed = isPacked(member);
        boolean crosses =
                (at % (8 * natural) + member.bits + 8 * natural - 1) / (8 * natural) > typeBits / (8 * natural);
        if (!packed && pack == 0 && crosses) {
            at = up(at, 8 * natural);
        }
        if (aligns) {
            alignment = Math.max(alignment, pack > 0 ? Math.min(natural, pack) : packed ? 1 : natural);
        }
        add(member, member.bits);
    }

    /** Places a bit-field as MSVC does. */
    private void placeInUnit(Declared member) {
        long typeBits = 8 * member.type.size();
        long needed = isPacked(member) ? 1 : capped(member.type.alignment());
        if (unit != typeBits || at + member.bits > unitEnd) {
            at = up(unit > 0 ? unitEnd : at, 8 * needed);
            unit = typeBits;
            unitEnd = at + typeBits;
        }
        if (union && abi.isMsvc()) {
            end = Math.max(end, unitEnd);
        } else {
            alignment = Math.max(alignment, needed);
        }
        add(member, member.bits);
        if (union && !abi.isMsvc()) {
            unit = 0; // the unit of a union of MinGW ends with its bits
        }
    }
}
