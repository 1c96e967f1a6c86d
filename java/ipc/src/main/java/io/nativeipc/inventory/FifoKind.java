package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.PinnedFile;
import io.nativeipc.posix.Fifo;
import java.io.IOException;
import java.util.List;

/** FIFOs. */
final class FifoKind extends FileKind {
    FifoKind() {
        super(Kind.FIFO, Form.SPECIAL);
    }

    @Override
    int type() {
        return Constants.S_IFIFO;
    }

    @Override
    public void remove(IpcAddress address) throws IOException {
        Fifo.unlink(path(address));
    }

    /** A FIFO begins under a random name that only its creator chooses. */
    @Override
    public Removal removeUnfinished(Intent intent, long creator, List<Creation> created) throws IpcException {
        String name = intent.name();
        try (PinnedFile file = PinnedFile.of(name, intent.address())) {
            boolean ours = name.substring(name.lastIndexOf('/') + 1).matches(Intent.BEGINNING)
                    && intent.kind().isOurs(file.stat());
            return ours ? Removal.of("unlink", Native.posix().unlink(name)).named(name) : Removal.UNFINISHED;
        }
    }
}
