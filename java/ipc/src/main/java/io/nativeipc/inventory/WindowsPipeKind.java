package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32Error;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Named pipes of Windows. */
final class WindowsPipeKind implements ListedKind {
    static final String UNLISTED = "this system does not list what is in \\\\.\\pipe\\ (Wine does not)";

    private static final String PIPES = "\\\\.\\pipe\\";

    @Override
    public List<Facts> list(Scan scan) {
        List<String> names = names();
        if (names == null) {
            scan.gaps.add("pipes cannot be listed: " + UNLISTED);
            return List.of();
        }
        List<Facts> pipes = new ArrayList<>();
        for (String name : names) {
            try {
                pipes.add(new Facts(new IpcAddress(Kind.PIPE, name)));
            } catch (IllegalArgumentException noAddress) {
                scan.gaps.add("a pipe is not listed: " + noAddress.getMessage());
            }
        }
        return pipes;
    }

    /**
     * Returns the names of all pipes, from FindFirstFileW and FindNextFileW through the JDK; null if the system has no
     * such list.
     */
    private static @Nullable List<String> names() {
        String[] names = new File(PIPES).list();
        if (names == null) {
            return null;
        }
        Arrays.sort(names);
        return List.of(names);
    }

    /**
     * Returns the information of a pipe. Waiting for an instance does not occupy one, but reading the owner would
     * require connecting as a client.
     */
    @Override
    public Facts find(IpcAddress address, Scan scan) throws IOException {
        int waited = Native.win32().WaitNamedPipeW(PIPES + address.name(), 1);
        if (waited < 0 && waited != -Win32Error.ERROR_SEM_TIMEOUT) {
            throw Win32Failure.exception(-waited, "WaitNamedPipeW", address.toString(), "");
        }
        Facts object = new Facts(address);
        object.details.put("listening", waited >= 0);
        object.details.put("sddl", "unknown: reading it needs a connection, which would occupy an instance");
        return object;
    }

    @Override
    public void remove(IpcAddress address) {
        throw WindowsHandleKind.notRemoved(address);
    }
}
