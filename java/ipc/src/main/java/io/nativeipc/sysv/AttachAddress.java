package io.nativeipc.sysv;

import io.nativeipc.SegmentCreateOption;
import io.nativeipc.SegmentOpenOption;

/**
 * Attaches a segment at a given address (the second argument of {@code shmat}), for segments that contain raw pointers
 * of C and C++ programs: such a pointer is valid only where the segment has the same address in every process.
 *
 * <pre>{@code
 * try (SysVSharedMemory segment = SysVSharedMemory.open(key, new AttachAddress(0x6000_0000_0000L))) {
 *     long pointer = segment.buffer().getLong(0); // a char * of the C program
 *     int offset = (int) (pointer - segment.address());
 *     System.out.println("points to " + segment.buffer().get(offset));
 * }
 * }</pre>
 *
 * <p>The address must be free in this process: nothing is ever replaced (no SHM_REMAP). A JVM maps its heap, code and
 * libraries at addresses that it chooses; addresses from 0x6000_0000_0000 to 0x6fff_ffff_ffff are usually free on
 * x86_64. A range that is in use, or beyond the address space of a process on this machine, is an
 * {@link io.nativeipc.IpcException} that names it; nothing is attached. With JNA, the range of a closed segment stays in use until the buffers taken from it have been collected.
 *
 * @param address the address, a multiple of the page size (SHMLBA)
 */
public record AttachAddress(long address) implements SegmentOpenOption, SegmentCreateOption {
    /**
     * Checks the address.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public AttachAddress {
        if (address <= 0) {
            throw new IllegalArgumentException("not an address for a segment: 0x" + Long.toHexString(address));
        }
    }

    /** Returns {@code at 0x600000000000}. */
    @Override
    public String toString() {
        return "at 0x" + Long.toHexString(address);
    }
}
