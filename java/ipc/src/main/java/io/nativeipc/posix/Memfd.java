package io.nativeipc.posix;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.internal.failure.Limits;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.MappedRegion;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.unix.OpenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Shared memory without a name in any file system, which nobody has but those whom its descriptor is handed to:
 * {@link UnixSocket#send} {@link #descriptor}, and there {@link Descriptor#map}. Linux alone has it.
 *
 * <p>C calls: {@code memfd_create} with MFD_CLOEXEC and MFD_ALLOW_SEALING, {@code posix_fallocate} and {@code mmap} to
 * create; {@code fcntl} with F_ADD_SEALS and F_GET_SEALS; {@code munmap} and {@code close} on {@link #close}. The memory is
 * all zeros at first, and nothing but the callers' bytes is ever in it.
 *
 * <p>No method blocks, and every method may be called from any thread. The memory is given back when the last process has
 * closed it, or died.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
 */
@SuppressWarnings("exports") // what the superclass adds to Region is ours alone
public final class Memfd extends MappedRegion {
    private static final int MAX_NAME = 249;
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private final String name;
    private final Descriptor descriptor;

    private Memfd(String name, Descriptor descriptor, View view) {
        super(view, false);
        this.name = name;
        this.descriptor = descriptor;
    }

    /**
     * Creates memory, all of it reserved, and maps it.
     *
     * @param name what /proc/PID/maps and /proc/PID/fd show, at most 249 bytes; it names nothing, and need not be unique
     * @param byteSize the size in bytes, at least 1
     * @return the new memory, which the caller closes
     * @throws io.nativeipc.NoSpaceException if the machine has not that much memory left (ENOSPC, ENOMEM); that a container
     *     may have less is not seen before the kernel ends a process for it
     */
    public static Memfd create(String name, long byteSize) throws IOException {
        requireName(name);
        requireSize(byteSize);
        String address = "memfd:" + name;
        int flags = Constants.MFD_CLOEXEC | Constants.MFD_ALLOW_SEALING;
        try (Undo undo = new Undo()) {
            int fd = PosixFailure.check(Native.posix().memfd_create(name, flags), "memfd_create", address);
            undo.add(() -> Native.posix().close(fd));
            reserve(fd, byteSize, address);
            View view = DescriptorRegion.map(fd, byteSize, false, Constants.MAP_SHARED, address);
            undo.add(view::close);
            return undo.done(new Memfd(name, new Descriptor(fd), view));
        }
    }

    private static void requireName(String name) {
        int length = Limits.bytes(name);
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a name contains no NUL: \"" + name.replace('\0', '?') + '"');
        } else if (length > MAX_NAME) {
            throw new IllegalArgumentException(
                    "a name is too long: " + Limits.tooLong(length, MAX_NAME) + ": \"" + name + '"');
        }
    }

    /**
     * What is more than there is free is refused before the call: this memory has no limit of its own, and the kernel would
     * take page by page until it ends processes for it.
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
        try { // not by Files.lines, which fails in a thread that is interrupted
            return Files.readAllLines(MEMORY).stream()
                    .filter(line -> line.matches("(MemAvailable|SwapFree):.*"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (IOException unknown) {
            return Long.MAX_VALUE;
        }
    }

    /** {@return the name that it was created with} */
    public String name() {
        return name;
    }

    /**
     * {@return what the kernel knows of the memory (fstat)}
     *
     * @throws IpcException if the system does not tell
     */
    public FileStat stat() throws IpcException {
        return descriptor.stat();
    }

    /**
     * Puts on seals, which nobody takes off any more. {@link Seal#SHRINK} is what a receiver wants to see, who could
     * otherwise be truncated under its mapping. {@link Seal#WRITE} is impossible while this region is open; for that, take
     * the {@link #descriptor}, close the region, and {@link Descriptor#seal}.
     *
     * @param seals what is forbidden from now on
     * @return this memory
     * @throws io.nativeipc.AccessDeniedException if it is sealed with {@link Seal#SEAL} (EPERM)
     * @throws IpcException for {@link Seal#WRITE}, because this region can be written to (EBUSY)
     */
    public Memfd seal(Seal... seals) throws IpcException {
        descriptor.seal(seals);
        return this;
    }

    /**
     * {@return what it is sealed against now}
     *
     * @throws IpcException if the system does not tell
     */
    public Set<Seal> seals() throws IpcException {
        return descriptor.seals();
    }

    /**
     * {@return a descriptor of the memory, for handing on: a duplicate (F_DUPFD_CLOEXEC), which the caller closes}
     *
     * @throws IpcException if the system refuses
     */
    public Descriptor descriptor() throws IpcException {
        return descriptor.use(Descriptor::duplicate);
    }

    @Override
    protected long objectSize() {
        try {
            return descriptor.stat().byteSize();
        } catch (IpcException | IllegalStateException unknown) {
            return super.objectSize();
        }
    }

    @Override
    public void close() {
        super.close();
        descriptor.close();
    }

    /** {@code memfd:prices}, as /proc shows it. That is no {@link io.nativeipc.IpcAddress}, because the name finds nothing. */
    @Override
    public String toString() {
        return "memfd:" + name;
    }
}
