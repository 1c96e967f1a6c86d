package io.nativeipc.internal.lifecycle;

import io.nativeipc.IpcException;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MappingOpenOption.Part;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.MemoryOpenOption.AtLeast;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code open} of memory.
 *
 * @param least the minimum size of the object in bytes, at least 1
 * @param part the part to map, null for the whole object
 */
public record OpenOptions(
        boolean readOnly, long least, @Nullable Part part) {
    private static final AtLeast ONE = new AtLeast(1);

    /** Options for opening for reading and writing what has at least this size. */
    public static OpenOptions atLeast(long byteSize) {
        return new OpenOptions(false, byteSize, null);
    }

    public static OpenOptions of(MappingOpenOption... options) {
        return of(new OptionList((Object[]) options));
    }

    /** Takes the options that are left of a list, and ends it. */
    public static OpenOptions of(OptionList list) {
        OpenOptions given = new OpenOptions(
                list.take(MemoryOpenOption.READ_ONLY),
                list.take(AtLeast.class, ONE).byteSize(),
                list.find(Part.class));
        list.end();
        return given;
    }

    /** Rejects an object that is smaller than the caller needs. */
    public static void requireSize(String object, long byteSize, long least) throws IpcException {
        if (byteSize < least) {
            throw new IpcException(object, "too small", "has " + byteSize + " bytes, " + least + " were asked for");
        }
    }
}
