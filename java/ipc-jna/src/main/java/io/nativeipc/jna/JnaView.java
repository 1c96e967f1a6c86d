package io.nativeipc.jna;

import com.sun.jna.Pointer;
import io.nativeipc.internal.sys.AnonymousPages;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Views;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A mapping as JNA buffers, which the JVM cannot invalidate while they are in use. Closing therefore covers the mapping
 * with {@link AnonymousPages}, which releases the object at once; a buffer that still exists reads zeros. The address
 * range is released when the last buffer has been collected. Windows has no such call: there the mapping itself stays
 * until then.
 *
 * <p>A buffer, unlike a {@link Pointer}, survives a truncation by a peer: the JVM recognizes its own accesses to
 * buffers and converts SIGBUS to InternalError.
 */
final class JnaView implements View {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Pointer pointer;
    private final long byteSize;
    private final long lead;
    private final Range range;

    /** {@code posix} covers the mapping with other pages; null if the system cannot do that. */
    JnaView(long address, long byteSize, long lead, Views.Unmapping unmapping, @Nullable Posix posix) {
        this.pointer = new Pointer(address + lead);
        this.byteSize = byteSize - lead;
        this.lead = lead;
        this.range = new Range(address, byteSize, unmapping, posix);
    }

    @Override
    public long address() {
        return Pointer.nativeValue(pointer);
    }

    @Override
    public long byteSize() {
        return byteSize;
    }

    @Override
    public long lead() {
        return lead;
    }

    @Override
    public ByteBuffer buffer(long offset, int length) {
        range.hold();
        ByteBuffer buffer = pointer.getByteBuffer(offset, length);
        CLEANER.register(buffer, range::release);
        return buffer.order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        range.empty();
        range.release();
    }

    /** The address range, held by the view itself and by each of its buffers. */
    private static final class Range {
        private final AtomicInteger holders = new AtomicInteger(1);
        private final long address;
        private final long byteSize;
        private final Views.Unmapping unmapping;
        private final @Nullable Posix posix;
        private volatile boolean emptied;

        Range(long address, long byteSize, Views.Unmapping unmapping, @Nullable Posix posix) {
            this.address = address;
            this.byteSize = byteSize;
            this.unmapping = unmapping;
            this.posix = posix;
        }

        /** Holds the range for a buffer. After the end there is no memory to show, so this throws. */
        void hold() {
            for (int seen = holders.get(); seen > 0; seen = holders.get()) {
                if (holders.compareAndSet(seen, seen + 1)) {
                    return;
                }
            }
            throw new IllegalStateException("the memory is closed");
        }

        void empty() {
            emptied = posix != null && AnonymousPages.cover(posix, address, byteSize);
        }

        void release() {
            if (holders.decrementAndGet() == 0) {
                if (posix != null && emptied) {
                    posix.munmap(address, byteSize);
                } else {
                    unmapping.unmap();
                }
            }
        }
    }
}
