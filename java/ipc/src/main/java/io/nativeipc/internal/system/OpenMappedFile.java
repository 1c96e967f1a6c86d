package io.nativeipc.internal.system;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.Permissions;
import io.nativeipc.internal.lifecycle.CreateOptions;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.GrowingMemory;
import io.nativeipc.internal.region.MappableFile;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.region.Window;
import java.io.IOException;
import java.nio.file.Path;

/** A mapped file, on Unix or on Windows. */
final class OpenMappedFile implements MappedFile {
    static {
        Regions.register(OpenMappedFile.class, region -> region.memory.memory());
    }

    private final MappableFiles files;
    private final Path path;
    private final MappableFile file;
    private final GrowingMemory memory;
    private final boolean created;

    private OpenMappedFile(MappableFiles files, Path path, MappableFile file, GrowingMemory memory, boolean created) {
        this.files = files;
        this.path = path;
        this.file = file;
        this.memory = memory;
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
            GrowingMemory memory = GrowingMemory.map(address(path), file, Window.whole(byteSize), false);
            undo.add(memory::close);
            return undo.done(new OpenMappedFile(files, path, file, memory, true));
        }
    }

    static MappedFile open(MappableFiles files, Path path, OpenOptions options) throws IOException {
        MappedMemory.requireSize(options.least());
        boolean readOnly = options.readOnly();
        try (Undo undo = new Undo()) {
            MappableFile file = files.openFile(path, readOnly);
            undo.add(file::close);
            GrowingMemory memory = GrowingMemory.map(address(path), file, file.await(options), readOnly);
            undo.add(memory::close);
            return undo.done(new OpenMappedFile(files, path, file, memory, false));
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
    public void grow(long byteSize) throws IOException {
        memory.grow(byteSize);
    }

    @Override
    public void unlink() throws IpcException {
        files.unlinkFile(path);
    }

    @Override
    public void close() {
        memory.close();
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
