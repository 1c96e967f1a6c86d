package io.nativeipc.internal.sys;

/** Makes mapped memory accessible to Java. */
public interface Views {

    /** A call that ends a mapping: munmap, shmdt. */
    @FunctionalInterface
    interface Unmapping {
        void unmap();
    }

    /**
     * Creates a view of an existing mapping.
     *
     * @param address the start of the mapping
     * @param byteSize the size of the mapping in bytes
     * @param lead the number of bytes at its start that are not shown
     * @param unmapping ends the mapping; runs once, in {@link View#close} or after the last buffer was collected
     */
    View of(long address, long byteSize, long lead, Unmapping unmapping);

    /**
     * Returns views that are closed together: what closing each of them would cost, they cost once. Closing the last of
     * those that exist ends the mappings of all, and ends the use of these views.
     */
    default Views together() {
        return this;
    }

    /** Creates a view of all bytes of an existing mapping. */
    default View of(long address, long byteSize, Unmapping unmapping) {
        return of(address, byteSize, 0, unmapping);
    }
}
