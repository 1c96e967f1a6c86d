package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.internal.windows.Sid;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.WindowsEvent;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsSemaphore;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kinds of Windows' named kernel objects, which are inspected through a handle. Windows has no documented call that
 * lists them, and they end with their last handle.
 */
final class WindowsHandleKind implements ObjectKind {
    private static final String UNDOCUMENTED = "unknown: Windows has no documented call for it";

    /** Matches the owner in a security descriptor string: a SID, or two letters for a well-known one. */
    private static final Pattern OWNER = Pattern.compile("O:(S-[0-9-]+|[A-Z]{2})");

    private final Inspection inspection;

    /** Opens an object and adds what it shows. */
    @FunctionalInterface
    interface Inspection {
        void addTo(Facts object, String name) throws IOException;
    }

    WindowsHandleKind(Inspection inspection) {
        this.inspection = inspection;
    }

    @Override
    public Facts find(IpcAddress address, Scan scan) throws IOException {
        Facts object = new Facts(address);
        inspection.addTo(object, address.name());
        return object;
    }

    @Override
    public void remove(IpcAddress address) {
        throw notRemoved(address);
    }

    static IllegalArgumentException notRemoved(IpcAddress address) {
        return new IllegalArgumentException(
                address + " cannot be removed: on Windows an object is removed when no process has it open");
    }

    /** Inspects a file mapping, whose size is a multiple of the page size. */
    static void mapping(Facts object, String name) throws IOException {
        try (FileMapping mapping = FileMapping.open(name, MemoryOpenOption.READ_ONLY)) {
            object.bytes = mapping.byteSize();
            addOwner(object, mapping.sddl());
        }
    }

    static void semaphore(Facts object, String name) throws IOException {
        try (WindowsSemaphore semaphore = WindowsSemaphore.open(name)) {
            addOwner(object, semaphore.sddl());
            object.details.put("value", UNDOCUMENTED);
        }
    }

    static void mutex(Facts object, String name) throws IOException {
        try (WindowsMutex mutex = WindowsMutex.open(name)) {
            addOwner(object, mutex.sddl());
            object.details.put("held", UNDOCUMENTED);
        }
    }

    static void event(Facts object, String name) throws IOException {
        try (WindowsEvent event = WindowsEvent.open(name)) {
            addOwner(object, event.sddl());
        }
    }

    /** Adds the owner; a SID without a name on this machine is shown as it is. */
    static void addOwner(Facts object, String sddl) throws IpcException {
        object.details.put("sddl", sddl);
        Matcher owner = OWNER.matcher(sddl);
        if (owner.lookingAt()) {
            boolean ours = owner.group(1).equals(Sid.ofCurrentUser());
            object.ownerName = ours ? System.getProperty("user.name") : owner.group(1);
        }
    }
}
