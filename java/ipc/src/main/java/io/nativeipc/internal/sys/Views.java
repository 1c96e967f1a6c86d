package io.nativeipc.internal.sys;

/** Makes mapped memory visible to Java. */
public interface Views {

    /** What ends a mapping: munmap, shmdt. */
    @FunctionalInterface
    interface Unmapping {
        void unmap();
    }

    /**
     * A view of a mapping that exists already.
     *
     * @param address where the mapping begins
     * @param byteSize its size in bytes
     * @param unmapping ends the mapping; run once, by {@link View#close} or when the last buffer is gone
     */
    View of(long address, long byteSize, Unmapping unmapping);
}
