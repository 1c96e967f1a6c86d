package io.nativeipc.sysv;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;

/** What the three System V kinds do alike. */
final class SysVObjects {
    private SysVObjects() {}

    /** One of the two ways to get an object. */
    interface Opener<T> {
        T open() throws IpcException;
    }

    /** Goes on trying both while others remove and create the same object. */
    static <T> T openOrCreate(SysVKey key, Opener<T> open, Opener<T> create) throws IpcException {
        while (!key.isPrivate()) {
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
        return create.open();
    }

    static String objectOf(SysVKey key, int id) {
        return key.isPrivate() ? "id=" + id : key.toString();
    }
}
