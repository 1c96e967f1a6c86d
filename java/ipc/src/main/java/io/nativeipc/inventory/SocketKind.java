package io.nativeipc.inventory;

import io.nativeipc.FileStat;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.locks.NameLock;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.ListeningSocket;
import io.nativeipc.internal.unix.PinnedFile;
import io.nativeipc.internal.unix.PipePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Unix sockets in the file system, under their paths; and named pipes, which are the sockets that .NET uses. */
final class SocketKind extends FileKind {
    private final boolean ofPipes;

    SocketKind(Kind kind) {
        super(kind, Form.SPECIAL);
        this.ofPipes = kind == Kind.PIPE;
    }

    @Override
    Path path(IpcAddress address) {
        return ofPipes ? PipePath.of(address.name()) : Path.of(address.name());
    }

    @Override
    int type() {
        return Constants.S_IFSOCK;
    }

    @Override
    public void addDetails(Facts object) throws IOException {
        Path socket = path(object.address);
        if (ofPipes) {
            object.details.put("socket", "unix:" + socket);
        }
        OptionalLong inode = ListeningSocket.inode(socket);
        object.details.put("listening", inode.isPresent());
        object.file = inode.isPresent() ? new FileId(FileId.SOCKETS, inode.getAsLong()) : null;
    }

    @Override
    public String recordedAddress(IpcAddress address) {
        return Kind.UNIX + ":" + path(address).toAbsolutePath();
    }

    @Override
    public String use(Creation creation, long creator, Holders holders) {
        return ListeningSocket.isProvenDead(creation.name()) ? NONE : "a process listens on it";
    }

    /** A socket gets its final mode only after it was recorded. */
    @Override
    public Removal removeUnfinished(Intent intent, long creator, List<Creation> created) throws IpcException {
        String name = intent.name();
        try (PinnedFile file = PinnedFile.of(name, intent.address());
                NameLock lock = NameLock.of(file, file.stat(), name);
                PinnedFile now = PinnedFile.of(name, intent.address())) {
            FileStat stat = now.stat();
            if (!LeftKind.isUnfinished(stat, intent.kind())) {
                return Removal.GONE;
            }
            boolean ours = lock != null && stat.uid() == Native.userId() && ListeningSocket.isProvenDead(name);
            return ours ? Removal.of("unlink", Native.posix().unlink(name)).named(name) : Removal.UNFINISHED;
        }
    }
}
