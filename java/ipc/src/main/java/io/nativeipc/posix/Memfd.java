package io.nativeipc.posix;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.Region;
import io.nativeipc.internal.failure.Limits;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.MappedMemory.Backing;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.region.Window;
import io.nativeipc.internal.sys.CText;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.unix.OpenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Shared memory without a name in any file system, accessible only to processes that are given its descriptor.
 * {@link UnixSocket#send} sends the {@link #descriptor}, and the receiver maps it with {@link Descriptor#map}.
 * Available only on Linux.
 *
 * <pre>{@code
 * try (Memfd memory = Memfd.create("prices", 4096);
 *         UnixSocket receiver = UnixSocket.connect(path)) {
 *     memory.buffer().putInt(0, 100);
 *     memory.seal(Seal.SHRINK); // the receiver maps only memory that cannot become smaller
 *     try (Descriptor descriptor = memory.descriptor()) {
 *         receiver.send(ByteBuffer.allocate(1), descriptor); // a descriptor travels with at least one byte
 *     }
 *     System.out.println("sent " + memory.byteSize() + " bytes");
 * }
 * }</pre>
 *
 * <p>C calls: {@code memfd_create} with MFD_CLOEXEC and MFD_ALLOW_SEALING, {@code posix_fallocate} and {@code mmap} to
 * create; {@code fcntl} with F_ADD_SEALS and F_GET_SEALS; {@code munmap} and {@code close} on {@link #close}. New
 * memory is filled with zeros. The library stores nothing of its own in it.
 *
 * <p>No method blocks, and every method may be called from any thread. The memory is freed when the last process that
 * uses it has closed it or ended.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
 */
public final class Memfd implements Region {
    static {
        Regions.register(Memfd.class, region -> region.memory);
    }

    private static final int MAX_NAME = 249;
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private final String name;
    private final Descriptor descriptor;
    private final MappedMemory memory;

    private Memfd(String name, Descriptor descriptor, View view) {
        this.name = name;
        this.descriptor = descriptor;
        this.memory = new MappedMemory("memfd:" + name, view, false, new Backing() {
            @Override
            public long objectSize() {
                try {
                    return descriptor.stat().byteSize();
                } catch (IpcException | IllegalStateException unknown) {
                    return UNKNOWN;
                }
            }
        });
    }

    /**
     * Creates memory, reserves all of it, and maps it.
     *
     * @param name the name that /proc/PID/maps and /proc/PID/fd show, at most 249 bytes; it need not be unique, and
     *     nothing can be opened by it
     * @param byteSize the size in bytes, at least 1
     * @return the new memory, which the caller must close
     * @throws io.nativeipc.NoSpaceException if the machine does not have that much memory left (ENOSPC, ENOMEM). The
     *     lower limit of a container is not detected: the kernel ends a process that exceeds it
     */
    public static Memfd create(String name, long byteSize) throws IOException {
        requireName(name);
        MappedMemory.requireSize(byteSize);
        String address = "memfd:" + name;
        int flags = Constants.MFD_CLOEXEC | Constants.MFD_ALLOW_SEALING;
        try (Undo undo = new Undo()) {
            int fd = PosixFailure.check(Native.posix().memfd_create(name, flags), "memfd_create", address);
            undo.add(() -> Native.posix().close(fd));
            reserve(fd, byteSize, address);
            View view = OpenFile.map(fd, Window.whole(byteSize), false, Constants.MAP_SHARED, address);
            undo.add(view::close);
            return undo.done(new Memfd(name, new Descriptor(fd), view));
        }
    }

    private static void requireName(String name) {
        CText.check(name);
        int length = Limits.bytes(name);
        if (length > MAX_NAME) {
            throw new IllegalArgumentException(
                    "a name is too long: " + Limits.tooLong(length, MAX_NAME) + ": \"" + name + '"');
        }
    }

    /**
     * Reserves the memory. A size above the free memory is rejected before the call: this memory has no limit of its
     * own, and the kernel would allocate page after page until it ends processes for lack of memory.
     */
    private static void reserve(int fd, long byteSize, String address) throws IOException {
        long free = free();
        String hint =
                byteSize + " bytes were asked for, " + free + " are free (MemAvailable and SwapFree of " + MEMORY + ")";
        if (byteSize > free) {
            throw new NoSpaceException(address, "no space", hint);
        }
        int result = OpenFile.allocate(fd, byteSize, address);
        if (result < 0) {
            throw PosixFailure.exception(-result, "posix_fallocate", address, hint);
        }
    }

    private static long free() {
        try { // not with Files.lines, which fails in an interrupted thread
            return Files.readAllLines(MEMORY).stream()
                    .filter(line -> line.matches("(MemAvailable|SwapFree):.*"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (IOException unknown) {
            return Long.MAX_VALUE;
        }
    }

    /** {@return the name that was given on creation} */
    public String name() {
        return name;
    }

    /**
     * {@return the status of the memory, as reported by the kernel (fstat)}
     *
     * @throws IpcException if the system call fails
     */
    public FileStat stat() throws IpcException {
        return descriptor.stat();
    }

    /**
     * Adds seals, which cannot be removed. Receivers require {@link Seal#SHRINK}, because the memory could otherwise be
     * truncated under their mapping. {@link Seal#WRITE} cannot be added while this region is open: take the
     * {@link #descriptor}, close the region, and call {@link Descriptor#seal}.
     *
     * @param seals the seals to add
     * @return this memory
     * @throws io.nativeipc.AccessDeniedException if the memory is sealed with {@link Seal#SEAL} (EPERM)
     * @throws IpcException for {@link Seal#WRITE}, because this region is mapped for writing (EBUSY)
     */
    public Memfd seal(Seal... seals) throws IpcException {
        descriptor.seal(seals);
        return this;
    }

    /**
     * {@return the current seals}
     *
     * @throws IpcException if the system call fails
     */
    public Set<Seal> seals() throws IpcException {
        return descriptor.seals();
    }

    /**
     * {@return a duplicate of the memory's descriptor (F_DUPFD_CLOEXEC), which can be passed on and which the caller
     * must close}
     *
     * @throws IpcException if a system call fails
     */
    public Descriptor descriptor() throws IpcException {
        return descriptor.use(Descriptor::duplicate);
    }

    @Override
    public void close() {
        memory.close();
        descriptor.close();
    }

    /**
     * Returns the name as /proc shows it, {@code memfd:prices}. This is not an {@link io.nativeipc.IpcAddress}, because
     * nothing can be opened by the name.
     */
    @Override
    public String toString() {
        return "memfd:" + name;
    }
}
