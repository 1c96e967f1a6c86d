package io.nativeipc.internal.system;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.failure.Renamed;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.region.MappableFile;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.unix.PipePath;
import io.nativeipc.posix.PeerCredentials;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** POSIX objects, whose names are the portable names with a leading slash. */
public final class UnixObjects implements SystemObjects {
    private static final Set<Kind> ELSEWHERE = EnumSet.of(Kind.WIN_MAP, Kind.WIN_SEM, Kind.WIN_MUTEX, Kind.WIN_EVENT);

    private static final Map<Kind, String> ONLY_LINUX = Map.of(
            Kind.POSIX_MQ, "message queues that can be polled",
            Kind.MUTEX, "mutexes that report the death of their owner");

    private static String posix(String name) {
        return '/' + name;
    }

    @Override
    public void require(Kind kind) {
        if (ELSEWHERE.contains(kind)) {
            Native.win32();
            return;
        }
        Native.posix();
        String what = ONLY_LINUX.get(kind);
        if (what != null && !Platform.current().isLinux()) {
            throw new UnsupportedOperationException(Platform.current().id() + " has no " + what + "; Linux has them");
        }
    }

    private static long user() {
        return Native.userId();
    }

    @Override
    public SharedMemory createMemory(String name, long byteSize, Permissions permissions) throws IOException {
        return PosixSharedMemory.create(posix(name), byteSize, permissions);
    }

    @Override
    public SharedMemory openMemory(String name, boolean anyOwner, MappingOpenOption... options) throws IOException {
        PosixSharedMemory memory = PosixSharedMemory.open(posix(name), options);
        return anyOwner ? memory : memory.requireOwner(user());
    }

    @Override
    public void unlinkMemory(String name) throws IpcException {
        PosixSharedMemory.unlink(posix(name));
    }

    @Override
    public NamedSemaphore createSemaphore(String name, int value, Permissions permissions) throws IpcException {
        return PosixSemaphore.create(posix(name), value, permissions);
    }

    @Override
    public NamedSemaphore openSemaphore(String name, boolean anyOwner) throws IOException {
        PosixSemaphore semaphore = PosixSemaphore.open(posix(name));
        return anyOwner ? semaphore : semaphore.requireOwner(user());
    }

    @Override
    public void unlinkSemaphore(String name) throws IpcException {
        PosixSemaphore.unlink(posix(name));
    }

    @Override
    public NamedMutex createMutex(String name, Permissions permissions) throws IOException {
        return PosixNamedMutex.create(name, permissions);
    }

    @Override
    public NamedMutex openMutex(String name) throws IpcException {
        return PosixNamedMutex.open(name);
    }

    @Override
    public void unlinkMutex(String name) throws IpcException {
        PosixNamedMutex.unlink(name);
    }

    @Override
    public MappableFile createFile(Path path, Permissions permissions) throws IpcException {
        int flags = Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL | Constants.O_NOFOLLOW;
        try (Undo undo = new Undo()) {
            OpenFile file = openFile(path, flags, permissions.mode());
            undo.add(() -> discardFile(path, file));
            file.setPermissions(permissions);
            return undo.done(file);
        }
    }

    @Override
    public MappableFile openFile(Path path, boolean readOnly) throws IpcException {
        try (Undo undo = new Undo()) {
            OpenFile file = openFile(path, readOnly ? Constants.O_RDONLY : Constants.O_RDWR, 0);
            undo.add(file::close);
            return undo.done(file.requireRegular());
        }
    }

    /**
     * Opens with O_NONBLOCK, which has no effect on a regular file, because opening a FIFO would wait for its other
     * end.
     */
    private static OpenFile openFile(Path path, int flags, int mode) throws IpcException {
        String name = path.toString();
        String address = OpenMappedFile.address(path);
        int all = flags | Constants.O_CLOEXEC | Constants.O_NONBLOCK;
        return new OpenFile(PosixFailure.check(Native.shim().ipc_open(name, all, mode), "open", address), address);
    }

    @Override
    public void unlinkFile(Path path) throws IpcException {
        PosixFailure.check(Native.posix().unlink(path.toString()), "unlink", OpenMappedFile.address(path));
    }

    /** Another process may have replaced the file meanwhile. */
    @Override
    public void discardFile(Path path, MappableFile file) throws IpcException {
        try (file) {
            Names.unlinkIfStill(path.toString(), file.stat());
        }
    }

    @Override
    public NamedPipeServer createPipe(String name, Permissions permissions) throws IOException, InterruptedException {
        return UnixPipeServer.listen(name, permissions);
    }

    @Override
    public NamedPipe connect(String name, Duration timeout, boolean anyOwner) throws IOException, InterruptedException {
        Path path = PipePath.of(name);
        try (Undo undo = new Undo()) {
            UnixSocket socket = UnixSocket.connect(path, timeout);
            undo.add(socket::close);
            PipePath.nameAfter(PipePath.address(name), socket);
            PeerCredentials server = socket.peer();
            if (!anyOwner && !UnixPipeServer.isTrusted(server.uid())) {
                String text = "the server's user is uid " + server.uid() + ", not " + user()
                        + "; ANY_OWNER accepts a server of any user";
                throw new AccessDeniedException(PipePath.address(name), "wrong owner", text);
            }
            return undo.done(socket);
        } catch (IpcException refused) {
            throw Renamed.as(PipePath.address(name), refused);
        }
    }
}
