package io.nativeipc.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes bytes like {@code hexdump -C}: repeated lines are shown as one asterisk, and the last line is the end offset.
 */
final class HexDump {
    private static final int LINE = 16;
    private static final String DIGITS = "0123456789abcdef";

    private final OutputStream out;
    private long offset;
    private byte[] previous = {};
    private boolean repeating;

    HexDump(OutputStream out, long offset) {
        this.out = out;
        this.offset = offset;
    }

    /** Writes bytes; every call except the last must pass complete lines. */
    void write(byte[] bytes, int length) throws IOException {
        for (int from = 0; from < length; from += LINE) {
            line(Arrays.copyOfRange(bytes, from, Math.min(length, from + LINE)));
        }
    }

    void end() throws IOException {
        if (previous.length > 0) {
            print(new StringBuilder().append(hexOffset()));
        }
    }

    private void line(byte[] bytes) throws IOException {
        boolean repeated = Arrays.equals(bytes, previous);
        if (!repeated) {
            print(format(bytes));
        } else if (!repeating) {
            print(new StringBuilder("*"));
        }
        repeating = repeated;
        previous = bytes;
        offset += bytes.length;
    }

    private StringBuilder format(byte[] bytes) {
        StringBuilder line = new StringBuilder(80).append(hexOffset()).append(' ');
        StringBuilder ascii = new StringBuilder(LINE);
        for (int i = 0; i < LINE; i++) {
            line.append(i == LINE / 2 ? "  " : " ");
            if (i < bytes.length) {
                int b = bytes[i] & 0xff;
                line.append(DIGITS.charAt(b >> 4)).append(DIGITS.charAt(b & 15));
                ascii.append(b >= ' ' && b <= '~' ? (char) b : '.');
            } else {
                line.append("  ");
            }
        }
        return line.append("  |").append(ascii).append('|');
    }

    private String hexOffset() {
        String digits = Long.toHexString(offset);
        return "0".repeat(Math.max(0, 8 - digits.length())) + digits;
    }

    private void print(StringBuilder line) throws IOException {
        out.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
    }
}
