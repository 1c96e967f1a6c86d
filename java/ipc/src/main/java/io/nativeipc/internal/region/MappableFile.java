package io.nativeipc.internal.region;

import io.nativeipc.CorruptException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.wait.Backoff;
import java.io.IOException;

/** A file that is open to be mapped, on whichever system. Its methods exclude each other. */
public interface MappableFile extends AutoCloseable {
    /** What the kernel knows of the file, whatever has become of its name. */
    FileStat stat() throws IpcException;

    /** Gives the file another mode, and the group if one is named. */
    void setPermissions(Permissions permissions) throws IpcException;

    /** Makes the file this large with all its space reserved, or leaves it as it is. */
    void reserve(long byteSize) throws IOException;

    /** Makes the file this large without reserving space. */
    void truncate(long byteSize) throws IpcException;

    /** Maps the file from its beginning. */
    View map(long byteSize, boolean readOnly) throws IpcException;

    /** Writes what was changed in a view back to the disk, and waits for it. */
    void flush(View view) throws IpcException;

    @Override
    void close();

    /** The size, for which a creator who has not got so far is given a second. */
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

    /** {@link #awaitSize()}, refusing an object that is smaller than the caller needs. */
    default long awaitSize(long least) throws IOException {
        long byteSize = awaitSize();
        requireSize(toString(), byteSize, least);
        return byteSize;
    }

    /** Refuses an object that is smaller than the caller needs. */
    static void requireSize(String object, long byteSize, long least) throws IpcException {
        if (byteSize < least) {
            throw new IpcException(object, "too small", "has " + byteSize + " bytes, " + least + " were asked for");
        }
    }
}
