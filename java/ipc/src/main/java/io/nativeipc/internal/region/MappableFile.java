package io.nativeipc.internal.region;

import io.nativeipc.CorruptException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Views;
import io.nativeipc.internal.wait.Backoff;
import java.io.IOException;

/** An open file that can be mapped, on any system. Its methods exclude each other. */
public interface MappableFile extends AutoCloseable {
    /** Returns the kernel's data about the file, whatever has happened to its name. */
    FileStat stat() throws IpcException;

    /** Changes the file's mode, and its group if the permissions name one. */
    void setPermissions(Permissions permissions) throws IpcException;

    /** Enlarges the file to this size with all its space reserved, or leaves it unchanged. */
    void reserve(long byteSize) throws IOException;

    /** Sets the file's size without reserving space. */
    void truncate(long byteSize) throws IpcException;

    /** Maps a part of the file, and makes it accessible by {@code views}. */
    View map(Window window, boolean readOnly, Views views) throws IpcException;

    /** Maps a part of the file. */
    default View map(Window window, boolean readOnly) throws IpcException {
        return map(window, readOnly, Native.views());
    }

    /** Maps the file from its beginning. */
    default View map(long byteSize, boolean readOnly) throws IpcException {
        return map(Window.whole(byteSize), readOnly);
    }

    /** Writes the changes in a view back to the disk, and waits for completion. */
    void flush(View view) throws IpcException;

    @Override
    void close();

    /** Returns the size. A creator that has not set it yet is given one second. */
    default long awaitSize() throws IOException {
        Backoff backoff = new Backoff(toString());
        while (true) {
            long byteSize = stat().byteSize();
            if (byteSize > 0) {
                return byteSize;
            } else if (!backoff.pause()) {
                throw new CorruptException(toString(), "has size 0: its creator has not finished, or died");
            }
        }
    }

    /** Returns what the options select, after {@link #awaitSize}; rejects an object that is smaller than they require. */
    default Window await(OpenOptions options) throws IOException {
        return Window.of(toString(), awaitSize(), options);
    }
}
