package io.nativeipc;

/** An option of {@code create} and {@code openOrCreate} of memory: {@link #SPARSE}, and every {@link CreateOption}. */
public interface MemoryCreateOption {
    /**
     * Reserves nothing: the system allocates each page when it is first written. If no memory or disk space is left
     * then, the access throws {@link InternalError}, and {@link Region#read} and {@link Region#write} throw
     * {@link NoSpaceException}. Without this option {@code create} reserves everything, so a
     * lack of space makes {@code create} fail.
     */
    MemoryCreateOption SPARSE = new MemoryCreateOption() {
        @Override
        public String toString() {
            return "SPARSE";
        }
    };
}
