package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.mechanism.Opening;
import io.nativeipc.os.Errno;

/** What the three System V kinds do alike. */
final class SysVObjects {
    private SysVObjects() {}

    static <T> T openOrCreate(SysVKey key, Opening.Opener<T> open, Opening.Opener<T> create) throws IpcException {
        return key.isPrivate() ? create.open() : Opening.openOrCreate(open, create);
    }

    static String objectOf(SysVKey key, int id) {
        return key.isPrivate() ? "id=" + id : key.toString();
    }

    /**
     * What became of an object that was there when this one was made: once the id is free, the kernel answers EINVAL, as
     * for one that never was; EIDRM reaches only those who are waiting in it at that moment.
     */
    static NotFoundException removed(String call, String object) {
        return new NotFoundException(
                call, object, Errno.name(Errno.EINVAL), Errno.EINVAL, Errno.text(Errno.EINVAL) + "; it was removed");
    }
}
