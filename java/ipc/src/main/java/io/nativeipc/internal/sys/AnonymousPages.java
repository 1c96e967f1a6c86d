package io.nativeipc.internal.sys;

/**
 * Releases the memory of an object that is still shown by buffers that cannot be invalidated: one mmap with MAP_FIXED
 * replaces the mapping with anonymous pages.
 *
 * <p>The kernel replaces the mapping in one step. A concurrent read or write finds the object's page or a page of
 * zeros, and never an address without a page, so the JVM cannot crash. The object's pages are released before the call
 * returns. The address range stays reserved until it is unmapped, which must not happen while a buffer shows it,
 * because a later mapping would get the same addresses. The range costs no memory as long as it is not written to.
 */
public final class AnonymousPages {
    private AnonymousPages() {}

    /**
     * Replaces a mapping.
     *
     * @param address the start of the mapping, a multiple of the page size
     * @param byteSize all bytes of the mapping; the kernel rounds up to a page, as it did for the mapping
     * @return false if the system call fails; the mapping is then unchanged
     */
    public static boolean cover(Posix posix, long address, long byteSize) {
        int flags = Constants.MAP_PRIVATE | Constants.MAP_ANONYMOUS | Constants.MAP_FIXED | Constants.MAP_NORESERVE;
        int access = Constants.PROT_READ | Constants.PROT_WRITE;
        return posix.mmap(address, byteSize, access, flags, -1, 0) == address;
    }
}
