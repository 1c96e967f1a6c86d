package io.nativeipc.memory;

import io.nativeipc.internal.cdecl.CKind;
import io.nativeipc.internal.cdecl.CType;
import io.nativeipc.internal.cdecl.CType.CMember;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the fields of a struct by paths such as {@code depth[1].ask}. */
final class StructPaths {
    private static final Pattern STEP = Pattern.compile("(\\w+)((?:\\[\\d{1,18}])*+)");
    private static final Pattern INDEX = Pattern.compile("\\[(\\d+)]");

    private final String name;
    private final CType struct;

    /** A field at a path, with its first bit: {@code bits} is its width, or −1 if it is no bit-field. */
    record Place(String path, CType type, long bitOffset, int bits) {
        boolean isBits() {
            return bits >= 0;
        }

        /** Returns an element of an array, whose index must have been checked. */
        Place element(long index) {
            CType element = type.element();
            return new Place(path + "[" + index + "]", element, bitOffset + 8 * index * element.size(), -1);
        }

        int offset() {
            return Math.toIntExact(bitOffset / 8);
        }
    }

    StructPaths(String name, CType struct) {
        this.name = name;
        this.struct = struct;
    }

    Place find(String path) {
        Place place = new Place("", struct, 0, -1);
        for (String step : path.split("\\.", -1)) {
            Matcher matcher = STEP.matcher(step);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "struct " + name + ": '" + path + "' is no path such as depth[1].ask");
            }
            place = element(member(place, matcher.group(1)), matcher.group(2));
        }
        return place;
    }

    private Place member(Place in, String field) {
        if (in.type.isOfLibrary() && !in.path.isEmpty()) {
            String opener = opener(in.type);
            throw new IllegalArgumentException("struct " + name + ": " + in.path + " is " + in.type
                    + ", which is one field: its members are private to the C library; use "
                    + (opener.isEmpty() ? "" : opener + " or ") + "bytes");
        }
        Place found = in.type.isRecord() ? search(in, field) : null;
        if (found == null) {
            String owner = "struct " + name + (in.path.isEmpty() ? "" : ": " + in.path + " (" + in.type + ")");
            throw new IllegalArgumentException(
                    owner + " has no field '" + field + "'" + (in.type.isRecord() ? "; it has " + names(in.type) : ""));
        }
        return found;
    }

    private static @Nullable Place search(Place in, String field) {
        for (CMember member : in.type.members()) {
            long offset = in.bitOffset + member.bitOffset();
            if (member.isAnonymous()) {
                Place found = search(new Place(in.path, member.type(), offset, -1), field);
                if (found != null) {
                    return found;
                }
            } else if (member.name().equals(field)) {
                String path = in.path.isEmpty() ? field : in.path + "." + field;
                return new Place(path, member.type(), offset, member.bits());
            }
        }
        return null;
    }

    private Place element(Place array, String indices) {
        Place place = array;
        Matcher matcher = INDEX.matcher(indices);
        while (matcher.find()) {
            long index = Long.parseLong(matcher.group(1));
            if (place.type.kind() != CKind.ARRAY) {
                throw new IllegalArgumentException("struct " + name + ": " + place.path + " is no array");
            } else if (index >= place.type.count()) {
                throw new IllegalArgumentException("struct " + name + ": " + place.path + " has " + place.type.count()
                        + " elements; there is no element " + index);
            }
            place = place.element(index);
        }
        return place;
    }

    /** Returns the method that opens an object of the C library, such as a {@code sem_t}; empty if there is none. */
    static String opener(CType type) {
        return switch (type.name()) {
            case "sem_t" -> "SharedSemaphore.at";
            case "pthread_mutex_t" -> "SharedMutex.at";
            case "pthread_cond_t" -> "SharedCondition.at";
            case "pthread_rwlock_t" -> "SharedReadWriteLock.at";
            default -> "";
        };
    }

    private static String names(CType record) {
        List<String> names = new ArrayList<>();
        collect(record, names);
        return names.stream().limit(40).collect(Collectors.joining(", ")) + (names.size() > 40 ? ", …" : "");
    }

    private static void collect(CType record, List<String> names) {
        for (CMember member : record.members()) {
            if (member.isAnonymous()) {
                collect(member.type(), names);
            } else {
                names.add(member.name());
            }
        }
    }
}
