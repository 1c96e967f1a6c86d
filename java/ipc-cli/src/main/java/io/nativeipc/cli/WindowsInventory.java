package io.nativeipc.cli;

import io.nativeipc.FileStat;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.windows.SecurityDescriptor;
import io.nativeipc.internal.windows.Sid;
import io.nativeipc.internal.windows.WindowsFile;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.WindowsEvent;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsSemaphore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The information that Windows provides about existing objects. */
final class WindowsInventory {
    static final String NO_PIPES = "this system does not list what is in \\\\.\\pipe\\ (Wine does not)";

    private static final String PIPES = "\\\\.\\pipe\\";

    /** Matches the owner in a security descriptor string: a SID, or two letters for a well-known one. */
    private static final Pattern OWNER = Pattern.compile("O:(S-[0-9-]+|[A-Z]{2})");

    private WindowsInventory() {}

    /** Returns the pipes; reports to {@code warning} if they cannot be listed. */
    static List<ObjectInfo> list(Consumer<String> warning) {
        List<String> names = pipeNames();
        if (names == null) {
            warning.accept("pipes cannot be listed: " + NO_PIPES);
            return List.of();
        }
        return names.stream()
                .map(name -> new ObjectInfo(new IpcAddress(Kind.PIPE, name)))
                .toList();
    }

    /**
     * Returns the names of all pipes, from FindFirstFileW and FindNextFileW through the JDK; null if the system has no
     * such list.
     */
    static @Nullable List<String> pipeNames() {
        String[] names = new File(PIPES).list();
        if (names == null) {
            return null;
        }
        Arrays.sort(names);
        return List.of(names);
    }

    /**
     * Returns the object of this address.
     *
     * @throws io.nativeipc.NotFoundException if there is no such object (ERROR_FILE_NOT_FOUND)
     */
    static ObjectInfo find(IpcAddress address) throws IOException {
        return switch (address.kind()) {
            case WIN_MAP -> mapping(address);
            case WIN_SEM -> semaphore(address);
            case WIN_MUTEX -> mutex(address, address.name());
            case MUTEX -> mutex(address, "Local\\" + address.name());
            case WIN_EVENT -> event(address);
            case PIPE -> pipe(address);
            case FILE -> file(address);
            default -> throw Opener.wrongKind(address, "an object of this system");
        };
    }

    /** Returns the information of a file mapping, whose size is a multiple of the page size. */
    private static ObjectInfo mapping(IpcAddress address) throws IOException {
        try (FileMapping mapping = FileMapping.open(address.name(), MemoryOpenOption.READ_ONLY)) {
            ObjectInfo object = new ObjectInfo(address);
            object.bytes = mapping.byteSize();
            addOwner(object, mapping.sddl());
            return object;
        }
    }

    private static ObjectInfo semaphore(IpcAddress address) throws IOException {
        try (WindowsSemaphore semaphore = WindowsSemaphore.open(address.name())) {
            ObjectInfo object = new ObjectInfo(address);
            addOwner(object, semaphore.sddl());
            object.details.put("value", "unknown: Windows has no documented call for it");
            return object;
        }
    }

    private static ObjectInfo mutex(IpcAddress address, String name) throws IOException {
        try (WindowsMutex mutex = WindowsMutex.open(name)) {
            ObjectInfo object = new ObjectInfo(address);
            addOwner(object, mutex.sddl());
            object.details.put("held", "unknown: Windows has no documented call for it");
            return object;
        }
    }

    private static ObjectInfo event(IpcAddress address) throws IOException {
        try (WindowsEvent event = WindowsEvent.open(address.name())) {
            ObjectInfo object = new ObjectInfo(address);
            addOwner(object, event.sddl());
            return object;
        }
    }

    /**
     * Returns the information of a pipe. Waiting for an instance does not occupy one, but reading the owner would
     * require connecting as a client.
     */
    private static ObjectInfo pipe(IpcAddress address) throws IOException {
        String path = PIPES + address.name();
        int waited = Native.win32().WaitNamedPipeW(path, 1);
        if (waited < 0 && waited != -Win32Error.ERROR_SEM_TIMEOUT) {
            throw Win32Failure.exception(-waited, "WaitNamedPipeW", address.toString(), "");
        }
        ObjectInfo object = new ObjectInfo(address);
        object.details.put("listening", waited >= 0);
        object.details.put("sddl", "unknown: reading it needs a connection, which would occupy an instance");
        return object;
    }

    private static ObjectInfo file(IpcAddress address) throws IOException {
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
        ObjectInfo object = new ObjectInfo(address);
        object.bytes = found.size();
        object.created = found.creationTime().toInstant();
        object.details.put("modified", found.lastModifiedTime().toInstant());
        addFromHandle(object, path);
        return object;
    }

    /** Adds details that require opening the file, which another process or the access control list may prevent. */
    private static void addFromHandle(ObjectInfo object, Path path) throws IpcException {
        try (WindowsFile file = WindowsFile.open(path, true)) {
            FileStat stat = file.stat();
            object.details.put("volume", stat.device());
            object.details.put("index", stat.inode());
            object.details.put("links", stat.links());
            addOwner(object, SecurityDescriptor.read(file.handle(), path.toString()));
        } catch (IpcException refused) {
            object.details.put("sddl", "unknown: " + refused.getMessage());
        }
    }

    /** Adds the owner; a SID without a name on this machine is shown as it is. */
    private static void addOwner(ObjectInfo object, String sddl) throws IpcException {
        object.details.put("sddl", sddl);
        Matcher owner = OWNER.matcher(sddl);
        if (owner.lookingAt()) {
            boolean ours = owner.group(1).equals(Sid.ofCurrentUser());
            object.ownerName = ours ? System.getProperty("user.name") : owner.group(1);
        }
    }
}
