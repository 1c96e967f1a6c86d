package io.nativeipc.creations;

import io.nativeipc.os.Constants;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Native;
import io.nativeipc.waiting.Deadline;
import io.nativeipc.waiting.Waits;
import java.io.IOException;
import java.nio.file.Path;

/** Keeps the other processes of this user, and the other threads of this one, out for the short time of a replacement. */
public final class NameLock implements AutoCloseable {
    private final LockFile file;

    private NameLock(LockFile file) {
        this.file = file;
    }

    /** Waits for the lock of this name; a process that dies gives it back. */
    public static NameLock acquire(String name) throws IOException, InterruptedException {
        int flags = Constants.O_RDWR | Constants.O_CREAT | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;
        for (int attempt = 0; ; attempt++) {
            Path path = RuntimeFolder.create().resolve(name + ".lock");
            int fd = Native.shim().ipc_open(path.toString(), flags, 0600);
            if (fd != -Errno.ENOENT) { // the folder was removed by one who left
                Errno.check(fd, "open", path.toString());
                LockFile file = new LockFile(path, fd);
                if (file.lock()) {
                    return new NameLock(file);
                }
                file.release();
            }
            Waits.pause(attempt, Deadline.NEVER);
        }
    }

    @Override
    public void close() {
        file.delete();
    }
}
