package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.NamedMutex;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.posix.PosixSharedMemory;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds the class of a kind. */
final class Kinds {
    /** Not determined by Platform, which supports a fixed list only: the limits are shown on other platforms too. */
    static final boolean IS_WINDOWS = System.getProperty("os.name").startsWith("Windows");

    /** The kinds of Linux and macOS; those that the system can list in the order of a listing. */
    private static final Map<Kind, ObjectKind> UNIX = new LinkedHashMap<>();

    private static final Map<Kind, ObjectKind> WINDOWS = new LinkedHashMap<>();

    private static final LeftKind RING_LOCK = new RingLockKind();

    static {
        UNIX.put(Kind.POSIX_SHM, new MemoryKind(Kind.POSIX_SHM, PosixSharedMemory::unlink));
        UNIX.put(Kind.SYSV_SHM, new SysVMemoryKind());
        UNIX.put(Kind.POSIX_SEM, new PosixSemaphoreKind());
        UNIX.put(Kind.SYSV_SEM, new SysVSemaphoreKind());
        UNIX.put(Kind.MUTEX, new MemoryKind(Kind.MUTEX, NamedMutex::unlink));
        UNIX.put(Kind.POSIX_MQ, new PosixQueueKind());
        UNIX.put(Kind.SYSV_MQ, new SysVQueueKind());
        UNIX.put(Kind.RING, new RingKind());
        UNIX.put(Kind.FILE, new FileKind(Kind.FILE, FileKind.Form.FILE));
        UNIX.put(Kind.FIFO, new FifoKind());
        UNIX.put(Kind.UNIX, new SocketKind(Kind.UNIX));
        UNIX.put(Kind.PIPE, new SocketKind(Kind.PIPE));
        WINDOWS.put(Kind.WIN_MAP, new WindowsHandleKind(WindowsHandleKind::mapping));
        WINDOWS.put(Kind.WIN_SEM, new WindowsHandleKind(WindowsHandleKind::semaphore));
        WINDOWS.put(Kind.WIN_MUTEX, new WindowsHandleKind(WindowsHandleKind::mutex));
        WINDOWS.put(Kind.WIN_EVENT, new WindowsHandleKind(WindowsHandleKind::event));
        WINDOWS.put(
                Kind.MUTEX, new WindowsHandleKind((object, name) -> WindowsHandleKind.mutex(object, "Local\\" + name)));
        WINDOWS.put(Kind.PIPE, new WindowsPipeKind());
        WINDOWS.put(Kind.FILE, new WindowsFileKind());
    }

    private Kinds() {}

    /** Returns the kinds of this system. */
    static Map<Kind, ObjectKind> current() {
        return IS_WINDOWS ? WINDOWS : UNIX;
    }

    /**
     * Returns the class of an address's kind.
     *
     * @throws IllegalArgumentException if this system has no objects of the kind
     */
    static ObjectKind of(IpcAddress address) {
        ObjectKind found = current().get(address.kind());
        if (found == null) {
            throw new IllegalArgumentException(address + " is not an object of this system");
        }
        return found;
    }

    /** Returns the class of a kind that is recorded. Each has the name of its kind; a lock file is no kind. */
    static LeftKind of(CreatedKind created) {
        if (created == CreatedKind.RING_LOCK) {
            return RING_LOCK;
        } else if (UNIX.get(Kind.valueOf(created.name())) instanceof LeftKind kind) {
            return kind;
        }
        throw new IllegalStateException(created + " has no class here");
    }
}
