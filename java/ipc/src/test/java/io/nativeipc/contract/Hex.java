package io.nativeipc.contract;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Converts bytes to and from the hexadecimal form of the peers. An empty array is {@code -}. */
final class Hex {
    private Hex() {}

    static String of(byte... bytes) {
        return bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes);
    }

    static byte[] parse(String hex) {
        return hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex);
    }

    /** {@return the bytes of an int in native order, as C stores them} */
    static String ofInt(int value) {
        return of(ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(0, value)
                .array());
    }
}
