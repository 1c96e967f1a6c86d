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
 * A file's memory as JDK buffers that belong to no arena. Every access to a buffer of an arena, including the global
 * arena, first checks whether the arena is still open, and a ring makes about ten accesses for a message. Buffers of
 * {@link FileChannel#map} are the only buffers without an arena that both providers can use. They are for classes that
 * themselves reject calls after close: a buffer that is used after close shows zeros, whereas a buffer of a
 * {@link io.nativeipc.Region} throws with FFM.
 *
 * <p><b>Closing.</b> A mapped buffer cannot be invalidated, so {@link #close} covers the mapping with
 * {@link AnonymousPages}: the object's pages are released before it returns, and a thread that is still accessing them
 * finds zeros. The JDK unmaps the addresses when the last buffer has been collected. {@link #whole} and every slice of
 * it keep the addresses reserved, so no other mapping gets them while a buffer shows them. If the kernel refuses to
 * cover the mapping (no more mappings, or strict accounting of memory), the object keeps its pages until then.
 */
public final class UncheckedView implements View {
    private final MappedByteBuffer whole;
    private final long address;

    private UncheckedView(MappedByteBuffer whole) {
        this.whole = whole;
        this.address = Native.shim().ipc_address(whole);
    }

    /** Reports whether one buffer can show this many bytes. */
    public static boolean holds(long byteSize) {
        return byteSize <= Integer.MAX_VALUE;
    }

    /**
     * Maps a file from its beginning, for reading and writing. The channel may be closed afterwards. The file must have
     * this size.
     */
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
