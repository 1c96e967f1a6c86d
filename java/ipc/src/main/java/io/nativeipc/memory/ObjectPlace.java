package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.Mapping;
import io.nativeipc.internal.region.PageProbe;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where an object of C lies in a region. It is checked before the C library touches the object.
 *
 * @param object the name of the object in errors
 */
record ObjectPlace(Mapping mapping, long offset, String object) {

    /**
     * Checks where an object is said to lie.
     *
     * @param what the object's noun, as it appears in errors
     * @param byteSize its size, or a negative number if the system has no such object
     */
    static ObjectPlace of(String what, Region region, long offset, int byteSize, int alignment)
            throws CorruptException {
        MappedMemory memory = Regions.memoryOf(region);
        if (byteSize < 0) {
            throw new UnsupportedOperationException("a " + what + " in shared memory needs Linux");
        }
        String object = what + " at " + offset + " of " + region + memory.startText();
        memory.requireInside("a " + what, offset, byteSize);
        if ((memory.address() + offset) % alignment != 0) {
            throw new IllegalArgumentException(
                    "a " + what + " lies at a multiple of " + alignment + " bytes: " + object);
        } else if (memory.isReadOnly()) {
            throw new IllegalArgumentException(
                    "a " + what + " needs a writable region, and this one is read-only: " + object);
        }
        memory.requireObject(offset + byteSize, object);
        return new ObjectPlace(memory.mapping(), offset, object);
    }

    /**
     * Writes zeros where an object will be created. The JVM writes first: if no space is left for the page of a sparse
     * object, a write of the C library would end the process.
     */
    static void clear(Region region, long offset, int byteSize) throws IpcException {
        region.write(offset, ByteBuffer.allocate(byteSize));
    }

    /** A function of the shim that takes the address of the object, and returns 0 or −errno. */
    interface Call {
        int at(long address);
    }

    /** Makes a call of the C library, which is named so in errors. */
    void call(PageProbe probe, String name, Call call) throws IpcException {
        long address = enter();
        try {
            probe.requirePages(object);
            PosixFailure.check(call.at(address), name, object);
        } finally {
            exit();
        }
    }

    /** Returns what reads the object before the C library does. */
    PageProbe probe(int byteSize) {
        return new PageProbe(mapping.view().buffer(offset, byteSize), mapping.address() + offset);
    }

    /** A function of the shim that describes an object from a copy of its bytes, and returns 0 or −errno. */
    interface Description {
        int fill(ByteBuffer copy, ByteBuffer fields);
    }

    /**
     * Describes the object.
     *
     * @param what the object's noun
     * @param fields the number of 64-bit fields
     * @param call the function, as errors name it
     * @throws CorruptException if the bytes are no such object, or the memory was truncated
     */
    ByteBuffer describe(PageProbe probe, String what, int fields, String call, Description description)
            throws IpcException {
        ByteBuffer described = ByteBuffer.allocateDirect(fields * Long.BYTES).order(ByteOrder.nativeOrder());
        enter();
        try {
            int result = description.fill(probe.copy(object), described);
            if (result == -Errno.EINVAL) {
                throw new CorruptException(object, "its bytes are not a " + what + " of this process's C library");
            }
            PosixFailure.check(result, call, object);
            return described;
        } finally {
            exit();
        }
    }

    /**
     * Returns the refusal of an object that its creator made for one process.
     *
     * @param how what the creator did
     */
    IpcException isPrivate(String how) {
        String text = "it was made for the threads of one process (" + how + "), or is not initialised"
                + " yet, or another object is at this offset: it would never wake another process";
        return new IpcException(object, "private", text);
    }

    /** The address of the object, for a call between {@link #enter} and {@link #exit}. */
    long address() {
        return mapping.address() + offset;
    }

    /** Begins a call, and returns the address of the object; throws IllegalStateException after a close of the region. */
    long enter() {
        if (!mapping.enter()) {
            throw new IllegalStateException(object + ": its memory is closed");
        }
        return address();
    }

    /** Ends a call that {@link #enter} began. */
    void exit() {
        mapping.exit();
    }
}
