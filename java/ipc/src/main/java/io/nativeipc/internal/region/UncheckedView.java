package io.nativeipc.internal.region;

import io.nativeipc.internal.sys.AnonymousPages;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A file's memory as buffers of the JDK that belong to no arena. Every access to a buffer of an arena, be it the global one, first
 * looks whether that is still open, and a ring makes about ten accesses for a message. Buffers of {@link FileChannel#map} are the
 * only ones without an arena that both providers can have. They are for classes that refuse by themselves after close: a buffer
 * that is kept shows zeros then, where one of a {@link io.nativeipc.Region} throws with FFM.
 *
 * <p><b>Closing.</b> Nothing can take a mapped buffer back, so {@link #close} covers the mapping with {@link AnonymousPages}: the
 * object's pages are released before it returns, and a thread that is still at work finds zeros. The JDK unmaps the addresses when
 * the last buffer has been collected; {@link #whole} and every slice of it hold them, so they are never another mapping's while a
 * buffer shows them. Where the kernel refuses to cover the mapping (no more mappings, or strict accounting of memory), the object
 * keeps its pages until then.
 */
public final class UncheckedView implements View {
    private final MappedByteBuffer whole;
    private final long address;

    private UncheckedView(MappedByteBuffer whole) {
        this.whole = whole;
        this.address = Native.shim().ipc_address(whole);
    }

    /** Whether one buffer can show so much. */
    public static boolean holds(long byteSize) {
        return byteSize <= Integer.MAX_VALUE;
    }

    /** Maps a file from its beginning, for reading and writing; the channel may be closed then. The file has that size. */
    public static View map(FileChannel channel, long byteSize) throws IOException {
        return new UncheckedView(channel.map(FileChannel.MapMode.READ_WRITE, 0, byteSize));
    }

    @Override
    public long address() {
        return address;
    }

    @Override
    public long byteSize() {
        return whole.capacity();
    }

    @Override
    public ByteBuffer buffer(long offset, int length) {
        return whole.slice((int) offset, length).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        AnonymousPages.cover(Native.posix(), address, byteSize());
    }
}
