package io.nativeipc.internal.sys;

/**
 * How memory is taken from an object while buffers that nothing can invalidate still show it: anonymous pages are laid over the
 * mapping in one mmap with MAP_FIXED.
 *
 * <p>The kernel replaces the mapping in one step. A thread that reads or writes meanwhile finds the object's page or a page of
 * zeros, and never an address without a page, so the JVM cannot crash. The object's pages are released before the call returns.
 * The range of addresses stays taken until it is unmapped, which must be when no buffer shows it any more: a later mapping would
 * get the same addresses. It costs no memory as long as it is not written to.
 */
public final class AnonymousPages {
    private AnonymousPages() {}

    /**
     * Replaces a mapping.
     *
     * @param address where the mapping begins, a multiple of the page's size
     * @param byteSize all of its bytes; the kernel rounds up to a page, as it did for the mapping
     * @return false if the system refuses; the mapping is as it was
     */
    public static boolean cover(Posix posix, long address, long byteSize) {
        int flags = Constants.MAP_PRIVATE | Constants.MAP_ANONYMOUS | Constants.MAP_FIXED | Constants.MAP_NORESERVE;
        int access = Constants.PROT_READ | Constants.PROT_WRITE;
        return posix.mmap(address, byteSize, access, flags, -1, 0) == address;
    }
}
