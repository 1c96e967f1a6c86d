package io.nativeipc.internal.lifecycle;

import io.nativeipc.MemoryOpenOption;
import io.nativeipc.MemoryOpenOption.AtLeast;

/**
 * The options of {@code open} of memory.
 *
 * @param least the minimum size in bytes, at least 1
 */
public record OpenOptions(boolean readOnly, long least) {
    private static final AtLeast ONE = new AtLeast(1);

    /** Options for opening for reading and writing what has at least this size. */
    public static OpenOptions atLeast(long byteSize) {
        return new OpenOptions(false, byteSize);
    }

    public static OpenOptions of(MemoryOpenOption... options) {
        OptionList list = new OptionList((Object[]) options);
        OpenOptions given = new OpenOptions(
                list.take(MemoryOpenOption.READ_ONLY),
                list.take(AtLeast.class, ONE).byteSize());
        list.end();
        return given;
    }
}
