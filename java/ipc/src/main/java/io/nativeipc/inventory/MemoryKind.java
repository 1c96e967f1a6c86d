package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import java.io.IOException;

/** POSIX shared memory; and named mutexes, which are shared memory on Linux. */
final class MemoryKind extends FileKind implements ListedKind {
    private final Unlink unlink;

    /** Removes a name, by the class of the kind. */
    @FunctionalInterface
    interface Unlink {
        void name(String name) throws IOException;
    }

    MemoryKind(Kind kind, Unlink unlink) {
        super(kind, Form.SHM);
        this.unlink = unlink;
    }

    @Override
    public void remove(IpcAddress address) throws IOException {
        unlink.name(address.name());
    }
}
