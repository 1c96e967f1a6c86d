package io.nativeipc.internal.system;

import io.nativeipc.CorruptException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NamedMutex;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.NewObject;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.locks.PthreadMutex;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.unix.PidNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory of a {@link NamedMutex} on Linux, the shared memory object {@code /mutex.NAME}:
 *
 * <pre>
 *      0  char[8]          "NIPCMUTX"
 *      8  uint32           version of this layout, 1
 *     12  uint32           sizeof(pthread_mutex_t)
 *     16  uint64           inode number of the creator's PID namespace, 0 if it is not known
 *     24  zeros
 *     64  pthread_mutex_t  shared between processes, robust, recursive
 * </pre>
 *
 * <p>The object gets its name only when all of this is written: a process that opens it finds it complete, and a
 * creator that is killed leaves nothing. On a file system without O_TMPFILE, a process that opens it too early finds an
 * object that is not a mutex.
 *
 * <p>The C library stores the owner as a thread number. In another PID namespace the same number belongs to another
 * thread, which would treat the mutex as its own. A process of a namespace other than the creator's is therefore
 * rejected.
 *
 * <p>This process maps each such object once, however often it is opened, as the C library does with a named semaphore.
 * A thread that holds the mutex is linked to the address through which it first acquired the mutex, whichever object it
 * releases last.
 */
final class MutexMemory implements AutoCloseable {
    /** The offset of the mutex. */
    static final long MUTEX = 64;

    private static final long MAGIC = magic();
    private static final int VERSION = 1;
    private static final int HEADER = 24;

    private static final Map<Identity, MutexMemory> MAPPED = new HashMap<>();

    private record Identity(long device, long inode) {}

    private final String address;
    private final Identity identity;
    private final MappedMemory memory;
    private int users = 1;

    private MutexMemory(String name, View view, FileStat stat) {
        this.address = addressOf(name);
        this.memory = new MappedMemory(address, view, false, MappedMemory.Backing.NONE);
        this.identity = new Identity(stat.device(), stat.inode());
    }

    private static long magic() {
        byte[] bytes = "NIPCMUTX".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong();
    }

    private static int mutexSize() {
        return Native.shim().ipc_pthread_mutex_sizeof();
    }

    /** Returns the address in errors. */
    static String addressOf(String name) {
        return "mutex:" + name;
    }

    /** Returns the POSIX name. */
    static String posixName(String name) {
        return "/mutex." + name;
    }

    static MutexMemory create(String name, Permissions permissions) throws IOException {
        int flags = Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL | Constants.O_CLOEXEC;
        NewObject made = NewObject.begin(
                CreatedKind.MUTEX, name, "shm_open", () -> Native.shim().ipc_shm_open(posixName(name), flags, 0600));
        try (OpenFile making = new OpenFile(made.fd(), addressOf(name));
                Undo undo = new Undo()) {
            undo.add(made::discard);
            making.setPermissions(permissions);
            making.reserve(MUTEX + mutexSize());
            try (MutexMemory nameless = map(making, name)) {
                nameless.mutex(nameless.address).initialise();
                nameless.memory.write(0, header());
            }
            return undo.done(publish(made, making, name));
        }
    }

    /**
     * Runs under the lock of the table, because a thread that opens the object by its name must find the mapping there.
     */
    private static MutexMemory publish(NewObject made, OpenFile making, String name) throws IpcException {
        synchronized (MAPPED) {
            made.publish();
            int fd = made.byName();
            MutexMemory memory;
            if (fd == made.fd()) {
                memory = map(making, name);
            } else {
                try (OpenFile file = new OpenFile(fd, addressOf(name))) {
                    memory = map(file, name);
                }
            }
            MAPPED.put(memory.identity, memory);
            return memory;
        }
    }

    private static MutexMemory map(OpenFile file, String name) throws IpcException {
        try (Undo undo = new Undo()) {
            View view = file.map(MUTEX + mutexSize(), false);
            undo.add(view::close);
            return undo.done(new MutexMemory(name, view, file.stat()));
        }
    }

    private static ByteBuffer header() {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.nativeOrder())
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(mutexSize())
                .putLong(PidNamespace.current())
                .flip();
    }

    static MutexMemory open(String name) throws IpcException {
        String posixName = posixName(name);
        String address = addressOf(name);
        int flags = Constants.O_RDWR | Constants.O_CLOEXEC | Constants.O_NONBLOCK;
        int fd = PosixFailure.check(Native.shim().ipc_shm_open(posixName, flags, 0), "shm_open", address);
        try (OpenFile file = new OpenFile(fd, address)) {
            FileStat stat = file.stat();
            Opening.requireOwner(stat.uid(), Native.userId(), address, file);
            require(OpenFile.isRegular(stat), name, "is not a regular file");
            long byteSize = MUTEX + mutexSize();
            require(stat.byteSize() == byteSize, name, "has " + stat.byteSize() + " bytes, not " + byteSize);
            synchronized (MAPPED) {
                MutexMemory mapped = MAPPED.get(new Identity(stat.device(), stat.inode()));
                if (mapped != null) {
                    mapped.users++;
                    return mapped;
                }
                try (Undo undo = new Undo()) {
                    MutexMemory memory = map(file, name);
                    undo.add(memory::close);
                    memory.checkHeader(name);
                    MAPPED.put(memory.identity, memory);
                    return undo.done(memory);
                }
            }
        }
    }

    private void checkHeader(String name) throws IpcException {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.nativeOrder());
        memory.read(0, header);
        require(header.getLong(0) == MAGIC, name, "is not a mutex of native-ipc");
        int version = header.getInt(8);
        require(version == VERSION, name, "has the layout " + version + "; this version knows " + VERSION);
        int size = header.getInt(12);
        require(size == mutexSize(), name, "has a mutex of " + size + " bytes; here they have " + mutexSize());
        checkNamespace(header.getLong(16));
    }

    /** An unknown namespace of this process may be a different one, so it is rejected as well. */
    private void checkNamespace(long creators) throws IpcException {
        if (creators != PidNamespace.UNKNOWN && creators != PidNamespace.current()) {
            String text = "it was created in " + PidNamespace.text(creators) + ", and this process is in "
                    + PidNamespace.text(PidNamespace.current())
                    + ": threads of both can have the same number, by which the mutex knows its owner";
            throw new IpcException(address, "wrong PID namespace", text);
        }
    }

    private static void require(boolean condition, String name, String otherwise) throws CorruptException {
        if (!condition) {
            throw new CorruptException(addressOf(name), otherwise);
        }
    }

    /** Returns the mutex in this memory. */
    PthreadMutex mutex(String object) {
        return new PthreadMutex(memory.mapping(), MUTEX, object);
    }

    /**
     * Ends one use of the memory; the last one unmaps it. Unmapping waits for calls, so it is done outside the table's
     * lock. A thread that opens the mutex meanwhile creates a new mapping.
     */
    void release() {
        synchronized (MAPPED) {
            if (--users > 0) {
                return;
            }
            MAPPED.remove(identity, this);
        }
        close();
    }

    /** Unmaps the memory. */
    @Override
    public void close() {
        memory.close();
    }

    @Override
    public String toString() {
        return address;
    }
}
