package io.nativeipc.python;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code multiprocessing.shared_memory.ShareableList} in any {@link Region}: a list of fixed length whose
 * values any process can change in place. The values are int, float, bool, str, bytes and None. Python's
 * {@code ShareableList(name="psm_1234")} is in the {@link io.nativeipc.SharedMemory} of the same name.
 *
 * <pre>{@code
 * ShareableList prices = ShareableList.create(memory, values);
 * System.out.println("wrote " + prices.toList());
 * while (prices.get(1).equals(100L)) { // an int of Python is a Long
 *     Thread.sleep(1); // ../semaphore shows how to wait without polling
 * }
 * }</pre>
 *
 * <p>A slot has the size of its first value, rounded up to a multiple of eight bytes; a str or bytes value that does
 * not fit is rejected, and a number fits into every slot. In all Python versions so far, NULs at the end of a str or
 * bytes value are lost on reading, so values that end with NUL are rejected here. An int has 64 bits.
 *
 * <p>No method blocks. Reading and writing a value is not atomic: processes that share a list must exclude each other,
 * for example with a {@link io.nativeipc.NamedSemaphore}. Each read checks what peers have written, and never reads
 * beyond the value's slot. The caller closes the region; after that every method throws {@link IllegalStateException}.
 */
@SuppressWarnings("exports") // users of this module do not need the annotation Nullable
public final class ShareableList {
    private final Region region;
    private final ListLayout layout;

    private ShareableList(Region region, ListLayout layout) {
        this.region = region;
        this.layout = layout;
    }

    /**
     * Returns the size that a region needs for these values.
     *
     * @param values the values, in their order
     * @return the size of the list in bytes
     * @throws IllegalArgumentException if the list cannot hold one of the values
     */
    public static long byteSize(List<? extends @Nullable Object> values) {
        return ListLayout.byteSize(slotSizes(slots(values)));
    }

    /**
     * Creates a list in a region.
     *
     * @param region the memory of the list
     * @param values the values, in their order
     * @return the new list
     * @throws IllegalArgumentException if the region is too small, or the list cannot hold one of the values
     * @throws IpcException if another process changes the memory during the call
     */
    public static ShareableList create(Region region, List<? extends @Nullable Object> values) throws IpcException {
        List<ListSlot> slots = slots(values);
        int[] sizes = slotSizes(slots);
        long needed = ListLayout.byteSize(sizes);
        if (region.byteSize() < needed) {
            throw new IllegalArgumentException(
                    region + " has " + region.byteSize() + " bytes, and the list needs " + needed);
        }
        ShareableList list = new ShareableList(region, ListLayout.create(region, sizes));
        for (int i = 0; i < sizes.length; i++) {
            list.write(i, slots.get(i), sizes[i] + "s");
        }
        return list;
    }

    /**
     * Opens the list in a region.
     *
     * @param region the memory of the list
     * @return the list
     * @throws CorruptException if the region does not contain a valid list
     */
    public static ShareableList open(Region region) throws IpcException {
        return new ShareableList(region, ListLayout.open(region));
    }

    private static List<ListSlot> slots(List<? extends @Nullable Object> values) {
        List<ListSlot> slots = new ArrayList<>(values.size());
        for (Object value : values) {
            slots.add(ListSlot.of(value));
        }
        return slots;
    }

    private static int[] slotSizes(List<ListSlot> slots) {
        return slots.stream().mapToInt(ListSlot::slotSize).toArray();
    }

    /** {@return the number of values} */
    public int size() {
        return layout.count();
    }

    /**
     * Returns the value at a position: Long, Double, Boolean, String, byte[] or null.
     *
     * @param index the position, from 0
     * @return the value
     * @throws IndexOutOfBoundsException if the list has no such position
     * @throws CorruptException if the memory does not hold such a value
     */
    public @Nullable Object get(int index) throws IpcException {
        String format = format(index);
        int code = layout.readCode(index);
        if (code == ListSlot.NOTHING) {
            return null;
        } else if (code == ListSlot.STR || code == ListSlot.BYTES) {
            return text(index, format, code);
        } else if (code != ListSlot.NUMBER) {
            throw corrupt(index, "the code is unknown: " + code);
        }
        ByteBuffer word = number(index, format);
        return switch (format) {
            case ListSlot.INT -> (Object) word.getLong(0);
            case ListSlot.FLOAT -> (Object) word.getDouble(0);
            case ListSlot.BOOL -> (Object) (word.get(Long.BYTES - 1) != 0);
            default -> throw corrupt(index, "its format is not that of a number");
        };
    }

