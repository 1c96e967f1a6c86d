package io.nativeipc.internal.system;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.Permissions;
import io.nativeipc.internal.lifecycle.CreateOptions;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.MappableFile;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.MappedMemory.Backing;
import io.nativeipc.internal.region.Mapping;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.View;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A mapped file, on Unix or on Windows. */
final class OpenMappedFile implements MappedFile {
    static {
        Regions.register(OpenMappedFile.class, region -> region.memory);
    }

    private final MappableFiles files;
    private final Path path;
    private final MappableFile file;
    private final MappedMemory memory;
    private final boolean created;
    private final List<Mapping> outgrown = new ArrayList<>();

    private OpenMappedFile(
            MappableFiles files, Path path, MappableFile file, View view, boolean readOnly, boolean created) {
        this.files = files;
        this.path = path;
        this.file = file;
        this.memory = new MappedMemory(address(path), view, readOnly, new Backing() {
            @Override
            public void flush(View open) throws IpcException {
                file.flush(open);
            }

            @Override
            public long objectSize() {
                return Backing.sizeOf(file);
            }
        });
        this.created = created;
    }

    static MappedFile create(MappableFiles files, Path path, long byteSize, CreateOptions options) throws IOException {
        MappedMemory.requireSize(byteSize);
        try (Undo undo = new Undo()) {
            MappableFile file = files.createFile(path, options.permissions());
            undo.add(() -> files.discardFile(path, file));
            if (options.sparse()) {
                file.truncate(byteSize);
            } else {
                file.reserve(byteSize);
            }
            View view = file.map(byteSize, false);
            undo.add(view::close);
            return undo.done(new OpenMappedFile(files, path, file, view, false, true));
        }
    }

    static MappedFile open(MappableFiles files, Path path, OpenOptions options) throws IOException {
        MappedMemory.requireSize(options.least());
        boolean readOnly = options.readOnly();
        try (Undo undo = new Undo()) {
            MappableFile file = files.openFile(path, readOnly);
            undo.add(file::close);
            View view = file.map(file.awaitSize(options.least()), readOnly);
            undo.add(view::close);
            return undo.done(new OpenMappedFile(files, path, file, view, readOnly, false));
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public boolean created() {
        return created;
    }

    @Override
    public FileStat stat() throws IpcException {
        return file.stat();
    }

    @Override
    public void setPermissions(Permissions permissions) throws IpcException {
        file.setPermissions(permissions);
    }

    @Override
    public synchronized void grow(long byteSize) throws IOException {
        long now = byteSize();
        if (byteSize < now) {
            throw new IllegalArgumentException(this + " has " + now + " bytes and is not made smaller: " + byteSize);
        } else if (isReadOnly()) {
            throw new IllegalStateException(this + " is open for reading only");
        } else if (byteSize > now) {
            file.reserve(byteSize);
            View larger = file.map(byteSize, false);
            outgrown.add(memory.replaceView(larger));
        }
    }

    @Override
    public void unlink() throws IpcException {
        files.unlinkFile(path);
    }

    @Override
    public synchronized void close() {
        memory.close();
        outgrown.forEach(Mapping::close);
        outgrown.clear();
        file.close();
    }

    @Override
    public String toString() {
        return address(path);
    }

    static String address(Path path) {
        return "file:" + path;
    }
}
