package io.nativeipc.memory;

import io.nativeipc.internal.cdecl.CKind;
import io.nativeipc.internal.cdecl.CType;
import io.nativeipc.memory.IntegerFields.AnyInt;
import io.nativeipc.memory.StructPaths.Place;

/** Finds the fields of a struct and checks that they have the type that a program asks for. */
final class StructFinder {
    private final String name;
    private final StructPaths paths;
    private final Abi abi;

    StructFinder(String name, CType struct, Abi abi) {
        this.name = name;
        this.paths = new StructPaths(name, struct);
        this.abi = abi;
    }

    Place find(String path) {
        return paths.find(path);
    }

    /** Finds a field that is no bit-field. */
    Place whole(String path) {
        Place place = find(path);
        if (place.isBits()) {
            throw wrong(place, "use bits");
        }
        return place;
    }

    /** Finds an integer of a size. An enum may be read as signed or unsigned. */
    Place integer(String path, int size, boolean signed) {
        Place place = whole(path);
        CType found = place.type();
        boolean integer = found.isInteger() || found.kind() == CKind.POINTER;
        boolean sameSign = isSigned(found) == signed || found.isEnum() || size == 8;
        if (!integer || found.size() != size || !sameSign) {
            throw wrong(place, advice(place, found));
        }
        return place;
    }

    Place anyInteger(String path) {
        Place place = whole(path);
        CType found = place.type();
        if (!found.isInteger() && found.kind() != CKind.POINTER && found.kind() != CKind.BOOL) {
            throw wrong(place, advice(place, found));
        }
        return place;
    }

    /** Finds a field with the type of an enum, which may be a bit-field. */
    Place enumeration(String path) {
        Place place = find(path);
        CType found = place.type();
        if (!found.isEnum()) {
            boolean inside = found.kind() == CKind.ARRAY && found.count() > 0;
            throw wrong(place, inside ? "name an element, such as " + place.path() + "[0]" : "it is no enum");
        }
        return place;
    }

    /** Returns how the integer at a place is read and written. */
    AnyInt anyInt(Place place) {
        int size = (int) place.type().size();
        return new AnyInt(place.offset(), size, width(place), isSigned(place.type()), place.path());
    }

    /** Returns the number of bits of the value of an integer, a bool or a bit-field. */
    int width(Place place) {
        CType found = place.type();
        return place.isBits() ? place.bits() : found.kind() == CKind.BOOL ? 1 : 8 * (int) found.size();
    }

    /** Checks that a field has one value, which can be written as text. */
    Place scalar(Place place) {
        CType found = place.type();
        boolean number = found.isInteger() || found.kind() == CKind.POINTER || found.kind() == CKind.BOOL;
        if (!number && found.kind() != CKind.FLOAT) {
            throw wrong(place, advice(place, found));
        }
        return place;
    }

    Place ofKind(String path, CKind kind, int size) {
        Place place = whole(path);
        if (place.type().kind() != kind || place.type().size() != size) {
            throw wrong(place, advice(place, place.type()));
        }
        return place;
    }

    Place bits(String path) {
        Place place = find(path);
        if (!place.isBits()) {
            throw wrong(place, advice(place, place.type()));
        }
        return place;
    }

    Place text(String path) {
        Place place = whole(path);
        if (!isText(place.type())) {
            throw wrong(place, advice(place, place.type()));
        }
        return place;
    }

    /** Whether a type is an array of bytes, which can contain text. */
    static boolean isText(CType type) {
        return type.kind() == CKind.ARRAY
                && type.count() > 0
                && type.element().isInteger()
                && type.element().size() == 1;
    }

    /** Whether a type is an array of char. An array of uint8_t contains numbers more often than text. */
    static boolean isCharacters(CType type) {
        return isText(type) && type.element().kind() == CKind.CHARACTER;
    }

    boolean isSigned(CType type) {
        return type.kind() == CKind.SIGNED
                || (type.kind() == CKind.CHARACTER && abi.rules().charIsSigned());
    }

    private IllegalArgumentException wrong(Place place, String advice) {
        String kind = place.isBits()
                ? "a bit-field of " + place.bits() + " bits"
                : place.type().toString();
        return new IllegalArgumentException("struct " + name + ": " + place.path() + " is " + kind + ": " + advice);
    }

    private String advice(Place place, CType type) {
        boolean signed = isSigned(type) || type.size() == 8;
        return switch (type.kind()) {
            case SIGNED, UNSIGNED, CHARACTER, POINTER ->
                "use " + (signed ? "int" : "uint") + 8 * type.size() + " or integer";
            case BOOL -> "use bool";
            case FLOAT -> "use float" + 8 * type.size();
            case ARRAY ->
                "name an element, such as " + place.path() + "[0], or use "
                        + (isText(type) ? "text or bytes" : "bytes");
            case STRUCT, UNION ->
                type.isOfLibrary()
                        ? "use " + (StructPaths.opener(type).isEmpty() ? "" : StructPaths.opener(type) + " or ")
                                + "bytes"
                        : "name one of its fields, or use bytes";
            case OPAQUE -> "use bytes";
        };
    }
}
