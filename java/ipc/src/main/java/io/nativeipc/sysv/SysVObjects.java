package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.os.Creation;

/** What the three System V kinds do alike. */
final class SysVObjects {
    private SysVObjects() {}

    static <T> T openOrCreate(SysVKey key, Creation.Opener<T> open, Creation.Opener<T> create) throws IpcException {
        return key.isPrivate() ? create.open() : Creation.openOrCreate(open, create);
    }

    static String objectOf(SysVKey key, int id) {
        return key.isPrivate() ? "id=" + id : key.toString();
    }
}
