package io.nativeipc.inventory;

import io.nativeipc.FileStat;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.windows.SecurityDescriptor;
import io.nativeipc.internal.windows.WindowsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Memory-mapped files of Windows. */
final class WindowsFileKind implements ObjectKind {
    @Override
    public Facts find(IpcAddress address, Scan scan) throws IOException {
        Path path = Path.of(address.name());
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException absent) {
            throw new NotFoundException(address.toString(), "absent", "there is no such file");
        }
        if (!found.isRegularFile()) {
            throw new IpcException(address.toString(), "not a file", "it is something else");
        }
        Facts object = new Facts(address);
        object.bytes = found.size();
        object.created = found.creationTime().toInstant();
        object.details.put("modified", found.lastModifiedTime().toInstant());
        addFromHandle(object, path);
        return object;
    }

    /** Adds details that require opening the file, which another process or the access control list may prevent. */
    private static void addFromHandle(Facts object, Path path) throws IpcException {
        try (WindowsFile file = WindowsFile.open(path, true)) {
            FileStat stat = file.stat();
            object.details.put("volume", stat.device());
            object.details.put("index", stat.inode());
            object.details.put("links", stat.links());
            WindowsHandleKind.addOwner(object, SecurityDescriptor.read(file.handle(), path.toString()));
        } catch (IpcException refused) {
            object.details.put("sddl", "unknown: " + refused.getMessage());
        }
    }

    @Override
    public void remove(IpcAddress address) throws IOException {
        find(address, new Scan());
        WindowsFile.delete(Path.of(address.name()));
    }
}
