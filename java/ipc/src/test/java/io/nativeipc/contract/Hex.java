package io.nativeipc.contract;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Bytes as the peers write them; no bytes are {@code -}. */
final class Hex {
    private Hex() {}

    static String of(byte... bytes) {
        return bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes);
    }

    static byte[] parse(String hex) {
        return hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex);
    }

    /** An int in native byte order, as C writes it. */
    static String ofInt(int value) {
        return of(ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(0, value)
                .array());
    }
}
