package io.nativeipc.python;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory layout of a {@link ShareableList}, in native byte order:
 *
 * <pre>
 * 0            n, the number of values, 64 bits
 * 8            n + 1 offsets into the data, 64 bits each: the start of each value's slot, and the end of the last
 * 16 + 8 n     the data, one slot for each value, a multiple of 8 bytes long
 * then         n formats of Python's struct module, 8 bytes each, padded with NUL
 * then         n bytes, the code of each value's Python type
 * </pre>
 *
 * <p>The number and the offsets are read once, checked and kept. If a process changes them later, the change has no
 * effect here.
 */
final class ListLayout {
    static final int WORD = Long.BYTES;

    private final Region region;
    private final long[] offsets;
    private final long dataStart;
    private final long formatsStart;

    private ListLayout(Region region, long[] offsets) {
        this.region = region;
        this.offsets = offsets;
        this.dataStart = dataStart(offsets.length - 1);
        this.formatsStart = dataStart + offsets[offsets.length - 1];
    }

    private static long dataStart(long count) {
        return (count + 2) * WORD;
    }

    /** Returns the size in bytes of a list with these slots. */
    static long byteSize(int[] slots) {
        long data = 0;
        for (int slot : slots) {
            data += slot;
        }
        return dataStart(slots.length) + data + (long) slots.length * (WORD + 1);
    }

    /** Writes the number of values and the offsets. */
    static ListLayout create(Region region, int[] slots) throws IpcException {
        long[] offsets = new long[slots.length + 1];
        for (int i = 0; i < slots.length; i++) {
            offsets[i + 1] = offsets[i] + slots[i];
        }
        ByteBuffer head = words(slots.length + 2).putLong(slots.length);
        for (long offset : offsets) {
            head.putLong(offset);
        }
        region.write(0, head.flip());
        return new ListLayout(region, offsets);
    }

    /** Reads the number of values and the offsets; throws if they contradict each other or the region's size. */
    static ListLayout open(Region region) throws IpcException {
        long size = region.byteSize();
        require(size >= dataStart(0), region, "it is too small for a list");
        ByteBuffer word = words(1);
        region.read(0, word);
        long count = word.getLong(0);
        require(
                count >= 0 && count <= (size - dataStart(0)) / (2 * WORD + 1),
                region,
                count + " values do not fit into it");
        ByteBuffer read = words((int) count + 1);
        region.read(WORD, read);
        long[] offsets = new long[(int) count + 1];
        read.flip().asLongBuffer().get(offsets);
        require(offsets[0] == 0, region, "its first slot does not begin at 0");
        for (int i = 0; i < count; i++) {
            require(offsets[i + 1] >= offsets[i], region, "slot " + i + " ends before its start");
        }
        long room = size - dataStart(count) - count * (WORD + 1);
        require(offsets[(int) count] <= room, region, "its slots reach beyond its end");
        return new ListLayout(region, offsets);
    }

    private static void require(boolean condition, Region region, String otherwise) throws CorruptException {
        if (!condition) {
            throw new CorruptException(region.toString(), "no ShareableList: " + otherwise);
        }
    }

    private static ByteBuffer words(int count) {
        return ByteBuffer.allocate(Math.multiplyExact(count, WORD)).order(ByteOrder.nativeOrder());
    }

    int count() {
        return offsets.length - 1;
    }

    /** Returns the maximum length of a value in bytes. */
    long slotSize(int index) {
        return offsets[index + 1] - offsets[index];
    }

    byte[] readSlot(int index, int length) throws IpcException {
        byte[] slot = new byte[length];
        region.read(dataStart + offsets[index], ByteBuffer.wrap(slot));
        return slot;
    }

    void writeSlot(int index, ByteBuffer value) throws IpcException {
        region.write(dataStart + offsets[index], value);
    }

    byte[] readFormat(int index) throws IpcException {
        byte[] format = new byte[WORD];
        region.read(formatsStart + (long) index * WORD, ByteBuffer.wrap(format));
        return format;
    }

    int readCode(int index) throws IpcException {
        ByteBuffer code = ByteBuffer.allocate(1);
        region.read(formatsStart + (long) count() * WORD + index, code);
        return code.get(0);
    }

    void writeFormat(int index, ByteBuffer format, int code) throws IpcException {
        region.write(formatsStart + (long) index * WORD, format);
        region.write(formatsStart + (long) count() * WORD + index, ByteBuffer.wrap(new byte[] {(byte) code}));
    }
}
