package io.nativeipc.ring;

import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.MemoryRegion;
import io.nativeipc.internal.sys.View;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Plain memory of this process, for tests of a channel without the kernel. Modules that depend on the test-jar use it. */
record PlainView(ByteBuffer bytes) implements View {

    /** Returns the memory of a channel in these bytes. */
    static MemoryRegion region(String address, ByteBuffer bytes) {
        return new MemoryRegion(address, new PlainView(bytes), false, MappedMemory.Backing.NONE);
    }

    @Override
    public long address() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long byteSize() {
        return bytes.capacity();
    }

    @Override
    public ByteBuffer buffer(long offset, int length) {
        return bytes.slice((int) offset, length).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {}
}
