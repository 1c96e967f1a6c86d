package io.nativeipc.posix;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.CorruptException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.MappedMemory.Backing;
import io.nativeipc.internal.region.MemoryRegion;
import io.nativeipc.internal.region.Window;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.unix.FileTypes;
import io.nativeipc.internal.unix.OpenFile;
import java.util.Set;

/** Maps the memory or file behind a descriptor. The mapping does not need the descriptor. */
final class DescriptorRegion {
    private DescriptorRegion() {}

    /**
     * Maps the file. The seals are read before the size, because memory that is sealed by then keeps its size.
     *
     * @param trusting whether to accept memory that another process can truncate
     */
    static Region of(String name, int fd, OpenOptions options, boolean trusting) throws IpcException {
        MappedMemory.requireSize(options.least());
        boolean readOnly = options.readOnly();
        Set<Seal> seals = Seal.of(fd, name);
        FileStat stat = new OpenFile(fd, name).stat();
        FileTypes.require(stat, Constants.S_IFREG, name, "memory or a file");
        if (!trusting && !seals.contains(Seal.SHRINK)) {
            throw new IpcException(
                    name,
                    "not sealed",
                    "it is not sealed against shrinking, so another process could truncate it under the mapping;"
                            + " mapUnsealed() is for senders that are trusted");
        } else if (stat.byteSize() < 1) {
            throw new CorruptException(name, "has no bytes to map");
        }
        Window window = Window.of(name, stat.byteSize(), options);
        if (!readOnly && (seals.contains(Seal.WRITE) || seals.contains(Seal.FUTURE_WRITE))) {
            throw new AccessDeniedException(name, "sealed", "it is sealed against writing; map(READ_ONLY) maps it");
        }
        // Before Linux 6.7, MAP_SHARED fails for memory that is sealed with WRITE. MAP_PRIVATE shows the same bytes.
        int flags = seals.contains(Seal.WRITE) ? Constants.MAP_PRIVATE : Constants.MAP_SHARED;
        View view = OpenFile.map(fd, window, readOnly, flags, name);
        boolean keepsItsSize = seals.contains(Seal.SHRINK);
        return new MemoryRegion(name, view, readOnly, new Backing() {
            @Override
            public void flush(View open) throws IpcException {
                OpenFile.flush(open, name);
            }

            @Override
            public long offset() {
                return window.offset();
            }

            @Override
            public long objectSize() {
                return keepsItsSize ? view.byteSize() : UNKNOWN;
            }
        });
    }
}
