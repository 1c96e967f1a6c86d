package io.nativeipc.ring;

/**
 * A record of a lane, as {@code docs/ring-layout.md} defines it: one word of 64 bits, then the payload.
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
 * <p>The producer writes the word, by one release store that publishes the record and everything before it. The consumer
 * reads it with acquire and checks one copy of it before it is used.
 */
public final class RecordLayout {
    /** The bytes of a record's header. */
    public static final int RECORD_HEADER_SIZE = 8;

    /** What the place of a record is a multiple of. */
    public static final int RECORD_ALIGNMENT = 8;

    /** The header's bit at which the kind begins. */
    public static final int RECORD_KIND_SHIFT = 32;

    /** The kind of a record with a payload. */
    public static final int RECORD_MESSAGE = 1;

    /** The kind of a record that fills what is left before the end of the data. */
    public static final int RECORD_PADDING = 2;

    /** The word where nothing is published. */
    static final long NOTHING = 0;

    private RecordLayout() {}

    /**
     * {@return the bytes that a message takes in its lane}
     *
     * @param length the message's bytes
     */
    public static long recordSize(int length) {
        return (length + (long) RECORD_HEADER_SIZE + RECORD_ALIGNMENT - 1) & -RECORD_ALIGNMENT;
    }

    /**
     * {@return the word of a record}
     *
     * @param length the message's bytes
     * @param kind a record or padding
     */
    public static long recordHeader(int length, int kind) {
        return (long) kind << RECORD_KIND_SHIFT | length;
    }

    /** The kind, and the bits that must be 0 above it: a word of another kind than the two is corrupt. */
    static int kind(long header) {
        return (int) (header >>> RECORD_KIND_SHIFT);
    }

    /** The length; one of 2 GiB and more is negative. */
    static int length(long header) {
        return (int) header;
    }
}
