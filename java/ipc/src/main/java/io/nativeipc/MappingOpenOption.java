package io.nativeipc;

/** An option that maps a file or shared memory: every {@link MemoryOpenOption}, and {@link #part}. */
public interface MappingOpenOption extends SharedMemoryOpenOption {
    /**
     * Maps a part of the object. Index 0 of the region is the first byte of the part. The offset needs no alignment:
     * the system maps whole pages, of which the region shows the part alone.
     *
     * @param offset the start of the part in the object, in bytes
     * @param byteSize the size of the part in bytes, at least 1; open throws {@link IpcException} if the object is too
     *     small for it
     * @return the option
     * @throws IllegalArgumentException if the offset is negative, or the size less than 1
     */
    static MappingOpenOption part(long offset, long byteSize) {
        return new Part(offset, byteSize);
    }

    /**
     * The option that {@link #part} returns.
     *
     * @param offset the start of the part in the object, in bytes
     * @param byteSize the size of the part in bytes
     */
    record Part(long offset, long byteSize) implements MappingOpenOption {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if the offset is negative, the size less than 1, or the end larger than a long
         */
        public Part {
            if (offset < 0 || byteSize < 1 || offset > Long.MAX_VALUE - byteSize) {
                throw new IllegalArgumentException(
                        "a part has an offset of at least 0 and at least 1 byte: " + byteSize + " bytes at " + offset);
            }
        }

        /** {@return the offset of the first byte after the part} */
        public long end() {
            return offset + byteSize;
        }
    }
}
