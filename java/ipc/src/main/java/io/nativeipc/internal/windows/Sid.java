package io.nativeipc.internal.windows;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Structs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Security identifiers, as {@code S-1-5-21-…}. */
public final class Sid {
    static final String SYSTEM = "S-1-5-18";
    static final String ADMINISTRATORS = "S-1-5-32-544";

    /** The revision, the number of subauthorities and six bytes of authority; the subauthorities follow. */
    private static final int HEADER = 8;

    private static volatile String currentUser = "";

    private Sid() {}

    /** Returns the user in the token of this process (OpenProcessToken, GetTokenInformation). */
    public static String ofCurrentUser() throws IpcException {
        if (currentUser.isEmpty()) {
            currentUser = askForCurrentUser();
        }
        return currentUser;
    }

    private static String askForCurrentUser() throws IpcException {
        Win32 win32 = Native.win32();
        int pid = (int) ProcessHandle.current().pid();
        ByteBuffer token = Win32Structs.allocate(Long.BYTES);
        ByteBuffer user = Win32Structs.allocate(2 * Long.BYTES + Win32Structs.SECURITY_MAX_SID_SIZE);
        long process = Win32Failure.check(
                win32.OpenProcess(Win32Constants.PROCESS_QUERY_LIMITED_INFORMATION, 0, pid), "OpenProcess", "" + pid);
        try {
            int opened = win32.OpenProcessToken(process, Win32Constants.TOKEN_QUERY, token);
            Win32Failure.check(opened, "OpenProcessToken", "" + pid);
            int length = user.capacity();
            int got = win32.GetTokenInformation(
                    token.getLong(0), Win32Constants.TokenUser, user, length, Win32Structs.allocate(Integer.BYTES));
            win32.CloseHandle(token.getLong(0));
            Win32Failure.check(got, "GetTokenInformation", "" + pid);
            return at(user.getLong(Win32Structs.TOKEN_USER_Sid));
        } finally {
            win32.CloseHandle(process);
        }
    }

    /** Returns the SID at an address. */
    static String at(long address) {
        int count = memory(address, HEADER).get(1);
        ByteBuffer sid = memory(address, HEADER + count * Integer.BYTES);
        long authority = sid.order(ByteOrder.BIG_ENDIAN).getLong(0) & 0xffff_ffff_ffffL;
        StringBuilder text = new StringBuilder("S-" + sid.get(0) + "-" + authority);
        sid.order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            text.append('-').append(Integer.toUnsignedLong(sid.getInt(HEADER + i * Integer.BYTES)));
        }
        return text.toString();
    }

    /** Returns memory that this code must not free. */
    private static ByteBuffer memory(long address, int length) {
        try (View view = Native.views().of(address, length, () -> {})) {
            return ByteBuffer.allocate(length).put(view.buffer(0, length)).flip();
        }
    }
}
