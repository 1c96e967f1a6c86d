package io.nativeipc.inventory;

import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.windows.Sid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of users and groups. Each name is looked up once; an id without a name is its number as text. Every method
 * may be called from any thread.
 */
public final class Accounts {
    private static final int LONGEST = 512;
    private static final Map<Long, String> USERS = new ConcurrentHashMap<>();
    private static final Map<Long, String> GROUPS = new ConcurrentHashMap<>();

    private Accounts() {}

    /** A function that writes the NUL-terminated name of an id. */
    @FunctionalInterface
    private interface Lookup {
        int name(int id, ByteBuffer name, long size);
    }

    /**
     * Returns the name of a user (getpwuid).
     *
     * @param uid the user's id
     * @return the name, or the id as text if it has none
     */
    public static String user(long uid) {
        return name(USERS, uid, Native.shim()::ipc_getpwuid);
    }

    /**
     * Returns the name of a group (getgrgid).
     *
     * @param gid the group's id
     * @return the name, or the id as text if it has none
     */
    public static String group(long gid) {
        return name(GROUPS, gid, Native.shim()::ipc_getgrgid);
    }

    /**
     * Returns the user of this process: on Windows the security identifier, {@code S-1-5-21-…}, elsewhere the name.
     *
     * @return the security identifier or the name
     * @throws IpcException if Windows does not report it
     */
    public static String currentUser() throws IpcException {
        return Platform.current().isWindows() ? Sid.ofCurrentUser() : user(Native.userId());
    }

    /** An id without a name is asked for again: a directory service may have been out of reach. */
    private static String name(Map<Long, String> known, long id, Lookup lookup) {
        String name = known.computeIfAbsent(id, absent -> name(id, lookup));
        return name == null ? Long.toString(id) : name;
    }

    private static @Nullable String name(long id, Lookup lookup) {
        ByteBuffer name = ByteBuffer.allocateDirect(LONGEST);
        if (lookup.name((int) id, name, LONGEST) < 0) {
            return null;
        }
        byte[] bytes = new byte[LONGEST];
        name.get(bytes);
        int length = 0;
        while (bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
