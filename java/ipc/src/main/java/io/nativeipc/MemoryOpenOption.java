package io.nativeipc;

/** An option of {@code open} of memory: {@link #READ_ONLY} and {@link #atLeast}. */
public interface MemoryOpenOption extends MappingOpenOption, SegmentOpenOption {
    /** Maps the memory for reading only. A write throws {@link java.nio.ReadOnlyBufferException}. */
    MemoryOpenOption READ_ONLY = new MemoryOpenOption() {
        @Override
        public String toString() {
            return "READ_ONLY";
        }
    };

    /**
     * Makes open throw {@link IpcException} if the object is smaller.
     *
     * @param byteSize the minimum size in bytes, at least 1
     * @return the option
     */
    static MemoryOpenOption atLeast(long byteSize) {
        return new AtLeast(byteSize);
    }

    /**
     * The option that {@link #atLeast} returns.
     *
     * @param byteSize the minimum size in bytes
     */
    record AtLeast(long byteSize) implements MemoryOpenOption {}
}
