package io.nativeipc.contract;

import io.nativeipc.MappedFile;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.Region;
import io.nativeipc.SharedMemory;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The kinds of memory that can hold a ring channel. */
enum RingMemoryKind {
    SHARED_MEMORY {
        @Override
        Memory memory() {
            String name = Unique.name();
            return new Memory(
                    "shm:" + name,
                    size -> SharedMemory.create(name, size),
                    () -> SharedMemory.open(name, MemoryOpenOption.READ_ONLY),
                    () -> SharedMemory.unlink(name));
        }
    },
    MAPPED_FILE {
        @Override
        Memory memory() {
            Path path = Unique.path();
            return new Memory(
                    "file:" + path,
                    size -> MappedFile.create(path, size),
                    () -> MappedFile.open(path, MemoryOpenOption.READ_ONLY),
                    () -> Files.delete(path));
        }
    },
    SYSV {
        @Override
        Memory memory() {
            SysVKey key = Unique.key();
            return new Memory(
                    "sysv:" + key.value(),
                    size -> SysVSharedMemory.create(key, size),
                    () -> SysVSharedMemory.open(key, MemoryOpenOption.READ_ONLY),
                    () -> SysVSharedMemory.remove(key));
        }
    };

    /** Returns memory of this kind that no other test uses. */
    abstract Memory memory();

    /** Opens the memory with an address in the form of {@link Memory#address}. */
    static Region open(String address) throws IOException {
        String name = address.substring(address.indexOf(':') + 1);
        return switch (address.substring(0, address.indexOf(':'))) {
            case "shm" -> SharedMemory.open(name);
            case "file" -> MappedFile.open(Path.of(name));
            default -> SysVSharedMemory.open(SysVKey.of(Integer.parseInt(name)));
        };
    }

    private interface Creation {
        Region create(long byteSize) throws IOException;
    }

    private interface Opening {
        Region open() throws IOException;
    }

    private interface Removal {
        void remove() throws IOException;
    }

    /** A piece of memory and its mappings in this process. */
    static final class Memory implements Closeable {
        private final String address;
        private final Creation creation;
        private final Opening readOnly;
        private final Removal removal;
        private final List<Region> regions = new ArrayList<>();

        private Memory(String address, Creation creation, Opening readOnly, Removal removal) {
            this.address = address;
            this.creation = creation;
            this.readOnly = readOnly;
            this.removal = removal;
        }

        String address() {
            return address;
        }

        Region create(long byteSize) throws IOException {
            regions.add(creation.create(byteSize));
            return regions.get(0);
        }

        /** Returns the mapping that was made at creation. */
        Region region() {
            return regions.get(0);
        }

        /** Returns a new mapping. */
        Region open() throws IOException {
            Region opened = RingMemoryKind.open(address);
            regions.add(opened);
            return opened;
        }

        Region openReadOnly() throws IOException {
            return readOnly.open();
        }

        @Override
        public void close() throws IOException {
            for (Region region : regions) {
                region.close();
            }
            removal.remove();
        }
    }
}
