package io.nativeipc.ring;

/**
 * The layout of a record in a lane, as {@code docs/ring-layout.md} defines it: one word of 64 bits, then the payload.
 *
 * <pre>
 *  63                              34 33 32 31                               0
 * +----------------------------------+-----+----------------------------------+
 * |            must be 0             |kind |              length              |   8 bytes, aligned to 8
 * +----------------------------------+-----+----------------------------------+
 * |  payload: length bytes, then up to 7 bytes of anything to the next 8      |
 * +---------------------------------------------------------------------------+
 * </pre>
 *
 * <p>The producer writes the word with one release store, which publishes the record and everything before it. The
 * consumer reads the word once, with acquire, and checks this copy before it uses it.
 */
public final class RecordLayout {
    /** The size of a record's header in bytes. */
    public static final int RECORD_HEADER_SIZE = 8;

    /** The alignment of a record in bytes. */
    public static final int RECORD_ALIGNMENT = 8;

    /** The lowest bit of the kind in the header. */
    public static final int RECORD_KIND_SHIFT = 32;

    /** The kind of a record with a payload. */
    public static final int RECORD_MESSAGE = 1;

    /** The kind of a record that fills the rest of the data up to its end. */
    public static final int RECORD_PADDING = 2;

    /** The word at a place where nothing is published. */
    static final long NOTHING = 0;

    private RecordLayout() {}

    /**
     * {@return the bytes that a message takes in its lane, header and alignment included}
     *
     * @param length the message's length in bytes
     */
    public static long recordSize(int length) {
        return (length + (long) RECORD_HEADER_SIZE + RECORD_ALIGNMENT - 1) & -RECORD_ALIGNMENT;
    }

    /**
     * {@return the header word of a record}
     *
     * @param length the length in bytes, of the message or of the padding after its header
     * @param kind {@link #RECORD_MESSAGE} or {@link #RECORD_PADDING}
     */
    public static long recordHeader(int length, int kind) {
        return (long) kind << RECORD_KIND_SHIFT | length;
    }

    /** The kind, together with the bits above it, which must be 0. Any value other than the two kinds is corrupt. */
    static int kind(long header) {
        return (int) (header >>> RECORD_KIND_SHIFT);
    }

    /** The length. A length of 2 GiB or more is returned as a negative number. */
    static int length(long header) {
        return (int) header;
    }
}
