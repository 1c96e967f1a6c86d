package io.nativeipc.inventory;

import io.nativeipc.NotFoundException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.liveness.MappedObject;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.unix.SysVCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a lock file in the runtime folder belongs to. A channel or a latest value that is still in its memory
 * cannot be opened without its lock file.
 */
final class LockedMemory {
    private static final Pattern SEGMENT = Pattern.compile("ring-sysv-(\\d+)-(\\d+)-[0-9a-f]+\\.lock");
    private static final int LONGEST_PATH = 4096;

    private LockedMemory() {}

    /**
     * Returns why the memory may still exist; null if it is gone.
     *
     * @param name the path of the lock file
     * @param content a path by which the file can be read
     * @throws IOException if that is unknown
     */
    static @Nullable String presence(String name, String content) throws IOException {
        Matcher segment = SEGMENT.matcher(name.substring(name.lastIndexOf('/') + 1));
        return segment.matches() ? segment(segment.group(1), segment.group(2)) : file(content);
    }

    private static @Nullable String segment(String namespace, String id) throws IOException {
        if (!namespace.equals(MappedObject.ipcNamespace())) {
            return "its memory is the System V segment " + id + " of another IPC namespace";
        }
        for (SysVTable.Row row : SysVTable.read(SysVCalls.SHM)) {
            if (Long.toString(row.number("shmid")).equals(id)) {
                return "its memory, the System V segment " + id + ", still exists";
            }
        }
        return null;
    }

    /** A file that was renamed is not found. */
    private static @Nullable String file(String content) throws IOException {
        ByteBuffer read = ByteBuffer.allocateDirect(LONGEST_PATH);
        int fd = Native.shim().ipc_open(content, Constants.O_RDONLY | Constants.O_NONBLOCK | Constants.O_CLOEXEC, 0);
        try (OpenFile lockFile = new OpenFile(PosixFailure.check(fd, "open", content), content)) {
            lockFile.read(0, read);
        }
        byte[] bytes = new byte[read.flip().remaining()];
        read.get(bytes);
        String path = new String(bytes, StandardCharsets.UTF_8);
        if (!path.startsWith("/") || !Arrays.equals(bytes, path.getBytes(StandardCharsets.UTF_8))) {
            return "it does not name the file of its memory";
        }
        try {
            OpenFile.stat(path);
        } catch (NotFoundException gone) {
            return null;
        }
        return "its memory, the file " + path + ", still exists";
    }
}
