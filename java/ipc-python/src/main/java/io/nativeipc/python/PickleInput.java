package io.nativeipc.python;

import java.io.ByteArrayInputStream;

/** The bytes of a pickle. Checks that as many bytes are left as the next opcode announces, which can be up to 2⁶³. */
final class PickleInput extends ByteArrayInputStream {

    PickleInput(byte[] bytes, int offset, int length) {
        super(bytes, offset, length);
    }

    /** Returns the little-endian length in the next bytes; throws unless that many bytes follow it. */
    int peekLength(int lengthBytes) {
        if (count - pos < lengthBytes) {
            throw new MalformedPickle("it ends in the middle of an opcode");
        }
        long length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length |= (buf[pos + i] & 0xffL) << (8 * i);
        }
        int left = count - pos - lengthBytes;
        if (length < 0 || length > left) {
            throw new MalformedPickle(
                    "it announces " + Long.toUnsignedString(length) + " bytes where " + left + " are left");
        }
        return (int) length;
    }
}
