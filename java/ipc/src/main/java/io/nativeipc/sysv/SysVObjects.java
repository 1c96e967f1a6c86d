package io.nativeipc.sysv;

import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.mechanism.Opening;
import io.nativeipc.os.Constants;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Native;
import java.io.IOException;

/** What the three System V kinds do alike. */
final class SysVObjects {
    private SysVObjects() {}

    static <T> T openOrCreate(String kind, SysVKey key, Opening.Opener<T> open, Opening.Opener<T> create)
            throws IOException {
        return key.isPrivate() ? create.open() : Opening.openOrCreate(kind + ":" + key, open, create);
    }

    /**
     * What shmget, semget and msgget are told to create. Without the C library what they create could not be removed again,
     * so who creates asks for the library first.
     */
    static int creationFlags(Permissions permissions) {
        Native.shim().ipc_version();
        return Constants.IPC_CREAT | Constants.IPC_EXCL | permissions.mode();
    }

    /** How a list names what is about to be created. */
    static String intended(SysVKey key) {
        return key.isPrivate() ? "private" : key.toString();
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
