package io.nativeipc.internal.region;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.internal.region.MappedMemory.Backing;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Views;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The mapping of an open file that can become larger. The earlier mappings stay until {@link #close}, because buffers
 * and mutexes of the caller may be in them. They are then closed together, so that a close after many grows takes no
 * longer than after one.
 */
public final class GrowingMemory {
    private final MappableFile file;
    private final MappedMemory memory;
    private final Window window;
    private final Views views;
    private final List<Mapping> outgrown = new ArrayList<>(); // guarded by this

    /**
     * Maps an open file, or a part of it.
     *
     * @param address the address of the object, in exceptions
     */
    public static GrowingMemory map(String address, MappableFile file, Window window, boolean readOnly)
            throws IpcException {
        Views views = Native.views().together();
        return new GrowingMemory(address, file, views, file.map(window, readOnly, views), window, readOnly);
    }

    private GrowingMemory(String address, MappableFile file, Views views, View view, Window window, boolean readOnly) {
        this.file = file;
        this.views = views;
        this.window = window;
        this.memory = new MappedMemory(address, view, readOnly, new Backing() {
            @Override
            public void flush(View open) throws IpcException {
                file.flush(open);
            }

            @Override
            public long offset() {
                return window.offset();
            }

            // A file has many paths, with and without links, absolute and relative.
            @Override
            public String object(String path) throws IpcException {
                FileStat stat = file.stat();
                return "file:" + Long.toHexString(stat.device()) + "-" + Long.toHexString(stat.inode());
            }

            @Override
            public long objectSize() {
                return Backing.sizeOf(file, window);
            }
        });
    }

    public MappedMemory memory() {
        return memory;
    }

    /**
     * Enlarges the file, unless it has this size already, and maps it again.
     *
     * @throws IllegalArgumentException if the size is less than that of the mapping
     * @throws IllegalStateException if the file must become larger and is open for reading only, or a part is mapped
     */
    public synchronized void grow(long byteSize) throws IOException {
        long now = memory.byteSize();
        if (window.isPart()) {
            throw new IllegalStateException(memory.name() + " is mapped in part, and a part does not grow");
        } else if (byteSize < now) {
            throw new IllegalArgumentException(
                    memory.name() + " has " + now + " bytes and is not made smaller: " + byteSize);
        } else if (byteSize == now) {
            return;
        }
        if (!memory.isReadOnly()) {
            file.reserve(byteSize);
        } else if (file.stat().byteSize() < byteSize) {
            throw new IllegalStateException(
                    memory.name() + " is open for reading only, and has fewer bytes: " + byteSize);
        }
        View larger = file.map(Window.whole(byteSize), memory.isReadOnly(), views);
        outgrown.add(memory.replaceView(larger));
    }

    /** Unmaps all mappings. The caller closes the file afterwards. */
    public synchronized void close() {
        Mapping.closeAll(outgrown, memory::close);
        outgrown.clear();
    }
}