    private ByteBuffer number(int index, String format) throws IpcException {
        if (format.endsWith("s") || layout.slotSize(index) < ListLayout.WORD) {
            throw corrupt(index, "there is no number in its slot");
        }
        return ByteBuffer.wrap(layout.readSlot(index, ListLayout.WORD)).order(ByteOrder.nativeOrder());
    }

    private Object text(int index, String format, int code) throws IpcException {
        int length = textLength(index, format);
        byte[] bytes = layout.readSlot(index, length);
        int end = length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        if (code == ListSlot.BYTES) {
            return Arrays.copyOf(bytes, end);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, end))
                    .toString();
        } catch (CharacterCodingException e) {
            throw corrupt(index, "its text is not UTF-8");
        }
    }

    private int textLength(int index, String format) throws IpcException {
        if (!format.matches("[0-9]{1,7}s")) {
            throw corrupt(index, "its format is not that of a text");
        }
        int length = Integer.parseInt(format.substring(0, format.length() - 1));
        if (length > layout.slotSize(index)) {
            throw corrupt(index, "its text is longer than its slot");
        }
        return length;
    }

    /**
     * Changes the value at a position. The new value may have another type than the old one.
     *
     * @param index the position, from 0
     * @param value the new value, which must fit into the slot
     * @throws IndexOutOfBoundsException if the list has no such position
     * @throws IllegalArgumentException if the value does not fit into its slot, or the list cannot hold it
     * @throws IpcException if the memory no longer holds a valid list
     */
    public void set(int index, @Nullable Object value) throws IpcException {
        ListSlot slot = ListSlot.of(value);
        String before = format(index);
        long room = layout.slotSize(index);
        if (slot.bytes().remaining() > room) {
            throw new IllegalArgumentException("the value has " + slot.bytes().remaining()
                    + " bytes, and there is room for " + room + " at " + index);
        }
        write(index, slot, before.matches("[0-9]{1,7}s") ? textLength(index, before) + "s" : room + "s");
    }

    /** Like Python, keeps the format of a text that is replaced by another, and pads the new text with NUL. */
    private void write(int index, ListSlot slot, String textFormat) throws IpcException {
        String format = slot.format();
        ByteBuffer bytes = slot.bytes();
        if (format == null) {
            format = textFormat;
            int length = Integer.parseInt(format.substring(0, format.length() - 1));
            bytes = ByteBuffer.allocate(Math.max(length, bytes.remaining()))
                    .put(bytes)
                    .rewind();
        }
        layout.writeSlot(index, bytes);
        byte[] word = Arrays.copyOf(format.getBytes(StandardCharsets.US_ASCII), ListLayout.WORD);
        layout.writeFormat(index, ByteBuffer.wrap(word), slot.code());
    }

    /**
     * {@return all values, as {@link #get} returns them}
     *
     * @throws IpcException if the memory does not hold a valid value at one of the positions
     */
    public List<@Nullable Object> toList() throws IpcException {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            values.add(get(i));
        }
        return values;
    }

    private String format(int index) throws IpcException {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException(index + " of " + size());
        }
        byte[] word = layout.readFormat(index);
        int end = word.length;
        while (end > 0 && word[end - 1] == 0) {
            end--;
        }
        return new String(word, 0, end, StandardCharsets.ISO_8859_1);
    }

    private CorruptException corrupt(int index, String text) {
        return new CorruptException(region.toString(), "value " + index + ": " + text);
    }

    /** Returns the region's address. */
    @Override
    public String toString() {
        return region.toString();
    }
}
