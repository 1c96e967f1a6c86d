package io.nativeipc.internal.region;

import io.nativeipc.IpcException;
import io.nativeipc.MappingOpenOption.Part;
import io.nativeipc.internal.lifecycle.OpenOptions;

/**
 * The part of an object that is mapped. A system maps from a multiple of its page size (Windows: of its allocation
 * granularity) on, so some bytes before the part are mapped too.
 *
 * @param offset the start of the part in the object
 * @param byteSize the size of the part
 * @param isPart whether the caller selected it; false for all of the object
 */
public record Window(long offset, long byteSize, boolean isPart) {
    /** The allocation granularity of Windows, and a multiple of every page size of the supported systems. */
    private static final long GRANULARITY = 64 << 10;

    /** All bytes of an object of this size. */
    public static Window whole(long byteSize) {
        return new Window(0, byteSize, false);
    }

    /**
     * Returns what the options select of an object.
     *
     * @param name the address of the object, in exceptions
     * @param objectSize its size in bytes
     * @throws IpcException if the object is smaller than the options require
     */
    public static Window of(String name, long objectSize, OpenOptions options) throws IpcException {
        OpenOptions.requireSize(name, objectSize, options.least());
        Part part = options.part();
        if (part == null) {
            return whole(objectSize);
        } else if (part.end() > objectSize) {
            throw new IpcException(
                    name,
                    "too small",
                    "has " + objectSize + " bytes, and " + part.byteSize() + " at " + part.offset()
                            + " were asked for");
        }
        return new Window(part.offset(), part.byteSize(), true);
    }

    /** The offset in the object from which it is mapped. */
    public long start() {
        return offset - lead();
    }

    /** The number of mapped bytes before the part. */
    public long lead() {
        return offset % GRANULARITY;
    }

    /** The number of mapped bytes. */
    public long length() {
        return lead() + byteSize;
    }
}
