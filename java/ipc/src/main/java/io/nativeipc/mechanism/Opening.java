package io.nativeipc.mechanism;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;

/** What creating and opening have in common, whatever the object. */
public final class Opening {
    private Opening() {}

    /** One of the two ways to get an object. */
    @FunctionalInterface
    public interface Opener<T> {
        T open() throws IpcException;
    }

    /** Goes on trying both while others remove and create the same object. */
    public static <T> T openOrCreate(Opener<T> open, Opener<T> create) throws IpcException {
        while (true) {
            try {
                return open.open();
            } catch (NotFoundException absent) {
                try {
                    return create.open();
                } catch (AlreadyExistsException raced) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** Refuses, and closes, an object that belongs to another user. */
    public static void requireOwner(FileStat stat, int uid, String call, String name, AutoCloseable object)
            throws IpcException {
        if (stat.uid() != uid) {
            try {
                object.close();
            } catch (Exception secondary) {
                throw new IllegalStateException(secondary);
            }
            throw new AccessDeniedException(
                    call, name, "wrong owner", 0, "it belongs to uid " + stat.uid() + ", not " + uid);
        }
    }
}
