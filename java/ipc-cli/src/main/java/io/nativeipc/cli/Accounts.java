package io.nativeipc.cli;

import io.nativeipc.internal.sys.Native;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Names of users and groups. Each name is looked up once; an id without a name is shown as its number. */
final class Accounts {
    private static final int LONGEST = 512;
    private static final Map<Long, String> USERS = new HashMap<>();
    private static final Map<Long, String> GROUPS = new HashMap<>();

    private Accounts() {}

    /** A function that writes the NUL-terminated name of an id. */
    @FunctionalInterface
    private interface Lookup {
        int name(int id, ByteBuffer name, long size);
    }

    static String user(long uid) {
        return USERS.computeIfAbsent(uid, id -> name(id, Native.shim()::ipc_getpwuid));
    }

    static String group(long gid) {
        return GROUPS.computeIfAbsent(gid, id -> name(id, Native.shim()::ipc_getgrgid));
    }

    private static String name(long id, Lookup lookup) {
        ByteBuffer name = ByteBuffer.allocateDirect(LONGEST);
        if (lookup.name((int) id, name, LONGEST) < 0) {
            return Long.toString(id);
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
