package io.nativeipc.internal.region;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.AnonymousPages;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
     * Maps a file from its beginning, for reading and writing. The file must have this size, because the JDK would
     * enlarge it otherwise. An interrupt of the thread closes the FileChannel; the mapping is then repeated, and the
     * interrupt status is set again at the end. The interrupt can wait, because mapping does not.
     *
     * @param fd the file, which the caller closes
     * @param object the name in errors
     */
    public static View map(int fd, long byteSize, String object) throws IpcException {
        String path = "/proc/self/fd/" + fd;
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel =
                        FileChannel.open(Path.of(path), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    return new UncheckedView(map(channel, fd, byteSize, object));
                } catch (ClosedByInterruptException again) {
                    interrupted |= Thread.interrupted();
                }
            }
        } catch (IpcException e) {
            throw e;
        } catch (IOException e) {
            throw PosixFailure.ofJdk(path, Constants.O_RDWR, object, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Maps the file. The JDK reports no error number, so a call that failed is repeated to get one. */
    private static MappedByteBuffer map(FileChannel channel, int fd, long byteSize, String object) throws IOException {
        try {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, byteSize);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            int access = Constants.PROT_READ | Constants.PROT_WRITE;
            long address = Native.posix().mmap(0, byteSize, access, Constants.MAP_SHARED, fd, 0);
            if (address >= 0) {
                Native.posix().munmap(address, byteSize);
                throw e;
            }
            IpcException failure = PosixFailure.exception((int) -address, "mmap", object, "");
            failure.initCause(e);
            throw failure;
        }
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
