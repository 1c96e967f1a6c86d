package io.nativeipc.inventory;

import io.nativeipc.FileStat;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.FileTypes;
import io.nativeipc.internal.unix.OpenFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The kinds whose objects are files on Linux. This class is that of memory-mapped files, which are the user's data and
 * not recorded, and it has what the others have in common with them.
 */
class FileKind implements ObjectKind, LeftKind {
    private final Kind kind;
    private final Form form;

    FileKind(Kind kind, Form form) {
        this.kind = kind;
        this.form = form;
    }

    /** What the files of a kind are. */
    enum Form {
        /** A regular file in /dev/shm, where links are not followed. */
        SHM(false, true),
        /** A file in the file system of message queues, whose st_size has no meaning. */
        QUEUE(false, false),
        /** A file at any path. */
        FILE(true, true),
        /** A FIFO or socket at any path. */
        SPECIAL(true, false);

        final boolean hasPath;
        final boolean hasSize;

        Form(boolean hasPath, boolean hasSize) {
            this.hasPath = hasPath;
            this.hasSize = hasSize;
        }
    }

    Path path(IpcAddress address) {
        return form.hasPath ? Path.of(address.name()) : Scan.shmFile(address);
    }

    /** The type bits of st_mode. */
    int type() {
        return Constants.S_IFREG;
    }

    @Override
    public String recordedAddress(IpcAddress address) {
        return form.hasPath ? address.kind() + ":" + path(address).toAbsolutePath() : address.toString();
    }

    /** Lists the objects of a kind in /dev/shm. */
    public List<Facts> list(Scan scan) throws IOException {
        return found(scan.shm(kind), scan);
    }

    @Override
    public Facts find(IpcAddress address, Scan scan) throws IOException {
        return facts(address, path(address), scan);
    }

    /** Returns what {@link #find} returns, of the object in this file. */
    Facts facts(IpcAddress address, Path file, Scan scan) throws IOException {
        return at(address, file);
    }

    /** Returns the objects, without those that were removed meanwhile; a folder or a link in /dev/shm is no object. */
    final List<Facts> found(Map<IpcAddress, Path> files, Scan scan) throws IOException {
        List<Facts> objects = new ArrayList<>();
        for (Map.Entry<IpcAddress, Path> file : files.entrySet()) {
            try {
                objects.add(facts(file.getKey(), file.getValue(), scan));
            } catch (IpcException goneOrSomethingElse) {
                // it is not listed
            }
        }
        return objects;
    }

    /**
     * Returns the object in this file.
     *
     * @throws io.nativeipc.NotFoundException if there is no such file (ENOENT)
     * @throws IpcException if it is not of the address's kind
     */
    final Facts at(IpcAddress address, Path file) throws IpcException {
        UnixAttributes st = stat(address, file);
        int mode = st.number("mode");
        if ((mode & Constants.S_IFMT) != type()) {
            throw new IpcException(address.toString(), "not a " + address.kind(), "it is " + FileTypes.name(mode));
        }
        Facts object = new Facts(address, st.owner("uid"), st.owner("gid"), mode & 0777);
        object.file = st.id();
        if (form.hasSize) {
            object.bytes = st.size();
        }
        object.details.put("device", object.file.device());
        object.details.put("inode", object.file.inode());
        object.details.put("links", st.number("nlink"));
        object.details.put("modified", st.time("lastModifiedTime"));
        object.details.put("changed", st.time("ctime"));
        return object;
    }

    private UnixAttributes stat(IpcAddress address, Path file) throws IpcException {
        LinkOption[] options = form.hasPath ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        String call = form.hasPath ? "stat" : "lstat";
        try {
            return UnixAttributes.of(file, options);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw PosixFailure.exception(Errno.ENOENT, call, address.toString(), "");
        } catch (AccessDeniedException e) {
            throw PosixFailure.exception(Errno.EACCES, call, address.toString(), "");
        } catch (IOException e) {
            throw new IpcException(address.toString(), call, reason(e));
        }
    }

    /** The message of a FileSystemException is the path if there is no reason. */
    private static String reason(IOException failure) {
        String reason = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        return reason == null ? failure.toString() : reason;
    }

    /** Removes the name of a file of the kind's type. */
    @Override
    public void remove(IpcAddress address) throws IOException {
        Path file = path(address);
        at(address, file);
        PosixFailure.check(Native.posix().unlink(file.toString()), "unlink", address.toString());
    }

    @Override
    public @Nullable String use(Creation creation, long creator, Holders holders) throws IOException {
        return useOf(OpenFile.stat(creation.kind().pathOf(creation.name())), holders);
    }

    /** Returns which processes are seen to have the file open or mapped. */
    static String useOf(FileStat stat, Holders holders) {
        List<Long> pids = holders.of(new FileId(stat.device(), stat.inode()));
        return switch (pids.size()) {
            case 0 -> NONE;
            case 1 -> "process " + pids.get(0) + " has it open";
            default ->
                "processes " + pids.stream().map(Object::toString).collect(Collectors.joining(", ")) + " have it open";
        };
    }

    @Override
    public Removal removeLeft(Creation creation, long creator, Holders holders) throws IpcException {
        String path = creation.kind().pathOf(creation.name());
        return LeftFile.remove(
                creation,
                file -> refusal(creation, creator, holders),
                () -> Removal.of("unlink", Native.posix().unlink(path)));
    }
}
